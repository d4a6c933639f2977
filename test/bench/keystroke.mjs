// What a keystroke costs the core, against the diffs that find out what changed from the old text and the new one.
import DiffMatchPatch from "diff-match-patch";
import fastDiff from "fast-diff";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { textHash } from "../../public/hash.js";
import { Core, startPayload, textOf } from "../../shim/core.js";
import { ROOT, apply, keys, padded, work } from "./edits.mjs";
import { cpuSeconds, interleave, median, ratioOf, time } from "./measure.mjs";

/** @typedef {import("./edits.mjs").Session} Session */
/** @typedef {{ name: string, diff: (old: string, text: string, edit: import("./edits.mjs").Edit) => unknown }} Peer */

const BATCH_BYTES = 16 << 20; // texts that are made ready at once for the peers
const OUR_EDITS = 60_000; // a round of ours repeats the session until it has made so many
const KEY_MS = 100; // from one key to the next, in the time of the session
const START_MS = 1_700_000_000_000;

/** A round of the peers has fewer edits where each one takes long. @param {Session} session */
const peerEdits = ({ start, edits }) => edits.slice(0, start.length > 500_000 ? 96 : edits.length);

/** The plainest diff: the characters in common at both ends, and what lies between. @param {string} old @param {string} text */
function plainDiff(old, text) {
  let most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  most -= start;
  let end = 0;
  while (end < most && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  return [start, old.length - start - end, text.slice(start, text.length - end)];
}

const matcher = new DiffMatchPatch();
/** @type {Peer[]} */
const PEERS = [
  { name: "fast-diff", diff: (old, text) => fastDiff(old, text) },
  { name: "fast-diff, told the cursor", diff: (old, text, [at, , ins]) => fastDiff(old, text, at + ins.length) },
  { name: "diff-match-patch", diff: (old, text) => matcher.diff_main(old, text) },
  { name: "plain JS prefix and suffix", diff: (old, text) => plainDiff(old, text) },
];

/** A copy in one run of memory, as a text that came in a message is; a text put together by + is a tree. @param {string} text */
const flat = (text) => JSON.parse(JSON.stringify(text));

/** Seconds for each edit. Making the new texts is not counted. @param {Peer} peer @param {Session} session */
function runPeer({ diff }, session) {
  const edits = peerEdits(session);
  const batch = Math.max(4, Math.floor(BATCH_BYTES / session.start.length));
  let text = flat(session.start);
  let seconds = 0;
  for (let from = 0; from < edits.length; from += batch) {
    const some = edits.slice(from, from + batch);
    const texts = [text];
    for (const edit of some) texts.push(flat(apply(texts[texts.length - 1], edit)));
    seconds += cpuSeconds(() => {
      for (let i = 0; i < some.length; i++) diff(texts[i], texts[i + 1], some[i]);
    });
    text = texts[texts.length - 1];
  }
  return seconds / edits.length;
}

/** @param {string} got @param {string} wanted @param {string} who */
function mustBe(got, wanted, who) {
  if (got !== wanted) throw new Error(`${who} made another text: the figure would be worth nothing`);
}

/** One edit as a delta, called in wasm for each: no JSON. The inserted bytes lie in its memory, as a frame's would. */
export class Delta {
  constructor() {
    const bytes = readFileSync(join(ROOT, "build/bench.wasm"));
    this.wasm = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports);
    this.wasm._initialize();
  }

  /** Puts texts side by side and gives back where each one lies. @param {Uint8Array[]} texts */
  put(texts) {
    const start = this.wasm.bench_input(texts.reduce((sum, text) => sum + text.length, 0));
    const memory = new Uint8Array(this.wasm.memory.buffer);
    let at = start;
    return texts.map((text) => {
      memory.set(text, at);
      at += text.length;
      return at - text.length;
    });
  }

  /**
   * Seconds for each edit.
   * @param {Session} session @param {string} end the hash of the document in the end
   * @param {string} [door] what makes an edit @param {boolean} [budget] does the change budget do its work at each key?
   */
  run({ start, edits }, end, door = "bench_edit", budget = true) {
    const encoder = new TextEncoder();
    const texts = [start, ...edits.map((edit) => edit[2])].map((text) => encoder.encode(text));
    const [document, ...places] = this.put(texts);
    const calls = edits.map(([at, del], i) => ({ at, del, place: places[i], bytes: texts[i + 1].length }));
    const edit = this.wasm[door];
    this.wasm.bench_budget(budget);
    let seconds = 0;
    let made = 0;
    for (; made < OUR_EDITS; made += edits.length) {
      this.wasm.bench_open(document, texts[0].length);
      seconds += cpuSeconds(() => {
        for (const call of calls) edit(call.at, call.del, call.place, call.bytes);
      });
    }
    mustBe(BigInt.asUintN(64, this.wasm.bench_hash()).toString(16).padStart(16, "0"), end, door);
    return seconds / made;
  }
}

/** Whole frames through the border, as the Durable Object does it: JSON in, effects out, what is to be sent as a string. */
class Frames {
  /** @param {string} module in build */
  constructor(module) {
    this.core = new Core(new WebAssembly.Module(readFileSync(join(ROOT, "build", module))));
    this.now = START_MS;
    this.revision = 0;
    this.number = 0;
    const config = { session: "bench", language: "javascript", seed: "0000000000000001", models: [], sockets: [], alarm: 0 };
    this.core.step("start", 0, this.now, startPayload(config, []));
    this.core.step("open", 1, this.now, JSON.stringify({ role: "owner", client: "tab" }));
  }

  /** @param {string} frame @returns {string} the last thing that was sent */
  deliver(frame) {
    let sent = "";
    for (const effect of this.core.step("frame", 1, (this.now += KEY_MS), frame)) {
      if (effect.kind === "send") sent = textOf(effect.bytes);
    }
    return sent;
  }

  /** @param {string} text */
  set(text) {
    const ack = this.deliver(JSON.stringify({ t: "text", text }));
    if (!ack) throw new Error("the core did not take the text");
    this.revision = this.welcome().rev;
  }

  /** What the core has. */
  welcome() {
    return JSON.parse(this.deliver('{"t":"hello","rev":0,"hash":""}'));
  }

  /** Seconds for each edit. @param {Session} session @param {string} end */
  run({ start, edits }, end) {
    let seconds = 0;
    let made = 0;
    for (; made < OUR_EDITS; made += edits.length) {
      this.set(start);
      let len = start.length;
      const frames = edits.map(([at, del, ins]) => {
        len += ins.length - del;
        return JSON.stringify({ t: "edit", rev: this.revision++, len, d: [[at, del, ins]], n: ++this.number });
      });
      seconds += cpuSeconds(() => {
        for (const frame of frames) this.deliver(frame);
      });
    }
    mustBe(this.welcome().hash, end, "core_step");
    return seconds / made;
  }
}

/**
 * @param {string} label @param {Session} session @param {number} rounds @param {number} [aim] of the delta against fast-diff
 * @returns {Promise<import("./measure.mjs").Row[]>}
 */
async function compare(label, session, rounds, aim) {
  const end = textHash(session.edits.reduce(apply, session.start));
  const delta = new Delta();
  const frames = new Frames("core.wasm");
  const results = await interleave(rounds, {
    delta: () => delta.run(session, end),
    frame: () => frames.run(session, end),
    ...Object.fromEntries(PEERS.map((peer) => [peer.name, () => runPeer(peer, session)])),
  });
  const row = (/** @type {string} */ ours, /** @type {string} */ peer, /** @type {number | undefined} */ least) => ({
    what: `key, ${label}: ${ours} / ${peer}`,
    ours: time(median(results[ours])),
    peer: time(median(results[peer])),
    ratio: ratioOf(results[peer], results[ours]),
    least,
  });
  const rows = PEERS.map((peer) => row("delta", peer.name, peer.name === "fast-diff" ? aim : undefined));
  return [...rows, row("frame", "fast-diff", undefined)];
}

/**
 * What the change budget costs a key: the same edits with its work and without, in one build of the core.
 * @param {string} label @param {Session} session @param {number} rounds @returns {Promise<import("./measure.mjs").Row[]>}
 */
async function budget(label, session, rounds) {
  const end = textHash(session.edits.reduce(apply, session.start));
  const delta = new Delta();
  const frames = new Frames("bench.wasm");
  const frame = (/** @type {boolean} */ works) => {
    frames.core.exports.bench_budget(works);
    return frames.run(session, end);
  };
  const results = await interleave(rounds, {
    delta: () => delta.run(session, end, "bench_edit", true),
    "delta without": () => delta.run(session, end, "bench_edit", false),
    frame: () => frame(true),
    "frame without": () => frame(false),
    splice: () => delta.run(session, end, "bench_splice", true),
    "splice without": () => delta.run(session, end, "bench_splice", false),
  });
  const row = (/** @type {string} */ ours, /** @type {number | undefined} */ most) => ({
    what: `key, ${label}: ${ours} with the budget / without`,
    ours: time(median(results[ours])),
    peer: time(median(results[`${ours} without`])),
    ratio: ratioOf(results[ours], results[`${ours} without`]),
    most,
  });
  return [row("delta", 1.1), row("frame", 1.1), row("splice", undefined)];
}

/** @param {boolean} quick */
export async function keystroke(quick) {
  const session = keys();
  const rounds = quick ? 3 : 7;
  const sizes = [
    { label: "1 KB", bytes: 1000 },
    { label: "10 KB", bytes: 10_000, aim: 25 },
    { label: "100 KB", bytes: 100_000 },
    { label: "1 MB", bytes: 1_000_000, aim: 50 },
  ];
  const rows = [];
  for (const { label, bytes, aim } of sizes) rows.push(...(await compare(label, padded(session, bytes), rounds, aim)));
  rows.push(...(await budget("10 KB", padded(session, 10_000), rounds)));
  const long = work(1000);
  if (long) {
    const label = `${Math.round(long.start.length / 1000)} KB with jumps`;
    rows.push(...(await compare(label, long, rounds)), ...(await budget(label, long, rounds)));
  }
  const notes = [`keys: ${session.edits.length} edits, ${session.from}, in padding of generated code`];
  if (long) notes.push(`with jumps: ${long.edits.length} edits, ${long.from} as recorded, some characters beyond Latin-1`);
  return { rows, notes };
}
