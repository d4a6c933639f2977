// The shared sets as rows for `mentor gate`: a piece of code, and what a model says about it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const DATA = join(ROOT, "../shared/testdata");

/**
 * @typedef {{ id: string, split: string, language: string, code: string, tip?: string, model_output?: string | null, model_output_b64?: string }} Row
 * @typedef {{ name: string, path: string, list?: string, accept: boolean, aim: string, rows: (row: any) => Row[] }} Set
 */

/** The code that a text about nothing in particular is said of. */
const CODE = "let total = 0;\nfor (var i = 0; i < items.length; i++) {\n  total += items[i].price;\n}\n";
const QUOTE = "for (var i = 0; i < items.length; i++)";

/** @param {any} row @param {string} tip @param {{ language?: string, code?: string, line?: number, quote?: string }} [place] @returns {Row} */
function said(row, tip, { language = "javascript", code = CODE, line = 2, quote = QUOTE } = {}) {
  return { id: row.id, split: row.split ?? "dev", language, code, tip, model_output: JSON.stringify({ line, quote, rule: null, concept: "", tip }) };
}

/** Back-ticks round what a linter quotes, as a model would write it. @param {string} text */
export function withTicks(text) {
  return text
    .replace(/(^|[\s(])'([^'`]{1,60})'(?=$|[\s.,;:!?)])/g, "$1`$2`")
    .replace(/(^|[\s(])"([^"`]{1,60})"(?=$|[\s.,;:!?)])/g, "$1`$2`")
    .replace(/(^|\s)([A-Za-z_$][\w$]*(?:[.#][A-Za-z_$][\w$]*)*\(\))(?=$|[\s.,;:!?)])/g, "$1`$2`")
    .trim();
}

/** A quote that stands on one line and is not longer than the gate reads. @param {any} row */
function placeOf(row) {
  const line = row.code.split("\n")[row.line - 1] ?? "";
  let quote = row.quote.split("\n")[0];
  while (Buffer.byteLength(quote) > 120) quote = quote.slice(0, -1);
  return { language: row.lang, code: row.code, line: row.line, quote: line.includes(quote) ? quote : line.trim().slice(0, 100) };
}

/** The text of a mentor's comment without its markup: what a model would say of it in one tip. @param {string} markdown */
export function plainOf(markdown) {
  const text = markdown
    .replace(/```[\s\S]*?```/g, " ")
    .replace(/^\[[^\]]*\]:.*$/gm, " ")
    .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]*)\]\[[^\]]*\]/g, "$1")
    .replace(/\(([^()]*)\)\[[^\]]*\]/g, "$1")
    .replace(/\[(`[^`\]]*`[^\]]*)\]/g, "$1")
    .replace(/(`[^`]*)%\{[^}]*\}([^`]*`)/g, "$1total$2")
    .replace(/%\{[^}]*\}/g, "`total`")
    .replace(/``+/g, "`")
    .replace(/^[#>*-]+\s*/gm, "")
    .replace(/\*\*([^*]*)\*\*/g, "$1")
    .replace(/(^|[^`])\*\*(?!`)/g, "$1")
    .replace(/(^|\s)[*_]([^*_\n]+)[*_](?=\W|$)/g, "$1$2");
  const paragraph = text.split(/\n\s*\n/).map((part) => part.replace(/\s+/g, " ").trim()).find((part) => part.length >= 12) ?? "";
  let kept = "";
  for (const sentence of paragraph.match(/[^.!?]+(?:[.!?](?=\s|$)|[.!?](?!\s)[^.!?]*)*[.!?]?\s*/g) ?? [])
    if ((kept + sentence).trim().length <= 240 && (kept + sentence).trim().split(/\s+/).length <= 45) kept += sentence;
    else break;
  return (kept || paragraph.slice(0, 240)).trim();
}

/** Code in which everything stands that the spans of a tip name. @param {string} tip */
const codeFor = (tip) => `${CODE}${[...tip.matchAll(/`([^`]+)`/g)].map((match) => match[1]).join(";\n")};\n`;

/** The lines of a list of our own, each with a number. @param {string} name */
const listOf = (name) =>
  readFileSync(join(ROOT, "test/data", name), "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line, i) => ({ id: `${name}:${i + 1}`, text: line }));

/** @param {string} name @param {string} list @param {boolean} accept @param {string} aim @param {(row: any) => Row[]} rows @returns {Set} */
const own = (name, list, accept, aim, rows) => ({ name, path: join(ROOT, "test/data", list), list, accept, aim, rows });

/** @param {string} file @param {boolean} accept @param {string} aim @param {(row: any) => Row[]} rows @returns {Set} */
const set = (file, accept, aim, rows) => ({ name: file, path: join(DATA, `${file}.jsonl`), accept, aim, rows });

/** @type {Set[]} */
export const SETS = [
  own("own_everyday", "words_refuse.txt", false, "0", (row) => [said(row, row.text)]),
  own("own_tails", "words_refuse.txt", false, "0", (row) => [said(row, `Prefer \`let\` over \`var\` for \`i\`. ${row.text}`)]),
  own("own_mentor", "words_accept.txt", true, ">= 90 %", (row) => {
    const [language, text] = row.text.split(/ \| (.*)/);
    return [said(row, text, { language, code: codeFor(text) })];
  }),
  set("offtopic_public", false, "<= 0.1 %", (row) => [said(row, row.text)]),
  set("offtopic_own", false, "<= 0.1 %", (row) => [said(row, row.text)]),
  set("gate_reject_own", false, "0", (row) => [{ ...row, language: row.lang }]),
  set("gate_residual_own", false, "measured", (row) => [{ ...row, language: row.lang }]),
  set("gate_accept_own", true, ">= 97 %", (row) => [{ ...row, language: row.lang, tip: row.text }]),
  set("tips_anchored", true, ">= 90 %", (row) => [said(row, withTicks(row.text), placeOf(row))]),
  set("tips_mentor_exercism_ccbysa", true, ">= 85 %", (row) => {
    const tip = plainOf(row.markdown);
    return tip.length < 12 ? [] : [said(row, tip, { code: codeFor(tip), language: row.lang })];
  }),
];

/** @param {Set} set @returns {Row[]} */
export const load = (set) =>
  set.list ? listOf(set.list).flatMap((row) => set.rows(row)) : readFileSync(set.path, "utf8").split("\n").filter(Boolean).flatMap((line) => set.rows(JSON.parse(line)));

/** What the gate says of each. @param {Row[]} rows @returns {{ verdict: string, rule: string, field?: string, offset?: number, shown?: string }[]} */
export function judge(rows) {
  const input = rows.map(({ language, code, model_output, model_output_b64 }) => JSON.stringify({ language, code, model_output: model_output ?? undefined, model_output_b64 })).join("\n");
  const printed = execFileSync(join(ROOT, "build/mentor"), ["gate"], { input: `${input}\n`, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "ignore"] });
  return printed.toString().trim().split("\n").map((line) => JSON.parse(line));
}
