// The same trace gives the same calls in wasm, as the product runs it, and natively, as the lab does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Player, ROOT } from "../story/player.mjs";

const TRACES = join(ROOT, "../shared/budget/traces");
const LINES_MOST = 4000;
const START_MS = 1000; // of the replay's clock
const TAIL_MS = 600_000;

/** The calls of a trace, played on the wasm modules. @param {string[]} lines */
function callsInWasm(lines) {
  const header = JSON.parse(lines[0]);
  const player = new Player();
  const calls = [];
  let index = -1;
  let now = START_MS;
  let call = 0;
  player.listen = (effect) => {
    if (effect.kind === "call") call = effect.id;
  };
  /** @param {string} line */
  const play = (line) => {
    call = 0;
    now = Number(/^@(\d+)/.exec(line)?.[1]);
    player.play(line);
    if (!call) return;
    calls.push({ i: index, t: now - START_MS });
    const id = call;
    player.play(`@${now} chunk ${id} {"response":{"line":0,"quote":"","tip":""}}`);
    player.play(`@${now} done ${id}`);
  };
  /** @param {number} until */
  const sleep = (until) => {
    while (player.armed && player.armed <= until) play(`@${player.armed} alarm`);
  };
  player.config = { session: "replay", seed: "0000000000000001", models: ["workers-ai"], language: header.language };
  player.start(START_MS, false, false);
  player.play(`@${START_MS} open 1 owner`);
  let length = 0;
  let rev = 0;
  if (header.initial) {
    play(`@${START_MS} frame 1 ${JSON.stringify({ t: "text", text: header.initial })}`);
    length = header.initial.length;
    rev = 1;
  }
  for (const line of lines.slice(1)) {
    const { t, edits } = JSON.parse(line);
    sleep(t + START_MS - 1);
    for (const [, del, ins] of edits) length += ins.length - del;
    index++;
    play(`@${t + START_MS} frame 1 ${JSON.stringify({ t: "edit", rev: rev++, len: length, d: edits })}`);
  }
  sleep((player.armed || START_MS) + TAIL_MS);
  return calls;
}

const names = existsSync(TRACES) ? readdirSync(TRACES).filter((name) => name.endsWith(".jsonl")) : [];
test("the same trace, natively and in wasm", { skip: names.length === 0 && "no traces beside the checkout" }, async (t) => {
  for (const name of names) {
    const path = join(TRACES, name);
    const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
    // One that is too long, or whose code points are not UTF-16 units, is the lab's alone.
    if (lines.length > LINES_MOST || /[\u{10000}-\u{10ffff}]/u.test(lines.join(""))) continue;
    await t.test(name, () => {
      const native = execFileSync(join(ROOT, "build/mentor"), ["replay", path], { encoding: "utf8" });
      const decisions = native.trim().split("\n").map((line) => JSON.parse(line));
      assert.ok(decisions.length > 3);
      assert.ok(decisions.every((one) => typeof one.reason === "string" && one.reason));
      assert.deepEqual(callsInWasm(lines), decisions.map(({ i, t }) => ({ i, t })));
    });
  }
});
