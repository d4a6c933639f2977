// The one table that the lab prints, in markdown.

/**
 * @typedef {object} Row
 * @property {string} [trace]
 * @property {string} rule
 * @property {number} calls  an hour
 * @property {number} dollars  an hour
 * @property {import("./judge.mjs").Verdict | null} verdict  null without an oracle
 */

/** @param {number} seconds that a change waited; more than any number when nobody ever looked */
const wait = (seconds) => (seconds === Infinity ? "never" : `${seconds.toFixed(1)} s`);
const figure = (/** @type {number} */ value, /** @type {number} */ digits) => (Number.isFinite(value) ? value.toFixed(digits) : "-");
const percent = (/** @type {number} */ part) => `${(100 * part).toFixed(0)} %`;

const COLUMNS = ["rule", "J/OPT", "calls an hour", "covered in 60 s", "latency p50", "latency p90", "wasted", "dollars an hour"];

/** @param {Row} row */
function cells({ rule, calls, dollars, verdict }) {
  const judged = verdict
    ? [verdict.ratio.toFixed(2), percent(verdict.cover[60]), wait(verdict.p50), wait(verdict.p90), percent(verdict.waste)]
    : Array(5).fill("-");
  return [rule, judged[0], figure(calls, 0), ...judged.slice(1), figure(dollars, 3)];
}

/** @param {Row[]} rows */
export function table(rows) {
  const named = rows.some((row) => row.trace);
  const lines = [COLUMNS, ...rows.map(cells)].map((line, i) => (named ? [i ? (rows[i - 1].trace ?? "") : "trace", ...line] : line));
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const texts = named ? 2 : 1; // columns of words stand to the left, figures to the right
  const text = lines.map((line) => line.map((cell, i) => (i < texts ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))));
  const rule = widths.map((width, i) => (i < texts ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [text[0], rule, ...text.slice(1)].map((line) => `| ${line.join(" | ")} |`).join("\n");
}
