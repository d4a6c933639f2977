// The line diff of two whole documents, against jsdiff's.
import { diffArrays, diffLines, structuredPatch } from "diff";
import { pairs } from "./edits.mjs";
import { Delta } from "./keystroke.mjs";
import { cpuSeconds, interleave, median, ratioOf, time } from "./measure.mjs";

const HUNK_WORDS = 4; // struct hunk: a_at, a_bytes, b_at, b_bytes
const REPEAT = 20; // of ours in a round: one pass takes less than a tick of the clock

/** @type {Record<string, (a: string, b: string) => unknown>} jsdiff's ways to compare lines; the fastest one counts */
const PEERS = {
  diffLines: (a, b) => diffLines(a, b),
  structuredPatch: (a, b) => structuredPatch("a", "b", a, b, "", "", { context: 0 }),
  diffArrays: (a, b) => diffArrays(a.split("\n"), b.split("\n")),
};

/** Do the hunks turn `a` into `b`? @param {Uint8Array} a @param {Uint8Array} b @param {Uint32Array} hunks */
function apply(a, b, hunks) {
  const parts = [];
  let at = 0;
  for (let i = 0; i < hunks.length; i += HUNK_WORDS) {
    const [aAt, aBytes, bAt, bBytes] = hunks.subarray(i, i + HUNK_WORDS);
    parts.push(a.subarray(at, aAt), b.subarray(bAt, bAt + bBytes));
    at = aAt + aBytes;
  }
  return Buffer.concat([...parts, a.subarray(at)]);
}

/** @param {boolean} quick */
export async function lines(quick) {
  const { from, pairs: texts } = pairs(quick ? 4 : 12);
  const { wasm } = new Delta();
  const encoder = new TextEncoder();
  const bytes = texts.map(([a, b]) => ({ a: encoder.encode(a), b: encoder.encode(b) }));
  const flat = texts.map(([a, b]) => /** @type {[string, string]} */ (JSON.parse(JSON.stringify([a, b]))));
  let changed = 0;

  /** Both texts lie in wasm memory, as the document and a frame do; jsdiff has both as strings. */
  const ours = () => {
    let seconds = 0;
    for (const { a, b } of bytes) {
      const at = wasm.bench_input(a.length + b.length);
      const memory = new Uint8Array(wasm.memory.buffer);
      memory.set(a, at);
      memory.set(b, at + a.length);
      let count = 0;
      seconds += cpuSeconds(() => {
        for (let i = 0; i < REPEAT; i++) count = wasm.bench_lines(at, a.length, at + a.length, b.length);
      });
      const hunks = new Uint32Array(wasm.memory.buffer, wasm.bench_hunks(), count * HUNK_WORDS);
      if (!apply(a, b, hunks).equals(b)) throw new Error("the hunks of diff_lines do not make the other text");
      changed += count;
    }
    return seconds / bytes.length / REPEAT;
  };
  const peer = (/** @type {(a: string, b: string) => unknown} */ diff) => () =>
    cpuSeconds(() => flat.forEach(([a, b]) => diff(a, b))) / flat.length;
  const peers = Object.fromEntries(Object.entries(PEERS).map(([name, diff]) => [name, peer(diff)]));
  const results = await interleave(quick ? 3 : 9, { ours, ...peers });
  const names = Object.keys(PEERS).sort((a, b) => median(results[a]) - median(results[b]));
  const rows = names.map((name, i) => ({
    what: `lines, 58 KB: diff_lines / jsdiff ${name}`,
    ours: time(median(results.ours)),
    peer: time(median(results[name])),
    ratio: ratioOf(results[name], results.ours),
    least: i === 0 ? 20 : undefined,
  }));
  return { rows, notes: [`lines: ${texts.length} pairs of texts 300 edits apart, ${from}`] };
}
