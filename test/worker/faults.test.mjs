// When a provider fails: the learner is told in a word, the next provider or the embedded mentor goes on, no text of an error
// comes out, and the ledgers have counted each call once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAKE_VARS, startWithFake } from "../fake/fake.mjs";
import { Client, createSession } from "./harness.mjs";

const SECRET_DETAIL = "fake-detail-5d2e"; // stands in every error's text of the fake model
const PROGRAM = "let total = 0;\nfor (const price of [1, 2, 3]) total += price;\nconsole.log(total);\n";
const MONEY = { MINUTE_CALLS: "1000", DAILY_BUDGET_USD: "100", LEARNER_DAILY_USD: "100" };

/** One look of a new learner, to its end. @param {any} fake @param {number} [patienceMs] */
async function look(fake, patienceMs = 12_000) {
  const client = new Client(fake.url, await createSession(fake.url));
  await client.next("welcome");
  await client.bring(PROGRAM);
  client.say({ t: "look" });
  await client.wait((frame) => frame.t === "state" && frame.look === "asking", "the question");
  const state = await client.wait((frame) => frame.t === "state" && frame.look !== "asking" && frame.look !== "looking", "its end", patienceMs);
  await client.close();
  assert.ok(!JSON.stringify([...client.heard, state]).includes(SECRET_DETAIL), "the text of an error came out");
  const { calls } = await fake.log();
  return { why: state.why, text: state.text, tip: client.heard.find((frame) => frame.t === "tip"), state, calls };
}

// What is scripted, how the learner hears of it, and how often the provider was asked.
/** @type {Record<string, [object, string, number]>} */
const FAULTS = {
  "408, a time-out of its own": [{ status: 408 }, "model_slow", 1],
  "413, too long": [{ status: 413 }, "model_failed", 1],
  "429, once more and then not": [{ status: 429 }, "model_busy", 2],
  "500": [{ status: 500 }, "model_failed", 1],
  "502": [{ status: 502 }, "model_failed", 1],
  "503, once more and then not": [{ status: 503 }, "model_busy", 2],
  "an empty answer": [{ text: "" }, "model_failed", 1],
  "half of the JSON": [{ text: '{"line": 1, "quote": "let to' }, "model_refused", 1],
  "prose": [{ text: "Sure! Here is a tip: use a better name." }, "model_refused", 1],
  "prose round JSON": [{ text: 'Here: {"line":1,"quote":"let total","tip":"Give `total` a better name."}' }, "model_refused", 1],
  "wrong types": [{ text: '{"line":"1","quote":["let total"],"tip":7}' }, "model_refused", 1],
};

/** @type {Record<string, [object, string, number]>} */
const BINDING_FAULTS = {
  ...FAULTS,
  "3040, no capacity, twice": [{ code: 3040 }, "model_busy", 2],
  "3007, its time-out": [{ code: 3007 }, "model_slow", 1],
  "5007, no such model": [{ code: 5007 }, "model_failed", 1],
  "3036, the day's allowance, never twice": [{ code: 3036 }, "model_spent", 1], // last: it closes the provider for the day
};

/** @type {Record<string, [object, string, number]>} */
const STREAM_FAULTS = {
  ...FAULTS,
  "cut in the middle": [{ mode: "good", cutAfterEvents: 2 }, "model_failed", 1],
  "cut before the first byte": [{ mode: "good", cutAfterBytes: 0 }, "model_failed", 1],
  "junk in the stream": [{ mode: "good", junkAfter: 1 }, "model_failed", 1],
  "an error inside the stream": [{ mode: "good", errorAfter: 1 }, "model_failed", 1],
  "a redirect": [{ redirect: "https://elsewhere.example/" }, "model_failed", 1],
  "401, a wrong key": [{ status: 401 }, "model_denied", 1], // last: it closes the provider for a while
};

for (const [name, vars, faults] of /** @type {[string, object, typeof FAULTS][]} */ ([
  ["workers-ai", {}, BINDING_FAULTS],
  ["openai", { ...FAKE_VARS, MENTOR_MODELS: "openai,embedded" }, STREAM_FAULTS],
  ["gemini", { ...FAKE_VARS, MENTOR_MODELS: "gemini,embedded" }, STREAM_FAULTS],
])) {
  test(`faults of ${name}`, async (t) => {
    const fake = await startWithFake({ bindingOverrides: { UPSTREAM: "fake-model" }, vars: { ...MONEY, ...vars } });
    t.after(() => fake.close());
    for (const [fault, [script, why, asked]] of Object.entries(faults)) {
      await t.test(fault, async () => {
        await fake.reset();
        await fake.script({ mode: "silent" });
        assert.equal((await look(fake)).why, "model_silent"); // which also closes the breaker again
        await fake.reset();
        await fake.script(script);
        const result = await look(fake);
        assert.deepEqual([result.why, result.calls.length, result.tip], [why, asked, undefined]);
        assert.ok(result.text.length > 20 && !/\d{3}|error|undefined|http/i.test(result.text), result.text);
      });
    }
  });
}

test("the next provider is asked when the first one fails, and its tip is said", async (t) => {
  const fake = await startWithFake({ bindingOverrides: { UPSTREAM: "fake-model" }, vars: { ...MONEY, ...FAKE_VARS, MENTOR_MODELS: "gemini,openai,workers-ai,embedded" } });
  t.after(() => fake.close());
  await fake.script({ mode: "good", next: [{ status: 500 }, { code: 3036, status: 402 }] });
  const { tip, why, calls } = await look(fake);
  assert.deepEqual(calls.map(({ dialect }) => dialect), ["gemini", "openai", "workers-ai"]);
  assert.deepEqual([why, tip.source], ["said", "llama-3.3"]);
});

test("streams of three dialects, in single bytes, with CRLF, comments and thoughts, give the same tip", async (t) => {
  const texts = new Set();
  for (const provider of ["openai", "gemini", "workers-ai"]) {
    const fake = await startWithFake({ bindingOverrides: { UPSTREAM: "fake-model" }, vars: { ...MONEY, ...FAKE_VARS, MENTOR_MODELS: provider } });
    t.after(() => fake.close());
    await fake.script({ mode: "good", splitBytes: 1, eol: "\r\n", comments: true, thoughts: ["hmm"], usageChunk: true });
    const { tip } = await look(fake);
    texts.add(tip.text);
  }
  assert.equal(texts.size, 1);
});

test("a provider that fails again and again is left alone, and the state says so", async (t) => {
  const fake = await startWithFake({ vars: MONEY });
  t.after(() => fake.close());
  await fake.script({ status: 500 });
  for (let i = 0; i < 5; i++) assert.equal((await look(fake)).why, "model_failed");
  const { why, state, calls } = await look(fake);
  assert.deepEqual([why, state.model, calls.length], ["model_resting", "resting", 5]);
});

test("a call is halted when its code is reworked: the provider hears of it", async (t) => {
  const fake = await startWithFake({ vars: MONEY });
  t.after(() => fake.close());
  await fake.script({ hold: true, mode: "good" });
  const client = new Client(fake.url, await createSession(fake.url));
  await client.next("welcome");
  await client.bring(PROGRAM);
  client.say({ t: "look" });
  await client.wait((frame) => frame.t === "state" && frame.look === "asking", "the question");
  await fake.waitLog((log) => log.asked === 1, "the call");
  client.say({ t: "look" });
  await fake.waitLog((log) => log.aborted === 1, "the halt");
  await client.close();
  await fake.release();
});
