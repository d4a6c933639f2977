// With a model in production: what it may say, to whom, what it costs, and that nothing else of it is ever shown.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { startWithFake } from "../fake/fake.mjs";
import { Client, createSession } from "./harness.mjs";

let fake;
before(async () => (fake = await startWithFake({ vars: { MINUTE_CALLS: "1000" } })));
beforeEach(() => fake.reset());
after(() => fake.close());

const PROGRAM = "let total = 0;\nfor (const price of [1, 2, 3]) total += price;\nconsole.log(total);\n";

/** A learner who has brought a program. @param {string} [text] */
async function learner(text = PROGRAM) {
  const client = new Client(fake.url, await createSession(fake.url));
  await client.next("welcome");
  client.say({ t: "text", text });
  return client;
}

/** Asks for a look, and gives the state after the model was asked, with all that was heard. */
async function ask(text = PROGRAM) {
  const client = await learner(text);
  client.say({ t: "look" });
  await client.wait((frame) => frame.t === "state" && frame.look === "asking", "the question");
  const state = await client.wait((frame) => frame.t === "state" && frame.look !== "asking" && frame.look !== "looking" && frame.spent === 1, "its end");
  await client.close();
  return { state, heard: client.heard };
}

const tipOf = (heard) => heard.find((frame) => frame.t === "tip");

test("the models are there, in their order", async () => {
  const body = await (await fetch(new URL("/health", fake.url))).json();
  assert.deepEqual(body.models, ["workers-ai", "embedded"]);
});

test("a good tip in the model's own words reaches the owner, with its price", async () => {
  await fake.script({ mode: "good", usage: { in: 1000, out: 100 } });
  const { heard, state } = await ask();
  const tip = tipOf(heard);
  assert.equal(tip.source, "llama-3.3");
  assert.match(tip.text, /^Which value does/);
  assert.equal(PROGRAM.split("\n")[tip.line - 1].includes(tip.quote), true);
  assert.equal(state.why, "said");
  assert.equal(state.spent_micro, 293 + 226); // 0.293 and 2.253 dollars a million, rounded up once
  assert.equal(state.model, "ready");
});

test("what is typed is asked about without a word of the learner, once the hands rest", async () => {
  await fake.script({ mode: "good" });
  const client = new Client(fake.url, await createSession(fake.url));
  await client.next("welcome");
  client.say({ t: "edit", rev: 0, len: PROGRAM.length, d: [[0, 0, PROGRAM]] });
  await client.wait((frame) => frame.t === "state" && frame.why === "gathering", "the wait");
  const tip = await client.wait((frame) => frame.t === "tip", "tip", 30_000);
  assert.equal(tip.source, "llama-3.3");
  await client.close();
});

test("a tip survives the object's sleep", async () => {
  await fake.script({ mode: "good" });
  const session = await createSession(fake.url);
  const client = new Client(fake.url, session);
  await client.next("welcome");
  client.say({ t: "text", text: PROGRAM });
  client.say({ t: "look" });
  const tip = await client.next("tip");
  await client.close();
  const again = new Client(fake.url, session);
  const welcome = await again.next("welcome");
  assert.deepEqual([welcome.tips[0].text, welcome.tips[0].quote, welcome.tips[0].source], [tip.text, tip.quote, tip.source]);
  await again.close();
});

test("a model that has nothing to say says nothing", async () => {
  await fake.script({ mode: "silent" });
  assert.equal((await ask()).state.why, "model_silent");
});

const PLACE = { line: 1, quote: "let total", rule: null, concept: "" };
const HOSTILE = {
  "prose and no JSON": { text: "O tinned fish, O silver fish, asleep in olive oil" },
  "a poem in the right form": { reply: { ...PLACE, tip: "O tinned fish, O silver fish, asleep in olive oil, so gold." } },
  "a quote that stands nowhere": { reply: { ...PLACE, quote: "O tinned fish", tip: "Give `total` a value before the loop reads it." } },
  "a poem as a rule": { reply: { ...PLACE, rule: "O tinned fish", tip: "Give `total` a value before the loop reads it." } },
  "a poem as a concept": { reply: { ...PLACE, concept: "tinned fish", tip: "Give `total` a value before the loop reads it." } },
  "one more key": { text: JSON.stringify({ ...PLACE, tip: "Give `total` a value before the loop reads it.", poem: "tinned fish" }) },
  "a poem between back-ticks": { reply: { ...PLACE, tip: "The value `O tinned fish, asleep in oil` is unused here." } },
  "far too much": { text: "tinned fish ".repeat(10_000) },
};
for (const [name, { text, reply }] of Object.entries(HOSTILE)) {
  test(`what a model makes up is never shown: ${name}`, async () => {
    await fake.script({ text: text ?? JSON.stringify(reply) });
    const { heard, state } = await ask();
    assert.equal(state.why, "model_refused");
    assert.ok(!JSON.stringify(heard).includes("fish"));
    assert.equal(tipOf(heard), undefined);
  });
}
