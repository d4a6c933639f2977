// The gate of the chat tutor on whole answers, both sides together: good ones pass byte for byte, bad ones end by the rule
// that they break. Where the shared sets lie beside the checkout, code of strangers must not be taken for a solution.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KNOWN_TO_PASS, MARK, RULES, badRows } from "../data/speech/bad.mjs";
import { EXERCISES } from "../data/speech/exercises.mjs";
import { GOOD } from "../data/speech/good.mjs";
import { ROOT, judge } from "./speech_rows.mjs";

/** @param {{ exercise: string, answer: string }[]} rows */
const judged = (rows) => judge(rows.map(({ exercise, answer }) => ({ ...EXERCISES[exercise], answer, rules: RULES, mark: MARK })));

test("good answers pass, byte for byte", () => {
  const rows = GOOD.map(([exercise, answer]) => ({ exercise, answer }));
  assert.ok(rows.length >= 80);
  judged(rows).forEach((verdict, i) => {
    assert.equal(verdict.rule, "pass", rows[i].answer);
    assert.equal(verdict.released, rows[i].answer);
  });
});

test("good answers pass when the learner has the starter only, or nothing", () => {
  for (const state of ["starter", "nothing"]) {
    // Of a package only who has it may be told.
    const rows = GOOD.filter(([, answer]) => !answer.includes("pip install")).map(([exercise, answer]) => ({ ...EXERCISES[exercise], answer, code: state === "starter" ? EXERCISES[exercise].starter : "" }));
    const refused = judge(rows).flatMap(({ rule }, i) => (rule === "pass" ? [] : [`${rule}: ${rows[i].answer}`]));
    // A block that quotes code which is not there any more writes the function anew; an example that comes near to what
    // was left comes near to the whole now.
    const blocks = refused.filter((row) => row.startsWith("solution") && /```/.test(row));
    assert.deepEqual(refused.filter((row) => !blocks.includes(row)), [], state);
    assert.ok(blocks.length <= 7, blocks.join("\n"));
  }
});

test("bad answers end by the rule that they break, and are not shown whole", () => {
  const rows = badRows();
  assert.ok(rows.length >= 80 && new Set(rows.map(({ exercise }) => exercise)).size >= 9);
  judged(rows).forEach((verdict, i) => {
    const { exercise, what, rule, answer } = rows[i];
    assert.equal(verdict.rule, rule, `${exercise}, ${what}: ${answer}`);
    assert.ok(answer.startsWith(verdict.released) && verdict.released.length < answer.length, answer);
  });
});

test("of a block that is refused nothing is shown", () => {
  const rows = badRows().filter(({ what, rule }) => rule === "solution" && ["verbatim", "renamed", "commented"].includes(what));
  assert.ok(rows.length > 20);
  judged(rows).forEach(({ released }) => assert.ok(!released.includes("```"), released));
});

test("what is not seen is said to be not seen", () => {
  judged(KNOWN_TO_PASS).forEach(({ rule }, i) => assert.equal(rule, "pass", KNOWN_TO_PASS[i].what));
});

test("the solution of one exercise is a fair example in another", () => {
  const rows = Object.entries(EXERCISES).flatMap(([name, exercise]) => Object.entries(EXERCISES)
    .filter(([other, { language, solution }]) => other !== name && language === exercise.language && solution)
    .map(([other, { solution }]) => ({ ...exercise, answer: `\`\`\`\n${solution}\`\`\`\n`, what: `${other} in ${name}` })));
  assert.ok(rows.length > 40);
  judge(rows).forEach(({ rule }, i) => assert.equal(rule, "pass", rows[i].what));
});

const SHARED = join(ROOT, "../shared/testdata/tips_anchored.jsonl");
test("3,500 windows of npm code are nobody's solution", { skip: !existsSync(SHARED) && "the shared sets are not beside the checkout" }, () => {
  /** @type {string[]} */
  const windows = readFileSync(SHARED, "utf8").trim().split("\n").map((line) => JSON.parse(line).code);
  for (const name of ["fizz", "palindrome", "votes", "robot"]) {
    const exercise = EXERCISES[name];
    const verdicts = judge(windows.map((code) => ({ ...exercise, answer: `\`\`\`\n${code}\n\`\`\`\n` })));
    const taken = verdicts.filter(({ rule }) => rule === "solution").length;
    const shares = verdicts.map(({ total, held, said }) => said / (total - held));
    console.log(`${name}: ${taken} of ${windows.length}, at most ${Math.round(100 * Math.max(...shares))} % of the secret`);
    assert.equal(taken, 0);
  }
});
