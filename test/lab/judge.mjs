// The judge beside the repository (../shared/budget, or BUDGET): it knows from the whole session and a real parser which
// changes mattered and when they were finished. It is used where it is, never copied; without it, or for a session that
// it has no oracle of, the columns that need one stay empty.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** @typedef {import("./trace.mjs").Trace} Trace */
/** @typedef {import("./rules.mjs").Decision} Decision */
/** @typedef {{ ratio: number, cover: Record<number, number>, p50: number, p90: number, waste: number }} Verdict */

/** One that has no oracle of anything. */
const NOBODY = {
  knows: (/** @type {Trace} */ _trace) => false,
  score: (/** @type {Trace} */ _trace, /** @type {Decision[]} */ _decisions) => null,
  /** @param {any[]} _scores @returns {Verdict | null} */
  together: (_scores) => null,
};

/** @param {string} folder */
export async function judgeIn(folder) {
  const library = join(folder, "lib/score-core.mjs");
  if (!existsSync(library)) return NOBODY;
  const { scoreTrace, pool } = await import(pathToFileURL(resolve(library)).href);
  /** @type {Map<string, any>} */
  const oracles = new Map();
  /** The oracle of a session; one of another length was made for another recording. @param {Trace} trace */
  const oracleOf = ({ path, name, actions }) => {
    const file = join(folder, "oracle", `${name}.oracle.json`);
    if (!oracles.has(path)) {
      const oracle = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
      oracles.set(path, oracle?.n === actions.length ? oracle : null);
    }
    return oracles.get(path);
  };
  return {
    knows: (/** @type {Trace} */ trace) => oracleOf(trace) !== null,
    score: (/** @type {Trace} */ trace, /** @type {Decision[]} */ decisions) =>
      oracleOf(trace) ? scoreTrace(trace.head, trace.actions, oracleOf(trace), decisions) : null,
    /** @param {any[]} scores @returns {Verdict | null} */
    together: (scores) => (scores.length ? pool(scores) : null),
  };
}
