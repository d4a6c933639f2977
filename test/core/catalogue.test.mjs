// Every tip of the catalogue, in the wasm that is shipped: each wrong block is found at its marked lines and nowhere
// else, no right block is found by any tip, and the sandbox gives the same bytes whatever it parsed before.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Syntax } from "../../shim/syntax.js";
import { readCatalogue } from "../../src/make/catalogue.mjs";
import { readLanguages } from "../../src/make/tip-source.mjs";
import { ROOT } from "../story/player.mjs";

const HEAD_BYTES = 32;
const UNIT_BYTES = 48;
const FINDING_BYTES = 36;

const known = readLanguages(join(ROOT, "src/code/language.h"));
const { tips, faults } = readCatalogue(known);
const module = new WebAssembly.Module(readFileSync(join(ROOT, "build/syntax.wasm")));
const syntax = new Syntax(module);
const numberOf = (/** @type {string} */ wire) => known.findIndex((language) => language.wire === wire);

/** @param {Syntax} instance @param {string} language @param {string} code */
function outline(instance, language, code) {
  const bytes = instance.outline(numberOf(language), Buffer.from(code));
  assert.ok(bytes, `the sandbox trapped on ${language}: ${code.slice(0, 80)}`);
  return bytes;
}

/** The findings of a program as {tip number, line}. @param {string} language @param {string} code */
function look(language, code) {
  const bytes = outline(syntax, language, code);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const first = HEAD_BYTES + view.getUint16(6, true) * UNIT_BYTES;
  const found = Array.from({ length: view.getUint16(8, true) }, (_, i) => {
    const at = first + i * FINDING_BYTES;
    const line = Buffer.from(code).subarray(0, view.getUint32(at + 4, true)).toString().split("\n").length;
    return { tip: view.getUint16(at, true), line };
  });
  return { found, errors: view.getUint16(10, true), lexed: (view.getUint8(5) & 2) !== 0 };
}

test("the catalogue's files are as they must be", () => {
  assert.deepEqual(faults, []);
  assert.ok(tips.length > 0);
});

for (const { wire } of known.filter((language) => language.grammar)) {
  test(`${wire}: each wrong block is found where it is marked, and no right block is`, () => {
    const wrong = [];
    for (const [number, tip] of tips.entries())
      for (const example of tip.examples) {
        if (example.language !== wire) continue;
        const { found, errors, lexed } = look(wire, example.text);
        const where = `${tip.file}:${example.line}`;
        if (errors > 0 || lexed) wrong.push(`${where}: this block does not parse`);
        const lines = [...new Set(found.filter((one) => one.tip === number).map((one) => one.line))].sort((a, b) => a - b);
        if (String(lines) !== String(example.lines)) wrong.push(`${where}: found at lines [${lines}], marked are [${example.lines}]`);
        if (example.kind === "wrong") continue;
        // Praise may come wherever the code deserves it.
        for (const one of found) if (one.tip !== number && tips[one.tip].severity !== "praise") wrong.push(`${where}: ${tips[one.tip].id} is found in this right block`);
      }
    assert.deepEqual(wrong, []);
  });
}

test("the sandbox gives the same bytes whatever it parsed before", () => {
  const examples = tips.flatMap((tip) => tip.examples).filter((_, i) => i % 5 === 0);
  assert.ok(examples.length > 10);
  const used = new Syntax(module);
  for (const example of examples) outline(used, example.language ?? "", example.text);
  for (const [i, example] of examples.entries()) {
    const language = example.language ?? "";
    if (i % 3 === 0) outline(used, language, `${example.text.slice(0, example.text.length / 2)} (((`);
    const here = outline(used, language, example.text);
    if (i % 4 === 0) assert.deepEqual(here, outline(new Syntax(module), language, example.text), `${language}: ${example.text}`);
    else assert.deepEqual(here, outline(used, language, example.text));
  }
});
