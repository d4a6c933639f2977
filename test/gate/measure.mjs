// Measures the gate on the shared sets, both sides together: what it lets through that it should not, and what it keeps
// back that it should let through. Development rows and test rows are counted apart.
//
//   node test/gate/measure.mjs [--rows SET]     with --rows, the rows of a set that were judged wrong
//
// The sets lie beside the checkout (../shared/testdata); without them there is nothing to measure, and it says so.
import { existsSync } from "node:fs";
import { SETS, judge, load } from "./sets.mjs";

const named = process.argv.indexOf("--rows");
const wanted = named > 0 ? process.argv[named + 1] : null;

/** @param {number} part @param {number} all */
const percent = (part, all) => (all ? `${((100 * part) / all).toFixed(2)} %` : "-");

let missing = 0;
console.log("set                      split   rows  accepted            aim");
for (const set of SETS) {
  if (!existsSync(set.path)) {
    missing++;
    continue;
  }
  const rows = load(set);
  const verdicts = judge(rows);
  for (const split of ["dev", "test"]) {
    const chosen = rows.map((row, i) => ({ row, verdict: verdicts[i] })).filter(({ row }) => row.split === split);
    const accepted = chosen.filter(({ verdict }) => verdict.verdict === "accept").length;
    const cells = [set.name.padEnd(24), split.padEnd(5), String(chosen.length).padStart(6), `${accepted}`.padStart(9), percent(accepted, chosen.length).padStart(9)];
    console.log(cells.join(" "), " ", set.aim);
    if (wanted !== set.name) continue;
    for (const { row, verdict } of chosen)
      if ((verdict.verdict === "accept") !== set.accept) console.log(`    ${row.id} ${verdict.rule}@${verdict.offset}: ${row.tip ?? row.model_output}`);
  }
}
if (missing) console.log(`skipped: ${missing} sets are not beside the checkout`);
