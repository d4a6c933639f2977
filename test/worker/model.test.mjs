// With a model in production: what it may say, and that nothing else of it is ever shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, createSession, startServer } from "./harness.mjs";

let url, close;
before(async () => ({ url, close } = await startServer(
  { env: "production", bindingOverrides: { AI: "fake-ai" } },
  [{ config: { name: "fake-ai", main: "test/worker/fake-ai.mjs", compatibility_date: "2026-10-20" } }],
)));
after(() => close());

const program = (mode) => `// model: ${mode}\nlet total = 0;\nfor (const price of [1, 2, 3]) total += price;\nconsole.log(total);\n`;

/** Brings a program, asks for a look at it, and gives the state after the model was asked, with all that was heard. */
async function ask(mode) {
  const client = new Client(url, await createSession(url));
  await client.next("welcome");
  client.say({ t: "text", text: program(mode) });
  client.say({ t: "look" });
  await client.wait((frame) => frame.t === "state" && frame.look === "asking", "the question");
  const state = await client.wait((frame) => frame.t === "state" && frame.look !== "asking" && frame.look !== "looking" && frame.spent === 1, "its end");
  await client.close();
  return { state, heard: client.heard };
}

test("the model is there", async () => {
  const body = await (await fetch(new URL("/health", url))).json();
  assert.deepEqual(body.models, ["workers-ai", "embedded"]);
});

for (const mode of ["good", "text"]) {
  test(`a rule of ours at a place that is there is said, in our words (${mode})`, async () => {
    const { heard, state } = await ask(mode);
    const tip = heard.find((frame) => frame.t === "tip");
    assert.deepEqual([tip.line, tip.quote, tip.source], [2, "total", "llama-3.3"]);
    assert.equal(state.why, "said");
  });
}

test("what is typed is asked about without a word of the learner, once the hands rest", async () => {
  const client = new Client(url, await createSession(url));
  await client.next("welcome");
  const text = program("good");
  client.say({ t: "edit", rev: 0, len: text.length, d: [[0, 0, text]] });
  await client.wait((frame) => frame.t === "state" && frame.why === "gathering", "the wait");
  const tip = await client.wait((frame) => frame.t === "tip", "tip", 30_000);
  assert.deepEqual([tip.line, tip.quote, tip.source], [2, "total", "llama-3.3"]);
  await client.close();
});

for (const mode of ["poem", "poem-in-form", "poem-as-rule", "extra", "query-rule", "long"]) {
  test(`what a model makes up is never shown (${mode})`, async () => {
    const { heard, state } = await ask(mode);
    assert.equal(state.why, "model_refused");
    assert.ok(!JSON.stringify(heard).includes("fish"));
    assert.ok(!heard.some((frame) => frame.t === "tip"));
  });
}

test("a model that fails is told in words, and nobody asks again for the same code", async () => {
  const { state, heard } = await ask("throws");
  assert.equal(state.why, "model_failed");
  assert.ok(!JSON.stringify(heard).includes("3040"));
});

test("a model that has nothing to say says nothing", async () => {
  assert.equal((await ask("silent")).state.why, "model_silent");
});
