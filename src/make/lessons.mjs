// Compiles a folder of lessons into the table of the core.
//
//   node src/make/lessons.mjs [FOLDER]              build/gen/lessons.c; the folder is src/lessons unless given
//   node src/make/lessons.mjs [FOLDER] --check      runs what each lesson promises (lesson-check.mjs), writes nothing
//   node src/make/lessons.mjs [FOLDER] --json OUT   OUT/<slug>.json: a folder that CURRICULUM_URL can name
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { checkLesson, findPython } from "./lesson-check.mjs";
import { lessonJson, readLesson, readLimits } from "./lesson-source.mjs";
import { readLanguages } from "./tip-source.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const OUT = join(ROOT, "build/gen/lessons.c");
const ALL_LIMITS = readLimits(join(ROOT, "src/base/limits.h"));

/** @typedef {import("./lesson-source.mjs").Lesson} Lesson */

/** All lessons of a folder, in the order of their slugs' bytes. @param {string} folder */
export function readLessons(folder) {
  const known = readLanguages(join(ROOT, "src/code/language.h"));
  /** @type {Lesson[]} */
  const lessons = [];
  /** @type {string[]} */
  const faults = [];
  if (!existsSync(folder))
    return { lessons, faults: [`${folder}: there is no such folder: name one that holds lessons.`], known };
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".md") || name === "README.md") continue;
    const read = readLesson(relative(process.cwd(), join(folder, name)), known, ALL_LIMITS);
    faults.push(...read.faults);
    if (read.lesson) lessons.push(read.lesson);
  }
  lessons.sort((a, b) => Buffer.compare(Buffer.from(a.slug), Buffer.from(b.slug)));
  return { lessons, faults, known };
}

/** The struct str of a text, a line of source a line. @param {string} text */
function literal(text) {
  const quoted = text.replace(/[\\"]/g, "\\$&").replace(/\?(?=\?)/g, '?" "').replace(/\t/g, "\\t");
  const lines = quoted.split(/(?<=\n)/).map((line) => `"${line.replace("\n", "\\n")}"`);
  return `TEXT(${lines.join("\n             ")})`;
}

/** @param {Lesson} lesson @param {number} i @param {{name: string, wire: string}[]} known */
function writeLesson(lesson, i, known) {
  const { slug, title, concepts, instructions, level, starter, solution, tasks, hints } = lesson;
  const lists = [
    `static const struct lesson_task tasks_${i}[] = {`,
    ...tasks.map(({ id, text }) => `    {${literal(id)}, ${literal(text)}},`),
    "};",
    `static const struct lesson_hint hints_${i}[] = {`,
    ...hints.map(({ question, answer }) => `    {${literal(question)},\n     ${literal(answer)}},`),
    "};",
  ];
  const row = [
    `    {.slug = ${literal(slug)},`,
    `     .title = ${literal(title)},`,
    `     .concepts = ${literal(concepts.join(", "))},`,
    `     .instructions = ${literal(instructions)},`,
    `     .starter = ${literal(starter.text)},`,
    `     .solution = ${literal(solution?.text ?? "")},`,
    `     .language = LANGUAGE_${known.find((one) => one.wire === lesson.language)?.name},`,
    `     .level = ${level},`,
    `     .tasks = tasks_${i}, .task_count = ${tasks.length},`,
    `     .hints = hints_${i}, .hint_count = ${hints.length}},`,
  ];
  return { lists: lists.join("\n"), row: row.join("\n") };
}

/** The text of build/gen/lessons.c. @param {Lesson[]} lessons @param {{name: string, wire: string}[]} known */
export function writeTable(lessons, known) {
  const parts = lessons.map((lesson, i) => writeLesson(lesson, i, known));
  const empty = "    {.level = 0}, /* C has no empty arrays; LESSON_COUNT is 0 */";
  return `/* Made by src/make/lessons.mjs from a folder of lessons: do not edit. */
#include "mentor/lesson.h"

#define TEXT(literal) {(const u8 *)("" literal), sizeof("" literal) - 1}

${parts.map((part) => part.lists).join("\n")}

const struct lesson LESSONS[] = {
${parts.map((part) => part.row).join("\n") || empty}
};
const u32 LESSON_COUNT = ${lessons.length};
`;
}

/** @param {string[]} faults */
function stopAt(faults) {
  if (faults.length === 0) return;
  console.error(faults.join("\n"));
  process.exit(1);
}

/** @param {string[]} words */
function main(words) {
  const json = words.indexOf("--json");
  const target = json < 0 ? null : words[json + 1];
  if (json >= 0 && !target) stopAt(["--json: name the folder to write to."]);
  const rest = words.filter((_, i) => json < 0 || (i !== json && i !== json + 1));
  const check = rest.includes("--check");
  const folder = rest.find((word) => word !== "--check") ?? relative(process.cwd(), join(ROOT, "src/lessons"));
  const { lessons, faults, known } = readLessons(folder);
  stopAt(faults);
  if (check) {
    const python = findPython();
    if (!python) console.log("lessons: python3 is not installed, lessons in Python were not run");
    stopAt(lessons.flatMap((lesson) => checkLesson(lesson, python)));
    console.log(`lessons: ${lessons.length} are as they must be`);
  } else if (target) {
    mkdirSync(target, { recursive: true });
    for (const lesson of lessons)
      writeFileSync(join(target, `${lesson.slug}.json`), `${JSON.stringify(lessonJson(lesson), null, 2)}\n`);
  } else {
    mkdirSync(dirname(OUT), { recursive: true });
    const text = writeTable(lessons, known);
    if (!existsSync(OUT) || readFileSync(OUT, "utf8") !== text) writeFileSync(OUT, text);
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) main(process.argv.slice(2));
