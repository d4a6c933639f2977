// Makes build/gen/lexicon.c: the words that a tip may be made of, and the names that each language knows.
//
//   node src/make/lexicon.mjs             build/gen/lexicon.c
//   node src/make/lexicon.mjs --report    sizes and sources, as the README states them
//
// A word is glue, plain, weak or strong (src/mentor/lexicon.h). The lists of src/lexicon decide first, in the order
// strong, weak, glue, plain; a word that no list has gets in as plain when enough documents of a source use it
// (src/make/lexicon-prose.mjs). blocked.txt has the last word. The same sources give the same bytes.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLanguages } from "./tip-source.mjs";
import { readNames } from "./lexicon-names.mjs";
import { documentCounts, readProse } from "./lexicon-prose.mjs";
import { nameTable, wordGraph } from "./lexicon-tables.mjs";
import { readSections, readWords } from "./lexicon-words.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const LISTS = join(ROOT, "src/lexicon");
const OUT = join(ROOT, "build/gen/lexicon.c");

/** The numbers of enum word_class; 0, unknown, is never stored. */
export const CLASSES = { glue: 0, plain: 1, weak: 2, strong: 3 };
/** Documents that must use a word before it gets in: of ours, a rarer word is still a mentor's. */
const OWN_DOCUMENTS = 3;
const OTHER_DOCUMENTS = 2;

/** @typedef {{value: number, from: string}} Word */

/** All words with their class. @returns {{words: Map<string, Word>, sources: import("./lexicon-prose.mjs").Source[]}} */
export function collectWords() {
  /** @type {Map<string, Word>} */
  const words = new Map();
  /** @param {string} word @param {number} value @param {string} from */
  const add = (word, value, from) => void (words.has(word) || words.set(word, { value, from }));
  for (const name of /** @type {const} */ (["strong", "weak", "glue", "plain"]))
    for (const word of readWords(join(LISTS, `${name}.txt`))) add(word, CLASSES[name], `${name}.txt`);
  const sources = readProse(ROOT);
  const own = documentCounts(sources.filter((source) => source.own).flatMap((source) => source.documents));
  const other = documentCounts(sources.filter((source) => !source.own).flatMap((source) => source.documents));
  for (const [word, documents] of own) if (documents >= OWN_DOCUMENTS) add(word, CLASSES.plain, "src/catalogue");
  for (const [word, documents] of other) if (documents >= OTHER_DOCUMENTS) add(word, CLASSES.plain, "typescript");
  for (const set of readSections(join(LISTS, "blocked.txt")).values()) for (const word of set) words.delete(word);
  return { words, sources };
}

/** Everything that was made, and the text of build/gen/lexicon.c. */
export function makeLexicon() {
  const languages = readLanguages(join(ROOT, "src/code/language.h"));
  const { words, sources } = collectWords();
  const names = readNames(ROOT, languages);
  const graph = wordGraph(new Map([...words].map(([word, { value }]) => [word, value])));
  const table = nameTable(names);
  const head = '/* Made by src/make/lexicon.mjs from src/lexicon: do not edit. */\n#include "mentor/lexicon.h"\n';
  return { languages, words, sources, names, graph, table, text: `${head}\n${graph.text}\n${table.text}` };
}

/** @param {boolean} report */
function main(report) {
  const { languages, words, sources, names, graph, table, text } = makeLexicon();
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, text);
  if (!report) return;
  /** @type {Map<string, number>} */
  const by = new Map();
  for (const { from } of words.values()) by.set(from, (by.get(from) ?? 0) + 1);
  console.log(`words: ${words.size}, ${graph.size} bytes`);
  for (const [from, count] of by) console.log(`  ${String(count).padStart(5)}  ${from}`);
  console.log(`names: ${names.size}, ${table.size} bytes, ${table.sets} sets of languages`);
  for (const { wire, number } of languages) {
    const bit = 2 ** number;
    const count = (/** @type {"keyword" | "standard"} */ kind) => [...names.values()].filter((mask) => Math.floor(mask[kind] / bit) % 2).length;
    if (count("keyword")) console.log(`  ${wire.padEnd(10)} ${String(count("keyword")).padStart(4)} keywords ${String(count("standard")).padStart(5)} standard names`);
  }
  console.log("prose read:");
  for (const { name, documents } of sources) console.log(`  ${name.padEnd(24)} ${documents.length} documents, ${documents.flat().length} words`);
  console.log(`lists: ${readdirSync(LISTS).filter((name) => name.endsWith(".txt")).map((name) => `${name} ${readFileSync(join(LISTS, name)).length} bytes`).join(", ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes("--report"));
