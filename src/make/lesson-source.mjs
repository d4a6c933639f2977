// Reads one lesson of a curriculum: <folder>/<slug>.md. Its format is described in src/lessons/README.md.
//
// Whatever is wrong with a file is said with its line and with what to do, all faults of a file at once.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Faults, readBlock, readFrontMatter, readLines, readList, readSections } from "./lesson-text.mjs";

const INSTRUCTIONS_MIN = 40;
const INSTRUCTIONS_MAX = 2400;
const TASK_MAX = 240;
const TASKS_MAX = 8;
const QUESTION_MAX = 160;
const ANSWER_MAX = 480;
const HINTS_MIN = 3;
const HINTS_MAX = 5;
const LEVEL_MAX = 10;
const LIMITS = [
  "LESSON_BYTES_MAX",
  "LESSON_TITLE_BYTES_MAX",
  "LESSON_CONCEPTS_MAX",
  "CONCEPT_BYTES_MAX",
  "NAME_BYTES_MAX",
];

/**
 * @typedef {import("./lesson-text.mjs").Block} Block
 * @typedef {import("./lesson-text.mjs").Section} Section
 * @typedef {{id: string, text: string, line: number}} Task
 * @typedef {{question: string, answer: string, line: number}} Hint
 * @typedef {object} Lesson
 * @property {string} file
 * @property {string} slug
 * @property {string} title
 * @property {string} language      a wire name of src/code/language.h
 * @property {number} level
 * @property {string[]} concepts
 * @property {string} instructions  markdown
 * @property {number} line          where the instructions begin
 * @property {Task[]} tasks
 * @property {Hint[]} hints
 * @property {Block} starter
 * @property {Block | null} setup
 * @property {Block | null} examples
 * @property {Block | null} solution
 */

/** The numbers of src/base/limits.h that a lesson must keep. @param {string} header its path */
export function readLimits(header) {
  /** @type {Record<string, number>} */
  const limits = {};
  const defines = readFileSync(header, "utf8").matchAll(/^#define (\w+)\s+(\(?)(\d+)u(?: << (\d+)\))?$/gm);
  for (const [, name, open, number, shift] of defines)
    if (LIMITS.includes(name)) limits[name] = open ? Number(number) * 2 ** Number(shift) : Number(number);
  for (const name of LIMITS)
    if (!limits[name])
      throw new Error(`${header}: ${name} is not found: does it still look like #define NAME 12u or (12u << 3)?`);
  return limits;
}

/**
 * What lesson_slug_fits of src/mentor/lesson.h says, of a slug or of a task's id.
 * @param {string} slug
 * @param {Record<string, number>} limits
 */
export const slugFits = (slug, limits) => /^[a-z0-9_-]+$/.test(slug) && slug.length <= limits.NAME_BYTES_MAX;

/**
 * The rules for what a learner reads.
 * @param {string} text
 * @param {number} line
 * @param {number} most
 * @param {string} what
 * @param {Faults} faults
 */
function checkProse(text, line, most, what, faults) {
  if (!text) return faults.add(line, `${what} is empty: write it.`);
  if (text.length > most) faults.add(line, `${what} has ${text.length} characters; ${most} are allowed. Say less.`);
  const ticks = text.replace(/^```[^]*?^```$/gm, "").match(/`/g) ?? [];
  if (ticks.length % 2) faults.add(line, `${what} has a backtick without its partner.`);
}

/**
 * @param {{text: string, line: number}[]} entries
 * @param {Section | undefined} section
 * @param {Record<string, number>} limits
 * @param {Faults} faults
 * @returns {Task[]}
 */
function readTasks(entries, section, limits, faults) {
  if (!section) return [];
  if (entries.length < 1 || entries.length > TASKS_MAX)
    faults.add(section.line, `there are ${entries.length} tasks: write 1 to ${TASKS_MAX}.`);
  const tasks = entries.map(({ text, line }) => {
    const match = /^`([^`]*)`:\s+(.*)$/.exec(text);
    if (!match) faults.add(line, "write a task as - `its-id`: one sentence.");
    const [id, sentence] = match ? [match[1], match[2]] : ["", text];
    if (match && !slugFits(id, limits))
      faults.add(line, `the task's id "${id}" must be 1 to ${limits.NAME_BYTES_MAX} of a to z, 0 to 9, - and _.`);
    checkProse(sentence, line, TASK_MAX, "the task", faults);
    if (!/[.?!]$/.test(sentence)) faults.add(line, "the task must end with a period.");
    return { id, text: sentence, line };
  });
  tasks.forEach((task, i) => {
    if (task.id && tasks.findIndex((other) => other.id === task.id) < i)
      faults.add(task.line, `the task's id "${task.id}" is taken above: choose another one.`);
  });
  return tasks;
}

/**
 * @param {{text: string, line: number}[]} entries
 * @param {Section | undefined} section
 * @param {Faults} faults
 * @returns {Hint[]}
 */
function readHints(entries, section, faults) {
  if (!section) return [];
  if (entries.length < HINTS_MIN || entries.length > HINTS_MAX)
    faults.add(section.line, `there are ${entries.length} hints: write ${HINTS_MIN} to ${HINTS_MAX}.`);
  return entries.map(({ text, line }) => {
    const cut = text.indexOf(" | ");
    if (cut < 0) faults.add(line, "write a hint as - A question? | An answer.");
    const question = (cut < 0 ? text : text.slice(0, cut)).trim();
    const answer = cut < 0 ? "none" : text.slice(cut + 3).trim();
    checkProse(question, line, QUESTION_MAX, "the hint's question", faults);
    checkProse(answer, line, ANSWER_MAX, "the hint's answer", faults);
    if (cut >= 0 && !question.endsWith("?")) faults.add(line, "the hint's question must end with a question mark.");
    if (cut >= 0 && !/[.?!]$/.test(answer)) faults.add(line, "the hint's answer must end with a period.");
    return { question, answer, line };
  });
}

/**
 * @param {Record<string, {value: string, line: number}>} fields
 * @param {string} file
 * @param {{wire: string}[]} known
 * @param {Record<string, number>} limits
 * @param {Faults} faults
 */
function checkFields(fields, file, known, limits, faults) {
  const { slug, title, language, level, concepts } = fields;
  const name = basename(file, ".md");
  if (slug && !slugFits(slug.value, limits))
    faults.add(slug.line, `slug: use a to z, 0 to 9, - and _, 1 to ${limits.NAME_BYTES_MAX} of them.`);
  else if (slug && slug.value !== name)
    faults.add(slug.line, `slug: this file is called ${name}.md, so write slug: ${name}.`);
  if (title && (!title.value || Buffer.byteLength(title.value) > limits.LESSON_TITLE_BYTES_MAX))
    faults.add(title.line, `title: write 1 to ${limits.LESSON_TITLE_BYTES_MAX} bytes.`);
  if (language && !known.some((one) => one.wire === language.value))
    faults.add(language.line, `language: "${language.value}" is not in src/code/language.h.`);
  if (level && !(/^\d+$/.test(level.value) && Number(level.value) >= 1 && Number(level.value) <= LEVEL_MAX))
    faults.add(level.line, `level: write a number from 1 (first steps) to ${LEVEL_MAX}.`);
  const list = (concepts?.value ?? "").split(",").map((one) => one.trim());
  const { LESSON_CONCEPTS_MAX: most, CONCEPT_BYTES_MAX: bytes } = limits;
  const fits = list.length <= most && list.every((one) => one && Buffer.byteLength(one) <= bytes);
  if (concepts && !fits)
    faults.add(concepts.line, `concepts: write 1 to ${most} with commas between them, each of at most ${bytes} bytes.`);
  return list;
}

/** The lesson as lesson_read of src/mentor/lesson.h reads it. @param {Lesson} lesson */
export function lessonJson({ slug, title, language, level, concepts, instructions, tasks, hints, starter, solution }) {
  return {
    slug, title, language, level, concepts, instructions,
    tasks: tasks.map(({ id, text }) => ({ id, text })),
    hints: hints.map(({ question, answer }) => ({ question, answer })),
    starter: starter.text,
    ...(solution ? { solution: solution.text } : {}),
  };
}

/**
 * @param {string} file path as it shall appear in messages
 * @param {{wire: string}[]} known the languages
 * @param {Record<string, number>} limits
 * @returns {{lesson: Lesson | null, faults: string[]}}
 */
export function readLesson(file, known, limits) {
  const faults = new Faults(file);
  const lines = readLines(file, faults);
  if (!lines) return { lesson: null, faults: faults.list };
  const { fields, end } = readFrontMatter(lines, faults);
  const concepts = checkFields(fields, file, known, limits, faults);
  const sections = readSections(lines, end, faults);
  const section = (/** @type {string} */ name) => sections.find((one) => one.name === name);
  const entries = (/** @type {string} */ name) => readList(lines, section(name), faults);
  const code = (/** @type {string} */ name) => readBlock(lines, section(name), fields.language?.value ?? "", faults);

  const body = lines.slice(end, sections[0].end);
  const line = end + 1 + Math.max(0, body.findIndex((one) => one.trim()));
  const instructions = body.join("\n").trim();
  checkProse(instructions, line, INSTRUCTIONS_MAX, "the text of the instructions", faults);
  if (instructions && instructions.length < INSTRUCTIONS_MIN)
    faults.add(line, "the instructions are too short: say what to write, with the function's name.");
  const tasks = readTasks(entries("Tasks"), section("Tasks"), limits, faults);
  const hints = readHints(entries("Hints"), section("Hints"), faults);
  const [setup, starter, examples, solution] = ["Setup", "Starter", "Examples", "Solution"].map(code);
  if (examples && !solution)
    faults.add(section("Examples")?.line ?? 1, "examples without a solution cannot be tried: write ## Solution too.");
  if (faults.list.length > 0 || !starter) return { lesson: null, faults: faults.list };

  const [slug, title, language] = ["slug", "title", "language"].map((name) => fields[name].value);
  const level = Number(fields.level.value);
  const words = { file, slug, title, language, level, concepts, instructions, line, tasks, hints };
  const lesson = { ...words, setup, starter, examples, solution };
  const bytes = Buffer.byteLength(JSON.stringify(lessonJson(lesson)));
  if (bytes > limits.LESSON_BYTES_MAX)
    faults.add(1, `the lesson has ${bytes} bytes as JSON; ${limits.LESSON_BYTES_MAX} are allowed. Say less.`);
  return { lesson: faults.list.length > 0 ? null : lesson, faults: faults.list };
}
