// Money: what calls may cost, for a session, a learner and the whole deployment, exactly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startWithFake } from "../fake/fake.mjs";
import { Client, createSession } from "./harness.mjs";

const PROGRAM = "let total = 0;\nfor (const price of [1, 2, 3]) total += price;\nconsole.log(total);\n";

/** A learner whose program was read. @param {any} fake */
async function learner(fake) {
  const client = new Client(fake.url, await createSession(fake.url));
  await client.next("welcome");
  await client.bring(PROGRAM);
  return client;
}

/** The same, who has asked for a look. @param {any} fake */
async function asking(fake) {
  const client = await learner(fake);
  client.say({ t: "look" });
  return client;
}
const ended = (/** @type {any} */ frame) => frame.t === "state" && !["asking", "looking", "waiting"].includes(frame.look);

/** The worst price of the call about PROGRAM in micro-dollars, by a call whose tokens nobody tells. */
async function priceOfOne() {
  const fake = await startWithFake();
  await fake.script({ mode: "silent", usage: null });
  const client = await asking(fake);
  const state = await client.wait((frame) => ended(frame) && frame.spent === 1, "the end");
  await client.close();
  await fake.close();
  return state.spent_micro;
}

const dollars = (/** @type {number} */ micro) => (micro / 1e6).toFixed(6);

test("64 sessions at once, a budget for 10 calls: exactly 10 reach the model", async (t) => {
  const one = await priceOfOne();
  assert.ok(one > 100);
  // A mark has more or less digits, so a price is a token or two more or less.
  const fake = await startWithFake({ vars: { DAILY_BUDGET_USD: dollars(Math.round(10.5 * one)), LEARNER_DAILY_USD: "100" } });
  t.after(() => fake.close());
  await fake.script({ mode: "silent", usage: null, hold: true });
  const clients = await Promise.all(Array.from({ length: 64 }, () => learner(fake)));
  for (const client of clients) client.say({ t: "look" });
  const told = Promise.all(clients.map((client) => client.wait((frame) => ended(frame) && frame.why !== "empty" && frame.why !== "nothing_found", "the end", 30_000)));
  await fake.waitLog((log) => log.asked >= 10, "ten calls", 20_000);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // time for an eleventh
  assert.equal((await fake.log({ bodies: false })).asked, 10);
  await fake.release();
  const states = await told;
  assert.equal(states.filter(({ why }) => why === "model_silent").length, 10);
  const poor = states.filter(({ why }) => why === "out_of_budget");
  assert.equal(poor.length, 54);
  assert.ok(poor.every((state) => state.spent === 0 && state.model === "spent" && /budget/.test(state.text)));
  // The day is spent: who comes later is told so too.
  const late = await asking(fake);
  const state = await late.wait((frame) => ended(frame) && frame.why === "out_of_budget", "the word");
  assert.equal(state.spent, 0);
  assert.equal((await fake.log({ bodies: false })).asked, 10);
  await Promise.all([...clients, late].map((client) => client.close()));
});

test("what a call did not use is given back", async () => {
  const one = await priceOfOne();
  const fake = await startWithFake({ vars: { DAILY_BUDGET_USD: dollars(Math.round(1.5 * one)), LEARNER_DAILY_USD: "100" } });
  await fake.script({ mode: "silent", usage: { in: 10, out: 1 } }); // six micro-dollars
  for (let i = 0; i < 3; i++) {
    const client = await asking(fake);
    const state = await client.wait((frame) => ended(frame) && frame.spent === 1, "the end");
    assert.equal(state.why, "model_silent");
    await client.close();
  }
  await fake.close();
});

test("one learner and one session cannot spend what is everybody's", async () => {
  const one = await priceOfOne();
  for (const setting of ["LEARNER_DAILY_USD", "SESSION_DAILY_USD"]) {
    const fake = await startWithFake({ vars: { [setting]: dollars(3000 + one) } });
    await fake.script({ mode: "silent", usage: { in: 10_000, out: 0 } }); // 2930 micro-dollars
    const client = await asking(fake);
    await client.wait((frame) => ended(frame) && frame.why === "model_silent", "the first");
    await client.wait((frame) => ended(frame), "nothing", 300).catch(() => null);
    client.say({ t: "text", text: `${PROGRAM}console.log(total * 2);\n` });
    client.say({ t: "look" });
    await client.wait((frame) => ended(frame) && frame.spent === 2, "the second").catch(() => null);
    client.say({ t: "text", text: `${PROGRAM}console.log(total * 3);\n` });
    client.say({ t: "look" });
    const state = await client.wait((frame) => ended(frame) && frame.why === "out_of_budget", `the word (${setting})`);
    assert.ok(state.spent <= 2);
    await client.close();
    await fake.close();
  }
});
