// The bundled curriculum keeps its promises: each lesson's starter runs and is not the answer, its solution passes its
// own examples, and no sentence gives the solution away. Then the lint itself: each mistake in a lesson is noticed, and
// told with its file, its line and what to do.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkLesson, findLeaks, findPython, gradeOf, runJavaScript, runPython } from "../../src/make/lesson-check.mjs";
import { lessonJson, readLesson, readLimits } from "../../src/make/lesson-source.mjs";
import { readLessons, writeTable } from "../../src/make/lessons.mjs";
import { readLanguages } from "../../src/make/tip-source.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const MAKER = join(ROOT, "src/make/lessons.mjs");
const { lessons, faults } = readLessons(join(ROOT, "src/lessons"));
const known = readLanguages(join(ROOT, "src/code/language.h"));
const limits = readLimits(join(ROOT, "src/base/limits.h"));
const python = findPython();
const noPython = python ? false : "python3 is not installed";
const folder = mkdtempSync(join(tmpdir(), "lessons-"));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} language */
const inLanguage = (language) => lessons.filter((lesson) => lesson.language === language);

// ---- the bundled curriculum ----

test("every lesson parses", () => {
  assert.deepEqual(faults, []);
  const files = readdirSync(join(ROOT, "src/lessons")).filter((name) => name.endsWith(".md") && name !== "README.md");
  assert.deepEqual(lessons.map((lesson) => `${lesson.slug}.md`), files.sort());
});

test("the curriculum is as wide as it promises", () => {
  assert.ok(lessons.length >= 24);
  assert.ok(inLanguage("javascript").length >= 12 && inLanguage("python").length >= 12);
  assert.equal(inLanguage("javascript").length + inLanguage("python").length, lessons.length);
  for (const slug of ["maze-solve-basic", "acronym", "basic-movement"])
    assert.ok(inLanguage("javascript").some((lesson) => lesson.slug === slug), slug);
  const concepts = new Set(lessons.flatMap((lesson) => lesson.concepts));
  const flow = ["sequence", "variables", "conditions", "for loops", "while loops", "nested loops", "functions"];
  const data = ["strings", "lists", "dictionaries", "objects", "stack", "queue", "grids", "classes"];
  for (const concept of [...flow, ...data, "recursion", "sorting by hand", "searching", "counting"])
    assert.ok(concepts.has(concept), concept);
  for (const language of ["javascript", "python"])
    assert.ok(inLanguage(language).some((lesson) => lesson.level === 1), `first steps in ${language}`);
});

test("lessons in JavaScript keep their promises", () => {
  assert.deepEqual(inLanguage("javascript").flatMap((lesson) => checkLesson(lesson, python)), []);
});

test("lessons in Python keep their promises", { skip: noPython }, () => {
  assert.deepEqual(inLanguage("python").flatMap((lesson) => checkLesson(lesson, python)), []);
});

test("no lesson gives its solution away, with or without Python", () => {
  assert.deepEqual(lessons.flatMap(findLeaks), []);
});

// ---- the lint ----

const GOOD = `---
slug: double-it
title: Double It
language: javascript
level: 2
concepts: numbers, functions
---
Write a function \`double(number)\` that returns twice the number. You may use \`help()\`.

## Tasks
- \`double\`: The result is twice the number.

## Hints
- Where do I begin? | Say what the function does in your own words.
- Which sign do I need? | Try it
  with a small number first.
- Why is it \`undefined\`? | A function hands back what stands behind one word.

## Setup
\`\`\`javascript
function help() {
  return 1;
}
\`\`\`

## Starter
\`\`\`javascript
function double(number) {
  return number;
}
\`\`\`

## Examples
\`\`\`javascript
check(double(2), 4);
check(double(0), 0);
check(double(-3), -6);
\`\`\`

## Solution
\`\`\`javascript
function double(number) {
  const twice = number * (help() + 1);
  return twice;
}
\`\`\`
`;

/**
 * The good lesson with one place changed, read from a file.
 * @param {string} from
 * @param {string | Buffer} to
 * @param {string} name
 */
function changed(from, to, name = "double-it.md") {
  assert.ok(GOOD.includes(from), from);
  const path = join(folder, name);
  const [before, behind] = [GOOD.slice(0, GOOD.indexOf(from)), GOOD.slice(GOOD.indexOf(from) + from.length)];
  writeFileSync(path, Buffer.concat([Buffer.from(before), Buffer.from(to), Buffer.from(behind)]));
  return readLesson(path, known, limits);
}

/** @param {string} from @param {string} to */
function lint(from, to) {
  const read = changed(from, to);
  assert.deepEqual(read.faults, []);
  return checkLesson(/** @type {import("../../src/make/lesson-source.mjs").Lesson} */ (read.lesson), python);
}

test("a good lesson is read whole", () => {
  const { lesson, faults: none } = changed("Double It", "Double It");
  assert.deepEqual(none, []);
  assert.ok(lesson);
  assert.deepEqual(checkLesson(lesson, python), []);
  const { starter, solution, ...rest } = lessonJson(lesson);
  assert.deepEqual(rest, {
    slug: "double-it",
    title: "Double It",
    language: "javascript",
    level: 2,
    concepts: ["numbers", "functions"],
    instructions: "Write a function `double(number)` that returns twice the number. You may use `help()`.",
    tasks: [{ id: "double", text: "The result is twice the number." }],
    hints: [
      { question: "Where do I begin?", answer: "Say what the function does in your own words." },
      { question: "Which sign do I need?", answer: "Try it with a small number first." },
      { question: "Why is it `undefined`?", answer: "A function hands back what stands behind one word." },
    ],
  });
  assert.equal(starter, "function double(number) {\n  return number;\n}\n");
  assert.match(solution ?? "", /^function double[^]*\n}\n$/);
});

test("lines that end as on Windows are read as others are", () => {
  const path = join(folder, "double-it.md");
  writeFileSync(path, GOOD.replaceAll("\n", "\r\n"));
  const windows = readLesson(path, known, limits);
  assert.deepEqual(windows.faults, []);
  assert.deepEqual(windows.lesson, changed("Double It", "Double It").lesson);
});

/**
 * What is changed, the line that is told, and a word of what to do.
 * @type {[string, string | Buffer, number, RegExp][]}
 */
const MISTAKES = [
  ["---\nslug", "slug", 1, /the first line must be ---/],
  ["functions\n---", "functions\n", 1, /not closed/],
  ["level: 2\n", "", 1, /no "level"/],
  ["level: 2", "level: 11", 5, /from 1 .* to 10/],
  ["level: 2", "level: two", 5, /from 1 .* to 10/],
  ["level: 2", "level 2", 5, /name: value/],
  ["level: 2", "level: 2\nauthor: me", 6, /"author" is not known/],
  ["level: 2", "level: 2\nlevel: 3", 6, /twice/],
  ["slug: double-it", "slug: double_it", 2, /write slug: double-it/],
  ["slug: double-it", "slug: Double It", 2, /a to z/],
  ["title: Double It", "title:", 3, /title: write 1 to 120 bytes/],
  ["title: Double It", `title: ${"é".repeat(61)}`, 3, /title: write 1 to 120 bytes/],
  ["language: javascript", "language: befunge", 4, /"befunge" is not in/],
  ["concepts: numbers, functions", "concepts: numbers,, functions", 6, /concepts: write 1 to 16/],
  ["concepts: numbers, functions", `concepts: ${"n".repeat(49)}`, 6, /at most 48 bytes/],
  ["Write a function", "Write `a function", 8, /backtick/],
  ["Write a function", "Write a\u200b function", 8, /U\+200b/],
  ["Write a function", Buffer.from([0xff]), 1, /not UTF-8/],
  ["Write a function `double(number)` that returns twice the number. You may use `help()`.", "", 8, /empty/],
  ["Write a function `double(number)` that returns twice the number. You may use `help()`.", "Double.", 8, /too short/],
  ["Write a function", `${"very ".repeat(500)} long`, 8, /2400 are allowed/],
  ["## Tasks", "# Tasks", 10, /no section/],
  ["## Tasks", "## Task", 10, /no section/],
  ["## Setup", "## Hints", 19, /twice/],
  ["## Setup", "## Solution", 26, /"Starter" must stand before "Solution"/],
  ["- `double`: The result is twice the number.", "", 10, /0 tasks/],
  ["- `double`: The", "- double: The", 11, /`its-id`/],
  ["- `double`: The", "- `Double`: The", 11, /"Double" must be 1 to 64 of/],
  ["the number.\n\n## Hints", "the number\n\n## Hints", 11, /end with a period/],
  ["- `double`: The result is twice the number.", "- `a`: One.\n- `a`: Two.", 12, /"a" is taken above/],
  ["- `double`: The result", "The result", 11, /is a list/],
  ["- Where do I begin? | Say what the function does in your own words.\n", "", 13, /2 hints: write 3 to 5/],
  ["begin? | Say", "begin? Say", 14, /A question\? \| An answer/],
  ["begin? |", "begin |", 14, /question mark/],
  ["own words.", "own words", 14, /answer must end with a period/],
  ["## Starter\n```javascript", "## Starter\n```python", 27, /write ```javascript/],
  ["## Starter\n```javascript", "## Starter\njavascript", 26, /one block of code/],
  ["  return number;\n}\n```", "  return number;\n}\n```\n\nMore.", 33, /nothing else/],
  ["## Solution\n```javascript", "## Answer\n```javascript", 40, /no section/],
  ["  return twice;\n}\n```", "  return twice;\n}\n", 41, /not closed/],
];

test("every mistake is told with its file, its line and what to do", () => {
  for (const [from, to, line, words] of MISTAKES) {
    const read = changed(from, to);
    const told = read.faults.map((fault) => fault.slice(join(folder, "double-it.md").length + 1));
    assert.equal(read.lesson, null, `${from} -> ${to}`);
    const found = told.some((fault) => fault.startsWith(`${line}: `) && words.test(fault));
    assert.ok(found, `${from} -> ${to}: ${told.join(" / ")}`);
  }
});

test("a tab in a sentence is a space, since such a text stands on one line", () => {
  const { lesson } = changed("Say what the function", "Say\twhat\tthe function");
  assert.equal(lesson?.hints[0].answer, "Say what the function does in your own words.");
});

test("all mistakes of a file are told at once", () => {
  const { faults: told } = changed("level: 2\nconcepts: numbers, functions", "level: 0\nconcepts: ,");
  assert.equal(told.length, 2);
});

test("a lesson that is too long as JSON is told so", () => {
  const { faults: told } = changed("  return number;\n", `  return number; // ${"\\".repeat(40000)}\n`);
  assert.match(told.join(), /:1: the lesson has \d+ bytes as JSON; 65536 are allowed/);
});

test("a starter that does not run, or is the answer, is noticed", () => {
  assert.match(lint("  return number;\n", "  return number\n} {{\n").join(), /:27: the starter does not run/);
  const thrown = "  return number;\n}\nthrow new Error('no');\nfunction f() {\n";
  assert.match(lint("  return number;\n", thrown).join(), /:27: the starter does not run: no/);
  const solved = "  return number + number;\n";
  assert.match(lint("  return number;\n", solved).join(), /:27: the starter passes every example/);
});

test("a solution that fails, or does not run, is noticed", () => {
  const wrong = lint("const twice = number *", "const twice = 1 + number *");
  assert.equal(wrong.length, 3);
  assert.match(wrong[0], /:34: the solution fails check 1: it gives 5, not 4/);
  assert.match(lint("return twice;", "return thrice;").join(), /:41: the solution does not run: thrice is not defined/);
  assert.match(lint("check(double(0), 0);\n", "").join(), /:34: 2 checks ran: write 3/);
});

test("a solution that never ends is noticed", () => {
  assert.match(lint("return twice;", "while (true) {}").join(), /the solution does not run: .*timed out/);
});

test("a sentence that gives the solution away is noticed, wherever it stands", () => {
  const leak = "Write `const twice = number * (help() + 1)` in it";
  const told = /holds a piece of the solution, "const twice = number \* \( help \("/;
  assert.match(lint("Where do I begin?", `${leak} or not?`).join(), told);
  assert.match(lint("Say what the function does in your own words.", `${leak}.`).join(), /:14: hint 1 holds/);
  assert.match(lint("The result is twice the number.", `${leak}.`).join(), /:11: the task "double" holds/);
  assert.match(lint("Write a function", `${leak}. Write a function`).join(), /:8: the text of the instructions holds/);
  assert.match(lint("Say what", "Write `const twice=number*(help()+1)`: say what").join(), told, "other spaces");
});

test("what the starter holds already is no secret", () => {
  assert.deepEqual(lint("Say what", "Look at `function double(number) { return number; }` and say what"), []);
});

test("seven tokens in a row are no leak, eight are", () => {
  assert.deepEqual(lint("Say what", "Not `const twice = number * (help`, say what"), []);
  assert.equal(lint("Say what", "Not `const twice = number * (help(`, say what").length, 1);
});

test("a function of the setup that the instructions do not name is noticed", () => {
  assert.match(lint(" You may use `help()`.", "").join(), /:8: the setup gives "help": name it/);
});

test("hard prose is noticed", () => {
  const hard = "Implementations demonstrating insufficient generality necessitate considerable reconsideration. ";
  const told = lint("Say what the function does in your own words.", hard.repeat(4).trim());
  assert.match(told.join(), /:8: it reads like grade \d+/);
  const grades = lessons.map(gradeOf);
  assert.ok(Math.min(...grades) > 0 && Math.max(...grades) <= 9, grades.map((grade) => grade.toFixed(1)).join(" "));
});

// ---- the runners ----

test("check compares values, not texts", () => {
  const lines = ["check([1, { a: 2 }], [1, { a: 2 }])", "check('1', 1)", "check(null, undefined)"];
  const { error, checks } = runJavaScript([...lines, "check(new Map([[1, 2]]), new Map([[1, 2]]))"].join(";\n"));
  assert.equal(error, null);
  assert.deepEqual(checks.map((check) => check.fine), [true, false, false, true]);
});

test("check in Python tells True from 1, and what is printed does not disturb it", { skip: noPython }, () => {
  const lines = ["print('}{')", "check([1, {'a': 2}], [1, {'a': 2}])", "check('1', 1)", "check(True, 1)"];
  const more = ["check(None, None)", "check('\u00e9', '\\u00e9')"];
  const { error, checks } = runPython(python ?? "", [...lines, ...more].join("\n"));
  assert.equal(error, null);
  assert.deepEqual(checks.map((check) => check.fine), [true, false, false, true, true]);
});

test("Python's errors are told, and an endless program is stopped", { skip: noPython }, () => {
  assert.match(runPython(python ?? "", "def f(:\n").error ?? "", /SyntaxError/);
  assert.match(runPython(python ?? "", "import sys\nsys.exit(0)\n").error ?? "", /SystemExit/);
  assert.match(runPython(python ?? "", "check(1, 1)\nx = y\n").error ?? "", /NameError/);
  assert.match(runPython(python ?? "", "while True: pass\n", 1000).error ?? "", /did not end in time/);
});

// ---- the command ----

/** @param {string[]} words */
const run = (...words) => spawnSync(process.execPath, [MAKER, ...words], { cwd: ROOT, encoding: "utf8" });

test("--json writes each lesson as a server would send it", () => {
  const out = join(folder, "json");
  assert.equal(run("--json", out).status, 0);
  assert.deepEqual(readdirSync(out).sort(), lessons.map((lesson) => `${lesson.slug}.json`));
  for (const lesson of lessons) {
    const text = readFileSync(join(out, `${lesson.slug}.json`), "utf8");
    assert.deepEqual(JSON.parse(text), lessonJson(lesson));
    assert.ok(Buffer.byteLength(text) <= limits.LESSON_BYTES_MAX);
  }
});

test("a mistake in a folder of a deployment's own stops make", () => {
  const own = mkdtempSync(join(folder, "own-"));
  writeFileSync(join(own, "double-it.md"), GOOD);
  assert.equal(run(own, "--check").status, 0);
  writeFileSync(join(own, "double-it.md"), GOOD.replace("level: 2", "level: x").replace("title: Double It", "title:"));
  const broken = run(own);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /double-it\.md:3: title.*\n.*double-it\.md:5: level/);
  assert.match(run(join(own, "nowhere")).stderr, /no such folder/);
  assert.equal(run("--json").status, 1);
});

test("the table is sorted by the bytes of the slugs, and holds no text that C reads in another way", () => {
  const { lesson } = changed("  return number;\n", "  return number; // ??= \\n \"q\"\t%d é\n");
  assert.ok(lesson);
  const table = writeTable([lesson], known);
  assert.ok(table.includes('"  return number; // ?" "?= \\\\n \\"q\\"\\t%d é\\n"'), table);
  assert.equal(writeTable([], known).includes("LESSON_COUNT = 0"), true);
  const slugs = lessons.map((one) => Buffer.from(one.slug));
  slugs.slice(1).forEach((slug, i) => assert.equal(Buffer.compare(slugs[i], slug), -1));
});
