// The gate on whole sets, both sides together: our own (good.mjs, bad.mjs), and the shared ones where they lie beside the
// checkout. Fitting the word lists to these rows would make the figures worthless: mend rules, never rows.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { badRows } from "./bad.mjs";
import { goodRows } from "./good.mjs";
import { SETS, judge, load } from "./sets.mjs";

/** The parts that are accepted, and the rows that were judged otherwise than `accept` says.
 * @param {import("./sets.mjs").Row[]} rows @param {boolean} accept */
function measure(rows, accept) {
  const verdicts = judge(rows);
  assert.equal(verdicts.length, rows.length);
  const wrong = rows.flatMap((row, i) => ((verdicts[i].verdict === "accept") === accept ? [] : [`${row.id} ${verdicts[i].rule}@${verdicts[i].offset}: ${row.tip ?? row.model_output}`]));
  const accepted = accept ? rows.length - wrong.length : wrong.length;
  return { share: accepted / rows.length, accepted, wrong };
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)} %`;

test("our own tips: good ones pass, bad ones do not", () => {
  const good = measure(goodRows(), true), bad = measure(badRows(), false);
  console.log(`own: ${percent(good.share)} of ${goodRows().length} good tips accepted, ${bad.accepted} of ${badRows().length} bad ones`);
  assert.deepEqual(bad.wrong, []);
  assert.ok(good.share >= 0.97, `${percent(good.share)} of the good tips pass:\n${good.wrong.join("\n")}`);
});

/** At most, or at least, as issue 4 has it. @type {Record<string, { most?: number, least?: number }>} */
const AIMS = {
  own_everyday: { most: 0 },
  own_tails: { most: 0 },
  own_mentor: { least: 0.9 },
  offtopic_public: { most: 0.001 },
  offtopic_own: { most: 0.001 },
  gate_reject_own: { most: 0 },
  gate_accept_own: { least: 0.97 },
  tips_anchored: { least: 0.9 },
  tips_mentor_exercism_ccbysa: { least: 0.85 },
};

for (const set of SETS.filter(({ name }) => AIMS[name])) {
  test(`${set.name}: ${set.aim}`, { skip: !existsSync(set.path) && "the shared sets are not beside the checkout" }, () => {
    const { most, least } = AIMS[set.name];
    const rows = load(set);
    const { share, accepted, wrong } = measure(rows, set.accept);
    console.log(`${set.name}: ${accepted} of ${rows.length} accepted, ${percent(share)}`);
    if (most !== undefined) assert.ok(share <= most, `${percent(share)}\n${wrong.slice(0, 20).join("\n")}`);
    if (least !== undefined) assert.ok(share >= least, `${percent(share)}\n${wrong.slice(0, 20).join("\n")}`);
  });
}
