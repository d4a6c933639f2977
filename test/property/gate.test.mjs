// Laws of the gate: the core in wasm judges as the native program does, whatever the pieces in which a provider's bytes
// come; and what was passed passes again, as it was.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { textOf } from "../../shim/core.js";
import { badRows } from "../gate/bad.mjs";
import { goodRows } from "../gate/good.mjs";
import { SETS, load } from "../gate/sets.mjs";
import { Player, ROOT } from "../story/player.mjs";
import { random } from "./random.mjs";

const ROWS = Number(process.env.GATE_ROWS ?? 2000);
const SEED = Number(process.env.GATE_SEED ?? 1);
const encoder = new TextEncoder();

/** @typedef {{ language: string, code: string, tip?: string, model_output?: string | null, model_output_b64?: string }} Row */

/** Rows with something taken out, doubled, or put in from another row, mostly in the tip: they are refused by every rule, and some pass.
 *  @param {Row[]} rows @param {number} count @returns {Row[]} */
function spoilt(rows, count) {
  const next = random(SEED);
  const below = (/** @type {number} */ n) => Math.floor(next() * n);
  return Array.from({ length: count }, () => {
    const row = rows[below(rows.length)], other = rows[below(rows.length)];
    const isTip = row.tip && other.tip && next() < 0.8;
    let text = (isTip ? row.tip : row.model_output) ?? "";
    const more = (isTip ? other.tip : other.model_output) ?? "";
    for (let turns = below(3); turns >= 0; turns--) {
      const at = below(text.length + 1), length = below(next() < 0.5 ? 3 : 20), from = below(more.length + 1);
      const put = [text.slice(at, at + length).repeat(2), "", more.slice(from, from + length), " "][below(4)];
      text = text.slice(0, at) + put + text.slice(at + length);
    }
    const output = isTip ? JSON.stringify({ ...JSON.parse(row.model_output ?? ""), tip: text }) : text;
    return { ...row, model_output: output.toWellFormed() };
  });
}

/** @param {Row[]} rows @param {string[]} [flags] @returns {{ verdict: string, rule: string, shown?: any }[]} */
function native(rows, flags = []) {
  if (!rows.length) return [];
  const input = rows.map(({ language, code, model_output, model_output_b64 }) => JSON.stringify({ language, code, model_output: model_output ?? undefined, model_output_b64 })).join("\n");
  const printed = execFileSync(join(ROOT, "build/mentor"), ["gate", ...flags], { input: `${input}\n`, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "ignore"] });
  const verdicts = printed.toString().trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(verdicts.length, rows.length);
  return verdicts;
}

/** A session in wasm that was asked about the code and waits for a model's answer. @param {Row} row */
function asked({ language, code }) {
  const player = new Player();
  /** @type {{ call: number, frames: any[], notes: any[] }} */
  const heard = { call: 0, frames: [], notes: [] };
  player.listen = (effect) => {
    if (effect.kind === "call") heard.call = effect.id;
    if (effect.kind === "send") heard.frames.push(JSON.parse(textOf(effect.bytes)));
    if (effect.kind === "note") heard.notes.push(JSON.parse(textOf(effect.bytes)));
  };
  player.play("@1000 start session workers-ai");
  player.play('@1001 open 1 owner "client":"one"');
  player.step("frame", 1, 1002, encoder.encode(JSON.stringify({ t: "set", language })));
  player.step("frame", 1, 1003, encoder.encode(JSON.stringify({ t: "text", text: code })));
  player.play('@1100 frame 1 {"t":"look"}');
  heard.frames.length = heard.notes.length = 0;
  return { player, heard };
}

/** What the session makes of an answer that comes in these pieces: the rule, and every frame. @param {Row} row @param {Uint8Array[]} pieces */
function wasm(row, pieces) {
  const { player, heard } = asked(row);
  if (!heard.call) return null; /* it has its own tips to say first */
  const { call } = heard;
  for (const piece of pieces) player.step("chunk", call, 1200, piece);
  player.step("done", call, 1201);
  const note = heard.notes.find(({ what }) => what === "gate");
  return { rule: note ? note.rule : "pass", tip: heard.frames.find(({ t }) => t === "tip"), frames: JSON.stringify(heard.frames), notes: JSON.stringify(heard.notes) };
}

/** The answer as Workers AI sends it in one piece. @param {string} output */
const whole = (output) => encoder.encode(JSON.stringify({ response: output }));
/** The same as a stream of small events. @param {string} output */
const streamed = (output) => encoder.encode([...(output.match(/[\s\S]{1,7}/gu) ?? []), ""].map((response) => `data: ${JSON.stringify({ response })}\n\n`).join("") + "data: [DONE]\n\n");

/** Each good tip also about a program of which the catalogue has nothing to say, so that the model is asked. @type {Row[]} */
const own = [
  ...goodRows(),
  ...badRows(),
  ...goodRows().map((row) => ({ ...row, language: "javascript", code: badRows()[0].code, model_output: JSON.stringify({ line: 4, quote: "items[i].price", rule: null, concept: "", tip: row.tip }) })),
].filter(({ model_output }) => model_output);

test(`native = wasm on ${ROWS} answers`, { timeout: 600_000 }, () => {
  const rows = [...own, ...spoilt(own, Math.max(0, ROWS - own.length))].filter(({ model_output }) => model_output);
  const verdicts = native(rows);
  /** @type {Record<string, number>} */
  const seen = {};
  let asked = 0;
  rows.forEach((row, i) => {
    const answer = wasm(row, [whole(row.model_output ?? "")]);
    if (!answer) return;
    asked++;
    const where = `${row.model_output} (GATE_SEED=${SEED})`;
    assert.equal(answer.rule, verdicts[i].rule, where);
    if (answer.rule === "pass" && answer.tip) assert.equal(answer.tip.tip?.text ?? answer.tip.text, verdicts[i].shown, where);
    seen[answer.rule] = (seen[answer.rule] ?? 0) + 1;
  });
  console.log(`${asked} of ${rows.length} answers: ${Object.entries(seen).map(([rule, count]) => `${rule} ${count}`).join(", ")}`);
  assert.ok(asked > rows.length / 2, `only ${asked} sessions asked`);
  assert.ok(seen.pass > 20 && Object.keys(seen).length > 12, "too few rules were met to prove anything");
});

test("the same verdict under every split of the provider's bytes", { timeout: 600_000 }, () => {
  const next = random(SEED + 1);
  const rows = Array.from({ length: 5 }, () => own[Math.floor(next() * own.length)]).concat(own.slice(-2));
  let splits = 0;
  for (const [i, row] of rows.entries())
    for (const bytes of [i % 2 ? whole(row.model_output ?? "") : streamed(row.model_output ?? "")]) {
      const once = wasm(row, [bytes]);
      if (!once) continue;
      assert.deepEqual(wasm(row, [...bytes].map((byte) => Uint8Array.of(byte))), once);
      for (let at = 1; at < bytes.length; at++, splits++) assert.deepEqual(wasm(row, [bytes.subarray(0, at), bytes.subarray(at)]), once, `split at ${at}: ${row.model_output}`);
    }
  assert.ok(splits > 500, `only ${splits} splits`);
});

/** @param {Row[]} rows */
function passesAgain(rows) {
  const passed = native(rows, ["--reply"]).flatMap(({ verdict, shown }, i) => (verdict === "accept" ? [{ language: rows[i].language, code: rows[i].code, model_output: JSON.stringify(shown) }] : []));
  const again = native(passed, ["--reply"]);
  passed.forEach((row, i) => {
    assert.equal(again[i].verdict, "accept", row.model_output);
    assert.equal(JSON.stringify(again[i].shown), row.model_output);
  });
  return passed.length;
}

test("gate(gate(x)) = gate(x)", () => {
  assert.ok(passesAgain([...own, ...spoilt(own, 6000)]) > 50);
});

for (const set of SETS)
  test(`gate(gate(x)) = gate(x) on ${set.name}`, { skip: !existsSync(set.path) && "the shared sets are not beside the checkout" }, () => {
    passesAgain(load(set));
  });
