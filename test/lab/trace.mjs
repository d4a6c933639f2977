// Recorded sessions in the format edit-trace/1: a line that describes the session, then a line for each action of the
// learner, {"t": ms, "edits": [[pos, del, "ins"], …]}. Positions count code points.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const FORMAT = "edit-trace/1";
const LONGEST_GAP_MS = 60_000; // who does nothing for longer is away: a gap counts as this much active time
const HOUR_MS = 3_600_000;

/** @typedef {[pos: number, del: number, ins: string]} Edit */
/** @typedef {{ t: number, edits: Edit[] }} Action */
/**
 * @typedef {object} Trace
 * @property {string} path
 * @property {string} name
 * @property {any} head        the first line
 * @property {Action[]} actions
 * @property {number} bytes    of the file
 * @property {number} hours    of active time
 */

/** @param {Action[]} actions */
export function activeHours(actions) {
  const gaps = actions.slice(1).map(({ t }, i) => Math.max(0, t - actions[i].t));
  return gaps.reduce((sum, gap) => sum + Math.min(gap, LONGEST_GAP_MS), 0) / HOUR_MS;
}

/** @param {unknown} action */
function isAction(action) {
  const { t, edits } = /** @type {Action} */ (action ?? {});
  const isCount = (/** @type {unknown} */ value) => Number.isInteger(value) && Number(value) >= 0;
  if (!isCount(t) || !Array.isArray(edits)) return false;
  return edits.every((edit) => Array.isArray(edit) && isCount(edit[0]) && isCount(edit[1]) && typeof edit[2] === "string");
}

/** @param {string} path @returns {Trace} */
export function readTrace(path) {
  const source = readFileSync(path, "utf8");
  const lines = source.split("\n").flatMap((line, i) => (line.trim() ? [{ line, number: i + 1 }] : []));
  const values = lines.map(({ line, number }) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`${path}:${number}: this line is not JSON`);
    }
  });
  const [head, ...actions] = values;
  if (head?.format !== FORMAT) throw new Error(`${path}: not a trace in the format ${FORMAT}`);
  const bad = actions.findIndex((action, i) => !isAction(action) || (i > 0 && action.t < actions[i - 1].t));
  if (bad >= 0) throw new Error(`${path}:${lines[bad + 1].number}: not an action, or earlier than the one before it`);
  const name = head.name ?? basename(path, ".jsonl");
  return { path, name, head, actions, bytes: Buffer.byteLength(source), hours: activeHours(actions) };
}

/** The files that were named, and those in the folders that were named. @param {string[]} places @returns {string[]} */
export function findTraces(places) {
  return places.flatMap((place) => {
    if (!existsSync(place)) throw new Error(`${place}: there is no such file or folder`);
    if (!statSync(place).isDirectory()) return [place];
    return readdirSync(place).filter((name) => name.endsWith(".jsonl")).sort().map((name) => join(place, name));
  });
}

const HAS_PAIRS = /[\ud800-\udbff]/;

/** UTF-16 units of the first `points` code points behind unit `at`. @param {string} text @param {number} at @param {number} points */
function unitsOf(text, at, points) {
  let end = at;
  for (; points > 0 && end < text.length; points--) end += text.codePointAt(end) > 0xffff ? 2 : 1;
  return end - at;
}

/** Makes one edit; the place is given back in UTF-16 units. @param {string} text @param {Edit} edit */
export function makeEdit(text, [pos, del, ins]) {
  const paired = HAS_PAIRS.test(text);
  const at = paired ? unitsOf(text, 0, pos) : pos;
  const taken = paired ? unitsOf(text, at, del) : del;
  return { at, text: text.slice(0, at) + ins + text.slice(at + taken) };
}
