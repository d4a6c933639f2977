// Tries what a lesson promises: its starter runs and is not yet the answer, its solution passes every example, and no
// sentence that a learner reads gives the solution away or is hard to read.
//
// The code of a curriculum is its owner's, so it runs here with a time limit but without a sandbox.
import { spawnSync } from "node:child_process";
import { inspect, isDeepStrictEqual } from "node:util";
import { Script, createContext } from "node:vm";

const RUN_MS = 2000;
/** A process of Python takes longer to begin than a script in this one. */
const PYTHON_MS = 10000;
/** Tokens in a row that a solution and a sentence may not share. */
const RUN_TOKENS = 8;
const CHECKS_MIN = 3;
const GRADE_MAX = 9;

/** @typedef {import("./lesson-source.mjs").Lesson} Lesson */
/** @typedef {{error: string | null, checks: {fine: boolean, found: string, expected: string}[]}} Run */

/** What check(found, expected) notes, for a program in JavaScript. @param {string} program @returns {Run} */
export function runJavaScript(program) {
  /** @type {Run} */
  const run = { error: null, checks: [] };
  const quiet = () => {};
  const check = (/** @type {unknown} */ found, /** @type {unknown} */ expected) => {
    const fine = isDeepStrictEqual(found, expected);
    run.checks.push({ fine, found: inspect(found), expected: inspect(expected) });
  };
  const given = { check, console: { log: quiet, error: quiet, warn: quiet } };
  const context = createContext(given, { microtaskMode: "afterEvaluate" });
  try {
    new Script(program, { filename: "lesson.js" }).runInContext(context, { timeout: RUN_MS });
  } catch (error) {
    run.error = String(/** @type {any} */ (error)?.message ?? error);
  }
  return run;
}

/**
 * Runs the program on its input, and prints a Run. True and False are no numbers here, though Python counts with them.
 */
const DRIVER = `
import contextlib, io, json, sys
run = {"error": None, "checks": []}
def check(found, expected):
    fine = isinstance(found, bool) == isinstance(expected, bool) and found == expected
    run["checks"].append({"fine": fine, "found": repr(found), "expected": repr(expected)})
program = sys.stdin.buffer.read().decode("utf-8")
with contextlib.redirect_stdout(io.StringIO()):
    try:
        exec(compile(program, "lesson.py", "exec"), {"check": check, "__name__": "__main__"})
    except BaseException as error:
        run["error"] = type(error).__name__ + ": " + str(error)
sys.stdout.write(json.dumps(run))
`;

/** The program that python3 stands for, or null when this machine has none. What stands before it may take its time. */
export function findPython() {
  const words = ["-I", "-c", "import sys; print(sys.executable)"];
  const done = spawnSync("python3", words, { timeout: PYTHON_MS, encoding: "utf8" });
  return done.status === 0 ? done.stdout.trim() || "python3" : null;
}

/**
 * The same for a program in Python.
 * @param {string} python
 * @param {string} program
 * @param {number} most_ms
 * @returns {Run}
 */
export function runPython(python, program, most_ms = PYTHON_MS) {
  const limits = { timeout: most_ms, killSignal: /** @type {const} */ ("SIGKILL") };
  const done = spawnSync(python, ["-I", "-c", DRIVER], { input: program, encoding: "utf8", ...limits });
  if (done.status === 0) return JSON.parse(done.stdout);
  if (done.signal || done.error) return { error: "it did not end in time", checks: [] };
  return { error: done.stderr.trim().split("\n").at(-1) || "it failed", checks: [] };
}

/**
 * Words, numbers and signs; quotes and backticks count for nothing, since a sentence puts code between them.
 * @param {string} text
 */
const tokensOf = (text) => text.match(/[\p{L}_$][\p{L}\d_$]*|\d+(?:\.\d+)?|[^\s\p{L}\d_$"'`]/gu) ?? [];

/** Every run of RUN_TOKENS tokens. @param {string} text */
function runsOf(text) {
  const tokens = tokensOf(text);
  const count = Math.max(0, tokens.length - RUN_TOKENS + 1);
  return Array.from({ length: count }, (_, i) => tokens.slice(i, i + RUN_TOKENS).join(" "));
}

/** The parts of a lesson that a learner reads, each with its line. @param {Lesson} lesson */
const sentencesOf = ({ instructions, line, tasks, hints }) => [
  { what: "the text of the instructions", text: instructions, line },
  ...tasks.map((task) => ({ what: `the task "${task.id}"`, text: task.text, line: task.line })),
  ...hints.map((hint, i) => ({ what: `hint ${i + 1}`, text: `${hint.question}\n${hint.answer}`, line: hint.line })),
];

/** Where the solution stands in what a learner reads. @param {Lesson} lesson @returns {string[]} */
export function findLeaks(lesson) {
  const given = new Set(runsOf(`${lesson.setup?.text ?? ""}\n${lesson.starter.text}`));
  const secret = new Set(runsOf(lesson.solution?.text ?? "").filter((run) => !given.has(run)));
  return sentencesOf(lesson).flatMap(({ what, text, line }) => {
    const leak = runsOf(text).find((run) => secret.has(run));
    if (!leak) return [];
    return [`${lesson.file}:${line}: ${what} holds a piece of the solution, "${leak}": show it with another example.`];
  });
}

/** Syllables by groups of vowels; a silent e at the end is none. @param {string} word */
const syllablesOf = (word) => Math.max(1, (word.replace(/e$/, "").match(/[aeiouy]+/g) ?? []).length);

/**
 * The school grade of what a learner reads (Flesch and Kincaid 1975); a piece of code counts as one short word.
 * @param {Lesson} lesson
 */
export function gradeOf(lesson) {
  const prose = sentencesOf(lesson)
    .map(({ text }) => text.replace(/^```[^]*?^```$/gm, ".").replace(/`[^`]*`/g, "it"))
    .join(". ");
  const sentences = prose.split(/[.?!:;]+(?=\s|$)|\n\s*\n|\n- /).filter((one) => /[a-z]/i.test(one)).length;
  const words = prose.toLowerCase().match(/[a-z']+/g) ?? [];
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

/** What the setup gives and the answer uses must be named in the instructions. @param {Lesson} lesson */
function findUnnamed({ file, setup, starter, solution, instructions, line }) {
  const declared = /^(?:function|def|class|const|let|var)\s+([\p{L}_$][\p{L}\d_$]*)|^([\p{L}_]\w*)\s*=[^=]/gmu;
  const names = [...(setup?.text ?? "").matchAll(declared)].map((match) => match[1] ?? match[2]);
  const used = new Set(tokensOf(`${starter.text}\n${solution?.text ?? ""}`));
  const shown = new Set(tokensOf(instructions));
  const unnamed = names.filter((name) => used.has(name) && !shown.has(name));
  return unnamed.map((name) => `${file}:${line}: the setup gives "${name}": name it in the instructions.`);
}

/** @param {Lesson} lesson @param {(program: string) => Run} run @returns {string[]} */
function runLesson({ file, setup, starter, examples, solution }, run) {
  if (!examples || !solution) return [`${file}:1: nothing can be tried: write ## Examples and ## Solution.`];
  const before = setup?.text ?? "";
  const faults = [];
  const bare = run(`${before}\n${starter.text}`);
  if (bare.error) faults.push(`${file}:${starter.line}: the starter does not run: ${bare.error}`);
  const begun = run(`${before}\n${starter.text}\n${examples.text}`);
  if (!begun.error && begun.checks.every((check) => check.fine))
    faults.push(`${file}:${starter.line}: the starter passes every example: leave something to do.`);
  const solved = run(`${before}\n${solution.text}\n${examples.text}`);
  if (solved.error) faults.push(`${file}:${solution.line}: the solution does not run: ${solved.error}`);
  solved.checks.forEach(({ fine, found, expected }, i) => {
    if (!fine)
      faults.push(`${file}:${examples.line}: the solution fails check ${i + 1}: it gives ${found}, not ${expected}.`);
  });
  if (!solved.error && solved.checks.length < CHECKS_MIN)
    faults.push(`${file}:${examples.line}: ${solved.checks.length} checks ran: write ${CHECKS_MIN} at least.`);
  return faults;
}

/**
 * All that is wrong with a lesson beyond its form.
 * @param {Lesson} lesson
 * @param {string | null} python
 * @returns {string[]}
 */
export function checkLesson(lesson, python) {
  const faults = [...findLeaks(lesson), ...findUnnamed(lesson)];
  const grade = gradeOf(lesson);
  const most = `${GRADE_MAX} is the most. Write shorter words and sentences.`;
  if (grade > GRADE_MAX) faults.push(`${lesson.file}:${lesson.line}: it reads like grade ${grade.toFixed(1)}; ${most}`);
  if (lesson.language === "javascript") faults.push(...runLesson(lesson, runJavaScript));
  if (lesson.language === "python" && python)
    faults.push(...runLesson(lesson, (program) => runPython(python, program)));
  return faults;
}
