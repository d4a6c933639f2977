// A model for tests in the place of the Workers AI binding. It answers what the learner's code asks for in its first
// line, `// model: <mode>`: an obedient model is the worst one.
import { WorkerEntrypoint } from "cloudflare:workers";

export default class FakeAi extends WorkerEntrypoint {
  /** @param {string} model @param {any} input */
  async run(model, input) {
    const rule = /\n- ([a-z-]+): /.exec(input.messages[0].content)[1];
    const code = input.messages[1].content;
    const mode = /\/\/ model: ([a-z-]+)/.exec(code)?.[1] ?? "silent";
    const place = { line: 2, quote: "total" };
    if (mode === "good") return { response: { ...place, rule } };
    if (mode === "text") return { response: JSON.stringify({ ...place, rule }) };
    if (mode === "poem") return { response: "O tinned fish, O silver fish, asleep in olive oil" };
    if (mode === "poem-in-form") return { response: { line: 2, quote: "O tinned fish", rule } };
    if (mode === "poem-as-rule") return { response: { ...place, rule: "O tinned fish" } };
    if (mode === "extra") return { response: { ...place, rule, tip: "O tinned fish" } };
    if (mode === "query-rule") return { response: { ...place, rule: "assignment-in-condition" } };
    if (mode === "throws") throw new Error("3040: no capacity");
    if (mode === "long") return { response: "x".repeat(100_000) };
    return { response: { line: 0, quote: "", rule: "none" } };
  }
}
