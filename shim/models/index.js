// The providers that may be asked. Each one takes the body that the core wrote and gives back the bytes of its answer as
// they come; what the bytes say, the core reads (src/mentor/dialect.h).
import * as gemini from "./gemini.js";
import * as openai from "./openai.js";
import { Failure } from "./post.js";
import * as workersAi from "./workers-ai.js";

export { Failure };

/** @typedef {(env: any, body: object, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>} Call */

/** By the words of src/mentor/provider.h. @type {Record<string, { present: (env: any) => boolean, call: Call }>} */
const MODELS = { "workers-ai": workersAi, openai, gemini };

/** The catalogue inside the core: it is always there, and nobody is called for it. */
export const EMBEDDED = "embedded";

/** A setting that cannot be read is said once a wake, and counts as not set. @param {string} setting @param {string} problem */
const complain = (setting, problem) => console.log(JSON.stringify({ what: "setting", setting, problem }));

/** Whether this deployment can ask a provider. @param {any} env @param {string} name */
const has = (env, name) => name === EMBEDDED || (Object.hasOwn(MODELS, name) && MODELS[name].present(env));

/** The names of the providers that can be called here. @param {any} env @returns {string[]} */
export function present(env) {
  return Object.keys(MODELS).filter((name) => has(env, name));
}

/** Who is asked first, and who instead: MENTOR_MODELS without those who are not here. @param {any} env @returns {string[]} */
export function order(env) {
  const names = (env.MENTOR_MODELS || [...Object.keys(MODELS), EMBEDDED].join(",")).split(",");
  /** @type {Set<string>} */
  const chosen = new Set();
  for (const name of names.map((/** @type {string} */ word) => word.trim()).filter(Boolean)) {
    if (name !== EMBEDDED && !Object.hasOwn(MODELS, name)) complain("MENTOR_MODELS", `no provider ${name}`);
    else if (has(env, name)) chosen.add(name);
  }
  return [...chosen];
}

/**
 * Asks a provider. Rejects with a Failure; when the connection breaks later, reading the stream rejects with any error.
 * @param {any} env @param {string} name @param {object} body @param {AbortSignal} signal
 * @returns {Promise<ReadableStream<Uint8Array>>}
 */
export async function call(env, name, body, signal) {
  if (name === EMBEDDED || !has(env, name)) throw new Failure("no_provider", `no provider ${name}`);
  return MODELS[name].call(env, body, signal);
}

/**
 * What a deployment says that its providers cost: WORKERS_AI_PRICE, OPENAI_PRICE, GEMINI_PRICE, each "in,out" in dollars for
 * a million tokens. @param {any} env @returns {Record<string, [number, number]>} in micro-dollars, only what is set
 */
export function prices(env) {
  /** @type {Record<string, [number, number]>} */
  const all = {};
  for (const name of Object.keys(MODELS)) {
    const setting = `${name.toUpperCase().replace("-", "_")}_PRICE`;
    if (!env[setting]) continue;
    const [first, second, ...rest] = String(env[setting]).split(",").map(microOf);
    if (first === null || second === null || second === undefined || rest.length) complain(setting, 'not "in,out"');
    else all[name] = [first, second];
  }
  return all;
}

/** "0.15" is 150000, by its digits: 0.15 * 1e6 would not be exact. @param {string} dollars @returns {number | null} */
function microOf(dollars) {
  const parts = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(dollars.trim());
  return parts && Number(parts[1]) * 1_000_000 + Number((parts[2] ?? "").padEnd(6, "0"));
}
