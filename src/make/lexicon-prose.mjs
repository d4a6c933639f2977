// The prose that words are taken from: our own catalogue, and the messages of the TypeScript compiler.
//
// Only words leave this file, with the number of documents that have them: no sentence of anybody else is kept.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Lower-case words of a text; code, names and placeholders are no words. @param {string} text @returns {string[]} */
export function wordsOf(text) {
  const plain = text
    .replace(/`[^`]*`|\{\{.*?\}\}|\$\{.*?\}|%\{.*?\}|\{\d+\}/g, " ")
    .replace(/(^|[\s(])(['"])[^'"\s]+\2/g, " ");
  const out = [];
  for (const token of plain.split(/[\s/]+/)) {
    const word = token.replace(/^[("'\[]+|[)"'\].,;:!?]+$/g, "");
    if (/^[A-Z]?[a-z]+(?:'[a-z]+)?(?:-[a-z]+)*$/.test(word)) out.push(...word.toLowerCase().split("-"));
  }
  return out.filter((word) => word.length > 1);
}

/** TypeScript's diagnostics, one a document. @param {string} file */
function diagnostics(file) {
  const out = [];
  for (const [, text] of readFileSync(file, "utf8").matchAll(/: diag\(\d+, \d .*?, "[^"]*", "((?:[^"\\]|\\.)*)"/g)) out.push(wordsOf(text));
  return out;
}

/** Our catalogue, a tip a document: its sentence and its ladder. @param {string} folder */
function tips(folder) {
  const out = [];
  for (const language of readdirSync(folder).sort()) {
    const path = join(folder, language);
    if (!statSync(path).isDirectory()) continue;
    for (const name of readdirSync(path).sort()) {
      if (!name.endsWith(".md")) continue;
      const text = readFileSync(join(path, name), "utf8").replace(/^---[\s\S]*?\n---\n/, "").replace(/```[\s\S]*?```/g, " ");
      out.push(wordsOf(text.replace(/\{[^}]*\}/g, " ")));
    }
  }
  return out;
}

/** @typedef {{name: string, own: boolean, documents: string[][]}} Source */

/** @param {string} root @returns {Source[]} */
export function readProse(root) {
  const sources = [{ name: "src/catalogue", own: true, documents: tips(join(root, "src/catalogue")) }];
  sources.push({ name: "typescript", own: false, documents: diagnostics(join(root, "node_modules/typescript/lib/_tsc.js")) });
  return sources;
}

/** Documents that have a word. @param {string[][]} all @returns {Map<string, number>} */
export function documentCounts(all) {
  const counts = new Map();
  for (const words of all) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
