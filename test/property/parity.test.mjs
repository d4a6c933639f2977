// The core is one program in two builds: on random events, native code and wasm give the same bytes. The events are
// drawn while the wasm build plays them, so that edits mostly fit; then the native build plays the same story.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { textOf } from "../../shim/core.js";
import { Player, ROOT } from "../story/player.mjs";
import { random } from "./random.mjs";

const EVENTS = Number(process.env.PARITY_EVENTS ?? 100_000);
const EPISODE = 2000; // events of one session, then a new one
const SEED = Number(process.env.PARITY_SEED ?? 1);

const SNIPPETS = ["x", " ", "\n", "if (a = 1) {\n", "}\n", "let n = 1;\n", "é", "😀", "for (i = 0; i <= xs.length; i++)", "// note\n", "def f(a=[]):\n  return a\n", "\t", "\"", "==", "null"];
const BAD = ["{", "[]", '{"t":"nope"}', '{"t":"edit","rev":-1,"len":0,"d":[]}', '{"t":"text","text":7}', '{"t":"set","language":"klingon"}', '{"t":"hint","tip":99}'];
const TIPS = ["What value does this variable have when the loop ends?", "A name that says what the number counts helps the reader of this function.", "O tinned fish in your silver bed, you shine like a moon of tin."];
const FAULTS = ["http 500", "http 429", "http 429 3", "code 3036", "code 3040", "cut", "no_provider", "refused breaker 20000", "refused day 86400000", "fetch failed"];
/** What a provider sends: Workers AI in JSON mode, and what the others stream. Only the dialect of who is asked is understood. */
const ANSWERS = {
  whole: (reply) => JSON.stringify({ response: reply, usage: { prompt_tokens: 700, completion_tokens: 60 } }),
  streamed: (reply) => `data: ${JSON.stringify({ choices: [{ delta: { content: JSON.stringify(reply) }, finish_reason: "stop" }] })}\\x0a\\x0a`,
};
const LANGUAGES = ["javascript", "python", "typescript", "java", "c", "cpp", "go", "rust", "plain", "ruby"];

/** One session of random events; returns its lines. The wasm player plays them as they are drawn. */
function episode(player, next, events) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const below = (n) => Math.floor(next() * n);
  const lines = [];
  let now = 1000, revision = 0, text = "", socket = 1, call = 0;
  const play = (line) => {
    lines.push(line);
    player.play(line);
  };
  player.listen = (effect) => {
    if (effect.kind === "call") call = effect.id;
    if (effect.kind !== "send") return;
    const frame = JSON.parse(textOf(effect.bytes));
    if (frame.rev !== undefined && frame.t !== "saved" && frame.t !== "tip") revision = frame.rev;
    if (frame.text !== undefined && frame.t === "welcome") text = frame.text;
  };
  play("@1000 start session workers-ai openai gemini");
  play('@1001 open 1 owner "client":"one"');
  while (lines.length < events) {
    now += below(10) ? below(300) : below(9000);
    const kind = next();
    if (kind < 0.6) {
      let at = below(text.length + 1), del = Math.min(below(4) ? 0 : below(20), text.length - at);
      if (below(50) === 0) del = text.length - at;
      const ins = del && below(2) ? "" : pick(SNIPPETS);
      const after = text.slice(0, at) + ins + text.slice(at + del);
      if (after.isWellFormed()) text = after;
      play(`@${now} frame ${socket} ${JSON.stringify({ t: "edit", rev: revision, len: after.length, d: [[at, del, ins]] })}`);
      if (after.isWellFormed()) revision++;
      else play(`@${now} frame ${socket} {"t":"hello","rev":0,"hash":""}`);
    } else if (kind < 0.78) play(`@${now} sleep`);
    else if (kind < 0.82) play(`@${now} frame ${socket} ${pick(BAD)}`);
    else if (kind < 0.86) {
      text = Array.from({ length: below(30) }, () => pick(SNIPPETS)).join("");
      play(`@${now} frame ${socket} ${JSON.stringify({ t: "text", text })}`);
      play(`@${now} frame ${socket} {"t":"hello","rev":0,"hash":""}`);
    } else if (kind < 0.86) play(`@${now} frame ${socket} {"t":"look"}`);
    else if (kind < 0.875) play(`@${now} frame ${socket} {"t":"left"}`);
    else if (kind < 0.88) play(`@${now} frame ${socket} ${JSON.stringify({ t: "set", dial: pick(["quiet", "normal", "eager"]) })}`);
    else if (kind < 0.9) play(`@${now} frame ${socket} {"t":"set","language":"${pick(LANGUAGES)}"}`);
    else if (kind < 0.92) play(`@${now} frame ${socket} {"t":"hint","tip":${1 + below(9)}}`);
    else if (kind < 0.94) play(`@${now} frame ${socket} {"t":"seen","tip":${1 + below(9)},"verdict":"${pick(["helpful", "wrong", "dismissed"])}"}`);
    else if (kind < 0.96) {
      const reply = { line: 1, quote: text.split("\n")[0].trim().slice(0, 40), rule: pick([null, "off-by-one", "x"]), tip: pick(TIPS) };
      play(`@${now} chunk ${call} ${pick([ANSWERS.whole, ANSWERS.streamed])(reply)}`);
      play(`@${now} ${pick(["done", "done", "fail"])} ${call} ${pick(FAULTS)}`);
    } else if (kind < 0.98) {
      play(`@${now} gone ${socket}`);
      socket = 1 + below(12);
      play(`@${now} open ${socket} owner "client":"${pick(["one", "two"])}"`);
    } else if (player.saves.length) {
      play(`@${now} ${pick(["restart", "rebuild"])}`);
      play(`@${now} open ${socket} owner`);
    }
  }
  return lines;
}

test(`${EVENTS} random events: native and wasm give the same bytes`, { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "parity-"));
  for (let seed = SEED, left = EVENTS; left > 0; seed++, left -= EPISODE) {
    const player = new Player();
    const lines = episode(player, random(seed), Math.min(left, EPISODE));
    const story = join(folder, `seed-${seed}.trace`);
    writeFileSync(story, `${lines.join("\n")}\n`);
    const native = execFileSync(join(ROOT, "build/mentor"), ["step", "--bytes", story], { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.deepEqual(player.digests, native.trim().split("\n"), `seed ${seed}: PARITY_SEED=${seed} repeats it; the story is ${story}`);
  }
  rmSync(folder, { recursive: true });
});
