// Cuts the file of a lesson into its parts: front matter, sections, the entries of a list, the code of a block. What
// they mean is lesson-source.mjs's.
import { readFileSync } from "node:fs";

export const FIELDS = ["slug", "title", "language", "level", "concepts"];
export const SECTIONS = ["Tasks", "Hints", "Setup", "Starter", "Examples", "Solution"];
const NEEDED = ["Tasks", "Hints", "Starter"];

/**
 * @typedef {{text: string, line: number}} Block     the code of a section, and the line of its fence
 * @typedef {{name: string, line: number, first: number, end: number}} Section   its lines are [first, end), from 0
 */

/** What is wrong with a file, each with its place. */
export class Faults {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    /** @type {string[]} */
    this.list = [];
  }
  /** @param {number} line @param {string} sentence */
  add(line, sentence) {
    this.list.push(`${this.file}:${line}: ${sentence}`);
  }
}

/** The lines of a file, or null when it is no text. @param {string} file @param {Faults} faults */
export function readLines(file, faults) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch {
    faults.add(1, "this file is not UTF-8: save it as UTF-8.");
    return null;
  }
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  lines.forEach((line, i) => {
    // eslint-disable-next-line no-control-regex
    const odd = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.exec(line);
    const code = odd?.[0].charCodeAt(0).toString(16).padStart(4, "0");
    if (odd) faults.add(i + 1, `this line holds the invisible character U+${code}: take it out.`);
  });
  return lines;
}

/** @param {string[]} lines @param {Faults} faults */
export function readFrontMatter(lines, faults) {
  /** @type {Record<string, {value: string, line: number}>} */
  const fields = {};
  let end = lines.indexOf("---", 1);
  if (lines[0] !== "---") {
    faults.add(1, `the first line must be ---, then the front matter (${FIELDS.join(", ")}), then ---.`);
    return { fields, end: 0 };
  }
  if (end < 0) {
    faults.add(1, "the front matter is not closed by a line ---.");
    end = lines.length;
  }
  for (let i = 1; i < end; i++) {
    const match = /^([a-z]+):\s*(.*?)\s*$/.exec(lines[i].replaceAll("\t", " "));
    if (!match) faults.add(i + 1, `write "name: value" here, not "${lines[i]}".`);
    else if (!FIELDS.includes(match[1]))
      faults.add(i + 1, `"${match[1]}" is not known here: use ${FIELDS.join(", ")}.`);
    else if (fields[match[1]]) faults.add(i + 1, `"${match[1]}" is given twice: keep one of them.`);
    else fields[match[1]] = { value: match[2], line: i + 1 };
  }
  for (const name of FIELDS)
    if (!fields[name]) faults.add(1, `the front matter has no "${name}": write ${name}: and its value.`);
  return { fields, end: Math.min(end + 1, lines.length) };
}

/**
 * Cuts the lines behind the front matter at their headings.
 * @param {string[]} lines
 * @param {number} from
 * @param {Faults} faults
 */
export function readSections(lines, from, faults) {
  /** @type {Section[]} */
  const sections = [{ name: "", line: from + 1, first: from, end: lines.length }];
  let fence = "";
  lines.forEach((line, i) => {
    if (i < from) return;
    const mark = /^(`{3,})/.exec(line)?.[1];
    if (mark && (!fence || line === fence)) fence = fence ? "" : mark;
    const heading = fence ? null : /^(#+)\s+(.*?)\s*$/.exec(line);
    if (!heading) return;
    const name = heading[2];
    if (heading[1] !== "##" || !SECTIONS.includes(name))
      return faults.add(i + 1, `"${line}" is no section: use ## and ${SECTIONS.join(", ")}.`);
    if (sections.some((one) => one.name === name))
      return faults.add(i + 1, `the section "${name}" is there twice: keep one of them.`);
    const before = sections[sections.length - 1];
    if (SECTIONS.indexOf(name) < SECTIONS.indexOf(before.name))
      faults.add(i + 1, `the section "${name}" must stand before "${before.name}": ${SECTIONS.join(", ")}.`);
    before.end = i;
    sections.push({ name, line: i + 1, first: i + 1, end: lines.length });
  });
  for (const name of NEEDED)
    if (!sections.some((one) => one.name === name))
      faults.add(lines.length, `the section "## ${name}" is missing: write it.`);
  return sections;
}

/**
 * The entries "- text" of a list, each with its continued lines.
 * @param {string[]} lines
 * @param {Section | undefined} section
 * @param {Faults} faults
 */
export function readList(lines, section, faults) {
  /** @type {{text: string, line: number}[]} */
  const entries = [];
  if (!section) return entries;
  for (let i = section.first; i < section.end; i++) {
    const text = lines[i].replaceAll("\t", " ");
    const entry = /^- (.*\S)\s*$/.exec(text);
    if (entry) entries.push({ text: entry[1], line: i + 1 });
    else if (/^ {2,}\S/.test(text) && entries.length > 0) entries[entries.length - 1].text += ` ${text.trim()}`;
    else if (text.trim())
      faults.add(i + 1, `"${section.name}" is a list: begin this line with "- ", or with two spaces when it goes on.`);
  }
  return entries;
}

/**
 * The one fenced block of a section.
 * @param {string[]} lines
 * @param {Section | undefined} section
 * @param {string} language
 * @param {Faults} faults
 * @returns {Block | null}
 */
export function readBlock(lines, section, language, faults) {
  if (!section) return null;
  let first = section.first;
  while (first < section.end && !lines[first].trim()) first++;
  const fence = /^(`{3,})(\S*)\s*$/.exec(lines[first] ?? "");
  if (!fence || first >= section.end) {
    const what = `"${section.name}" holds one block of code`;
    faults.add(section.line, `${what}: begin it with \`\`\`${language} on a line of its own.`);
    return null;
  }
  if (fence[2] !== language)
    faults.add(first + 1, `this block says "${fence[2]}": write \`\`\`${language}, as the front matter does.`);
  let end = first + 1;
  while (end < section.end && lines[end] !== fence[1]) end++;
  if (end === section.end) faults.add(first + 1, `this block is not closed by ${fence[1]}.`);
  const more = lines.slice(end + 1, section.end).findIndex((line) => line.trim());
  if (more >= 0)
    faults.add(end + 2 + more, `"${section.name}" holds one block of code and nothing else: take this out.`);
  return { text: lines.slice(first + 1, end).join("\n") + "\n", line: first + 1 };
}
