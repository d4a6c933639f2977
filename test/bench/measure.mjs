// Figures: interleaved rounds, medians, and the one table that they end in.
import { setTimeout as sleep } from "node:timers/promises";

const REST_MS = 10; // between two turns, for the threads that collect the garbage of the last one
const WARM_ROUNDS = 3; // thrown away: by then the compilers are done

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Runs every contender once a round, each round beginning with another one, so that whatever disturbs the machine
 * disturbs all of them. None pays for another's garbage.
 * @template T
 * @param {number} rounds @param {Record<string, () => T | Promise<T>>} contenders @param {number} [warm] rounds thrown away
 * @returns {Promise<Record<string, T[]>>}
 */
export async function interleave(rounds, contenders, warm = WARM_ROUNDS) {
  const names = Object.keys(contenders);
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warm; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round + warm) % names.length];
      await sleep(REST_MS);
      const result = await contenders[name]();
      if (round >= 0) results[name].push(result);
    }
  }
  return results;
}

/** The median of the ratios of single rounds: a round in which the machine was busy counts for both sides. @param {number[]} above @param {number[]} below */
export const ratioOf = (above, below) => median(above.map((value, i) => value / below[i]));

/** CPU seconds of this process for some work, to the microsecond: on a busy machine the clock on the wall counts the
 *  waiting too. @param {() => void} work */
export function cpuSeconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} ours  with its unit
 * @property {string} peer
 * @property {number | null} ratio
 * @property {number} [least]  aim: the ratio is at least this
 * @property {number} [most]   aim: the ratio is at most this
 */

/** @param {number} seconds */
export function time(seconds) {
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toPrecision(3)} ms`;
  if (seconds >= 1e-6) return `${(seconds * 1e6).toPrecision(3)} us`;
  return `${(seconds * 1e9).toPrecision(3)} ns`;
}

/** @param {number} count */
export const whole = (count) => Math.round(count).toLocaleString("en-US");

/** @param {Row} row */
export function isMet({ ratio, least, most }) {
  if (ratio === null) return false;
  return (least === undefined || ratio >= least) && (most === undefined || ratio <= most);
}

/** @param {Row} row */
function cells(row) {
  const { what, ours, peer, ratio, least, most } = row;
  const aim = least !== undefined ? `>= ${least}` : most !== undefined ? `<= ${most}` : "";
  return [what, ours, peer, ratio === null ? "" : ratio.toPrecision(3), aim, aim && (isMet(row) ? "met" : "NOT MET")];
}

/** @param {Row[]} rows */
export function table(rows) {
  const lines = [["what", "ours", "peer", "ratio", "aim", ""], ...rows.map(cells)];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
  return [text[0], widths.map((width) => "-".repeat(width)).join("  "), ...text.slice(1)].join("\n");
}
