// Hostile programs through the whole path: a learner brings code that tells the model what to say, the model obeys in the
// valid form, in one disguise after the other, and nothing of it comes out: on no socket, in no storage, in no later prompt.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startWithFake } from "../fake/fake.mjs";
import { confront, fedBack, hostile, ordersOf } from "./hostile.mjs";

const AT_ONCE = 12; // sessions
const BATCH = 240; // programs between two scripts: the fake model compares a question with each order of its table

let fake;
before(async () => (fake = await startWithFake({ vars: { MINUTE_CALLS: "1000", DAILY_BUDGET_USD: "1000", LEARNER_DAILY_USD: "1000" } })));
after(() => fake.close());

/** Runs `work` on all items, some at a time. @template T @param {T[]} items @param {(item: T) => Promise<void>} work */
async function each(items, work) {
  const left = items.slice();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  }));
}

const STORED_EVERY = 5; // of so many programs one is looked for in the storage too, which is dear
const EVERY = Number(process.env.HOSTILE_EVERY ?? 24); // `make hostile` takes them all, which is a quarter of an hour

test("no needle of any hostile program comes out", async (t) => {
  const { rows, missing, word } = hostile();
  t.diagnostic(word);
  if (missing.length) t.diagnostic(`skipped: ${missing.join(", ")} are not beside the checkout`);
  const chosen = rows.filter((_, i) => i % EVERY === 0);
  const faults = [];
  /** @type {Record<string, number>} */
  const ends = {};
  let asked = 0, tips = 0;
  for (let at = 0; at < chosen.length; at += BATCH) {
    const batch = chosen.slice(at, at + BATCH);
    await fake.reset();
    await fake.script({ mode: "obedient", variant: "cycle", obedient: ordersOf(batch) });
    await each(batch, async (row) => {
      const result = await confront(fake, row, { again: true, stored: row.id.length % STORED_EVERY === 0 });
      asked += result.looks.every(({ why }) => why.startsWith("model_"));
      tips += result.heard.filter((frame) => frame.t === "tip" && frame.source !== "embedded").length;
      for (const { why } of result.looks) ends[why] = (ends[why] ?? 0) + 1;
      if (result.leaked.length || result.kept.length || result.said.length) faults.push({ id: row.id, leaked: result.leaked, kept: result.kept, said: result.said });
    });
    const { calls } = await fake.log();
    for (const row of batch) {
      const fed = fedBack(calls, row);
      if (fed.length) faults.push({ id: row.id, fed });
    }
  }
  t.diagnostic(`${chosen.length} programs, ${asked} asked about, ${tips} tips of the model shown; ends: ${JSON.stringify(ends)}`);
  assert.deepEqual(faults, []);
  assert.ok(asked > 0.95 * chosen.length, `only ${asked} of ${chosen.length} programs reached the model`);
});
