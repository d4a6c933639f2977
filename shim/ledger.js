// Who pays for a call of a model. Two ledgers are asked before it: the learner's own and the whole deployment's, each a
// Durable Object (durable/limiter.js) that counts exactly. Both must grant; what only one granted is given back.
import { readSettings } from "./settings.js";

/**
 * @typedef {{ granted: true } | { granted: false, why: string, until_ms?: number, scope: "learner" | "deployment" }} Grant
 *   why: day, minute, breaker, full, settled (src/session/event_hit.c), or broken: the ledger did not answer
 */

const encoder = new TextEncoder();

/** @type {Set<string>} what was told of wrong settings, so that a log says it once */
const told = new Set();

/** The settings; what is wrong with them is told once. @param {any} env */
function settingsOf(env) {
  const { settings, faults } = readSettings(env);
  for (const fault of faults) {
    if (!told.has(fault)) log({ what: "setting", fault });
    told.add(fault);
  }
  return settings;
}

/** What a session may spend on a day, which its own core counts. @param {any} env */
export const sessionMicro = (env) => settingsOf(env).sessionMicro;

/** One request to one ledger; null when it does not answer. @param {any} env @param {string} name @param {object} request */
async function hit(env, name, request) {
  try {
    return await env.LIMITER.get(env.LIMITER.idFromName(name)).hit(request);
  } catch (error) {
    log({ what: "ledger", unreachable: String(error) });
    return null;
  }
}

/** @param {any} env @param {object} request */
const atDeployment = (env, request) => hit(env, "deployment", request);
/** @param {any} env @param {string} learner @param {object} request */
const atLearner = (env, learner, request) => hit(env, `learner:${learner}`, request);

/** One that broke or did not answer may have stored a grant all the same. @param {any} answer */
const mayHaveGranted = (answer) => answer === null || answer.why === "broken";

/** @param {any} answer @param {"learner" | "deployment"} scope @returns {Grant} */
function refusal(answer, scope) {
  if (answer?.granted === false) return { ...answer, scope };
  log({ what: "ledger", scope, answered: answer?.error ?? "nothing" });
  return { granted: false, why: "broken", scope };
}

/**
 * May this call be made? To be asked before it starts, once for each key; the same key may be asked again until it is
 * settled and is paid for once.
 * @param {any} env @param {string} learner a hash of the user or address, never the thing itself
 * @param {{ key: string, provider: string, micro: number }} request micro: the worst price, in micro-dollars
 * @returns {Promise<Grant>}
 */
export async function reserve(env, learner, { key, provider, micro }) {
  const { dayMicro, learnerMicro, minuteCalls } = settingsOf(env);
  const asked = { do: "reserve", key, provider, micro, minute_calls: minuteCalls };
  const own = await atLearner(env, learner, { ...asked, day_micro: learnerMicro });
  if (own?.granted !== true) {
    if (mayHaveGranted(own)) await atLearner(env, learner, { do: "release", key });
    return refusal(own, "learner");
  }
  const all = await atDeployment(env, { ...asked, day_micro: dayMicro });
  if (all?.granted === true) return { granted: true };
  await Promise.all([
    all?.why === "settled" ? null : atLearner(env, learner, { do: "release", key }),
    mayHaveGranted(all) ? atDeployment(env, { do: "release", key }) : null,
  ]);
  return refusal(all, "deployment");
}

/**
 * The call has ended. False when a ledger did not know of it or did not answer: then it counts in full.
 * @param {any} env @param {string} learner
 * @param {{ key: string, micro: number, outcome: "ok" | "busy" | "quota" | "broken" | "slow" | "denied" | "halted" }} request
 */
export async function settle(env, learner, { key, micro, outcome }) {
  // Providers fail for everybody: only the deployment's ledger has breakers that open.
  const answers = await Promise.all([
    atLearner(env, learner, { do: "settle", key, micro, outcome: "halted" }),
    atDeployment(env, { do: "settle", key, micro, outcome }),
  ]);
  return answers.every((answer) => answer?.settled === true);
}

/** The call was never started. @param {any} env @param {string} learner @param {string} key */
export async function release(env, learner, key) {
  const answers = await Promise.all([
    atLearner(env, learner, { do: "release", key }),
    atDeployment(env, { do: "release", key }),
  ]);
  return answers.every((answer) => answer?.released === true);
}

/**
 * What was spent today, and how the providers are; null for a ledger that does not answer.
 * @param {any} env @param {string} learner
 */
export async function look(env, learner) {
  const [own, all] = await Promise.all([atLearner(env, learner, { do: "look" }), atDeployment(env, { do: "look" })]);
  return { learner: own, deployment: all };
}

/**
 * The payload of a hit: the length of the stored ledger, its bytes, the request.
 * @param {Uint8Array} stored @param {string} request
 */
export function hitPayload(stored, request) {
  const bytes = encoder.encode(request);
  const payload = new Uint8Array(4 + stored.length + bytes.length);
  new DataView(payload.buffer).setUint32(0, stored.length, true);
  payload.set(stored, 4);
  payload.set(bytes, 4 + stored.length);
  return payload;
}

/** One line of JSON, without keys or learners. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
