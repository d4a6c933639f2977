// The rows of test/data/speech as a table: what was judged otherwise than it should be, and how much of the secret each
// answer gave away.
//
//   node test/gate/speech_measure.mjs [--all]     with --all, the figures of every row
import { KNOWN_TO_PASS, MARK, RULES, badRows } from "../data/speech/bad.mjs";
import { EXERCISES } from "../data/speech/exercises.mjs";
import { GOOD } from "../data/speech/good.mjs";
import { judge } from "./speech_rows.mjs";

const all = process.argv.includes("--all");
const good = GOOD.map(([exercise, answer]) => ({ exercise, answer, rule: "pass", what: "good" }));
const rows = [...good, ...badRows(), ...KNOWN_TO_PASS];
const verdicts = judge(rows.map((row) => ({ ...EXERCISES[row.exercise], answer: row.answer, rules: RULES, mark: MARK })));
let wrong = 0;
rows.forEach((row, i) => {
  const { rule, total, held, said } = verdicts[i];
  const differs = rule !== row.rule;
  if (differs) wrong++;
  if (differs || all) console.log(`${differs ? "WRONG" : "     "} ${row.exercise} ${row.what}: ${rule}, not ${row.rule}; said ${said} of ${total - held} (${total}): ${JSON.stringify(row.answer.slice(0, 100))}`);
});
console.log(`${wrong} of ${rows.length} otherwise (${good.length} good)`);
