// The edits that the benchmarks replay: recorded from people where the traces lie beside the repository
// (../shared/budget/traces, format edit-trace/1), generated otherwise. Every figure says which.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { code, typing } from "./typing.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const TRACES = process.env.BENCH_TRACES ?? join(ROOT, "../shared/budget/traces");
const KEY_UNITS = 200; // a longer edit is a paste or a file that was loaded anew, not a key
const GENERATED_EDITS = 1000;

/** @typedef {[at: number, del: number, ins: string]} Edit in UTF-16 units */
/**
 * @typedef {object} Session
 * @property {string} from   where it is from, for the table
 * @property {string} start  the document before the first edit
 * @property {Edit[]} edits
 */

/** @param {string} text @param {Edit} edit */
export const apply = (text, [at, del, ins]) => text.slice(0, at) + ins + text.slice(at + del);

/** Code points and UTF-16 units are the same numbers in these traces (checked here). @param {string} name @returns {Session | null} */
function recorded(name) {
  const path = join(TRACES, `${name}.jsonl`);
  if (!existsSync(path)) return null;
  const source = readFileSync(path, "utf8");
  if (/[\ud800-\udbff]/.test(source)) throw new Error(`${path}: characters beyond the BMP`);
  const [head, ...actions] = source.trimEnd().split("\n").map((line) => JSON.parse(line));
  return { from: name, start: head.initial, edits: actions.flatMap((action) => action.edits) };
}

/** A short program that somebody types: below 300 characters, so that padding makes any size of it. @returns {Session} */
export function keys() {
  const real = recorded("jb-student-cpp");
  if (real) return real;
  const start = code(1, 120);
  return { from: "generated", start, edits: typing(2, start, GENERATED_EDITS, 600) };
}

/** A long document that somebody works on, with all the jumps in it: the longest stretch without a paste, at most
 *  `count` edits of it. Null without the recording. @param {number} count @returns {Session | null} */
export function work(count) {
  const real = recorded("josephg-rustcode");
  if (!real) return null;
  const pastes = real.edits.flatMap(([, del, ins], i) => (del > KEY_UNITS || ins.length > KEY_UNITS ? [i] : []));
  const bounds = [-1, ...pastes, real.edits.length];
  const gaps = bounds.slice(1).map((end, i) => ({ from: bounds[i] + 1, to: end }));
  const { from, to } = gaps.reduce((best, gap) => (gap.to - gap.from > best.to - best.from ? gap : best));
  const start = real.edits.slice(0, from).reduce(apply, real.start);
  return { from: real.from, start, edits: real.edits.slice(from, Math.min(to, from + count)) };
}

/**
 * The same session inside a document of at least `bytes` bytes: code before and behind it, the same length each.
 * @param {Session} session @param {number} bytes @returns {Session}
 */
export function padded({ from, start, edits }, bytes) {
  const before = code(3, Math.max(0, Math.floor((bytes - start.length) / 2)));
  const behind = code(4, Math.max(0, bytes - start.length - before.length));
  const moved = edits.map(([at, del, ins]) => /** @type {Edit} */ ([at + before.length, del, ins]));
  return { from, start: before + start + behind, edits: moved };
}

/**
 * Pairs of texts of about 58 KB, some hundred edits apart.
 * @param {number} count @returns {{ from: string, pairs: [string, string][] }}
 */
export function pairs(count) {
  const apart = 300;
  const real = recorded("josephg-rustcode");
  const start = real?.start ?? code(5, 58_000);
  const edits = real?.edits ?? typing(6, start, apart * count, 60_000);
  const states = [];
  let text = start;
  edits.forEach((edit, i) => {
    text = apply(text, edit);
    if (i % apart === apart - 1) states.push(text);
  });
  /** @type {[string, string][]} */
  const all = [];
  for (let i = 0; i + 1 < states.length; i++) {
    const [a, b] = [states[i], states[i + 1]];
    if (a !== b && Math.min(a.length, b.length) > 52_000 && Math.max(a.length, b.length) < 66_000) all.push([a, b]);
  }
  const step = Math.max(1, Math.floor(all.length / count));
  return { from: real?.from ?? "generated", pairs: all.filter((_, i) => i % step === 0).slice(0, count) };
}
