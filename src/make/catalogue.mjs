// Compiles src/catalogue/<folder>/*.md into the tables of the core and of the sandbox.
//
//   node src/make/catalogue.mjs              build/gen/tips.c, build/gen/queries.c
//   node src/make/catalogue.mjs --examples   build/gen/examples.jsonl: the wrong and right blocks, for the tests
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SEVERITIES, joinQueries, readLanguages, readTip } from "./tip-source.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const SOURCE = join(ROOT, "src/catalogue");
const OUT = join(ROOT, "build/gen");
const LADDER_STEPS = 4;
const TIPS_MAX = 65535;

/** All tips, in the order of the tables: by folder, then by name. @param {ReturnType<typeof readLanguages>} known */
export function readCatalogue(known) {
  const folders = ["any", ...known.map((language) => language.wire)];
  const faults = [];
  const tips = [];
  const names = existsSync(SOURCE) ? readdirSync(SOURCE, { withFileTypes: true }) : [];
  for (const entry of names)
    if (entry.isDirectory() && !folders.includes(entry.name)) faults.push(`src/catalogue/${entry.name}: this is no language of src/code/language.h.`);
  for (const folder of folders) {
    const path = join(SOURCE, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path).sort()) {
      if (!name.endsWith(".md")) continue;
      const read = readTip(relative(process.cwd(), join(path, name)), known);
      faults.push(...read.faults);
      if (read.tip) tips.push(read.tip);
    }
  }
  const owners = new Map();
  for (const tip of tips)
    for (const language of tip.languages) {
      const key = `${tip.id} ${language}`;
      if (owners.has(key)) faults.push(`${tip.file}:2: the id "${tip.id}" is taken by ${owners.get(key)}: choose another one.`);
      else owners.set(key, tip.file);
    }
  if (tips.length > TIPS_MAX) faults.push("src/catalogue: too many tips for a 16-bit number.");
  return { tips, faults };
}

/** A C string literal, a line of source a line. @param {string} text */
function literal(text) {
  const quoted = text.replace(/[\\"]/g, "\\$&").replace(/\?\?/g, "?\\?").replace(/\t/g, "\\t");
  return quoted
    .split("\n")
    .map((line, i, all) => (i + 1 < all.length ? `"${line}\\n"` : line ? `"${line}"` : ""))
    .filter(Boolean)
    .join("\n        ");
}

/** The sentence with bytes 1 to 3 where the names stand. @param {import("./tip-source.mjs").Tip} tip */
function sentenceLiteral(tip) {
  return tip.sentence
    .split(/(\{[a-z_][a-z0-9_]*\})/)
    .filter(Boolean)
    .map((part) => (part.startsWith("{") ? `"\\00${tip.slots.indexOf(part.slice(1, -1)) + 1}"` : literal(part)))
    .join(" ");
}

/** @param {import("./tip-source.mjs").Tip[]} tips @param {ReturnType<typeof readLanguages>} known @param {string} stamp */
function writeTips(tips, known, stamp) {
  const rows = tips.map((tip) => {
    const languages = tip.languages.map((name) => `1u << LANGUAGE_${known.find((language) => language.wire === name)?.name}`);
    const ladder = Array.from({ length: LADDER_STEPS }, (_, i) => (tip.ladder[i] ? literal(tip.ladder[i]) : "NULL"));
    return [
      `    {.id = ${literal(tip.id)},`,
      `     .concept = ${literal(tip.concept)},`,
      `     .sentence = ${sentenceLiteral(tip)},`,
      `     .ladder = {${ladder.join(",\n                ")}},`,
      `     .languages = ${languages.length === known.length ? `(u32)((1ull << LANGUAGE_COUNT) - 1)` : languages.join(" | ")},`,
      `     .severity = ${SEVERITIES[tip.severity]},`,
      `     .slot_count = ${tip.slots.length},`,
      `     .has_query = ${tip.queries.length > 0}},`,
    ].join("\n");
  });
  const empty = "    {.id = \"\"}, /* C has no empty arrays; CATALOGUE_COUNT is 0 */";
  return `/* Made by src/make/catalogue.mjs from src/catalogue. */
#include "mentor/catalogue.h"

const struct tip CATALOGUE[] = {
${rows.length ? rows.join("\n") : empty}
};
const u32 CATALOGUE_COUNT = ${tips.length};
const u32 CATALOGUE_STAMP = ${stamp};
`;
}

/** @param {import("./tip-source.mjs").Tip[]} tips @param {ReturnType<typeof readLanguages>} known @param {string} stamp */
function writeQueries(tips, known, stamp) {
  const parts = [];
  const rows = [];
  for (const language of known.filter((one) => one.grammar)) {
    const { source, rules } = joinQueries(tips, language.wire);
    if (rules.length === 0) continue;
    const table = rules.map((rule) => {
      const slots = rule.slots.map((slot) => `"${slot}"`).join(", ");
      return `    {${rule.at}, ${rule.tip}, ${rule.severity}, ${rule.slots.length}, {${slots || "NULL"}}}, /* ${tips[rule.tip].id} */`;
    });
    parts.push(`static const char ${language.wire}_source[] =\n        ${literal(source)};`);
    parts.push(`static const struct rule ${language.wire}_rules[] = {\n${table.join("\n")}\n};`);
    rows.push(`    [LANGUAGE_${language.name}] = {${language.wire}_source, sizeof(${language.wire}_source) - 1, ${rules.length}, ${language.wire}_rules},`);
  }
  if (rows.length === 0) rows.push("    {NULL, 0, 0, NULL},");
  return `/* Made by src/make/catalogue.mjs from src/catalogue. */
#include "syntax/rules.h"

${parts.join("\n\n")}

const struct rule_set RULES[LANGUAGE_COUNT] = {
${rows.join("\n")}
};
const u32 RULES_STAMP = ${stamp};
`;
}

/** Writes only what has changed, so that make builds only what must be built. @param {string} path @param {string} text */
function writeChanged(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(path, text);
}

function main() {
  const known = readLanguages(join(ROOT, "src/code/language.h"));
  const { tips, faults } = readCatalogue(known);
  if (faults.length > 0) {
    console.error(faults.join("\n"));
    process.exit(1);
  }
  mkdirSync(OUT, { recursive: true });
  if (process.argv.includes("--examples")) {
    const rows = tips.flatMap((tip) =>
      tip.examples.map(({ language, kind, text, lines, line }) => JSON.stringify({ tip: tip.id, file: tip.file, line, language, kind, code: text, lines })),
    );
    writeChanged(join(OUT, "examples.jsonl"), rows.map((row) => `${row}\n`).join(""));
    return;
  }
  const hash = createHash("sha256");
  for (const tip of tips) hash.update(JSON.stringify({ ...tip, file: "" }));
  const stamp = `0x${hash.digest("hex").slice(0, 8)}u`;
  writeChanged(join(OUT, "tips.c"), writeTips(tips, known, stamp));
  writeChanged(join(OUT, "queries.c"), writeQueries(tips, known, stamp));
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) main();
