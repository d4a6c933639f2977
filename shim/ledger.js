// Who pays for a call of a model, and how much a user may ask. Two ledgers are asked before a call: the learner's or user's
// own and the whole deployment's, each a Durable Object (durable/limiter.js) that counts exactly. Both must grant; what only
// one granted is given back. A user's messages are counted in the user's ledger.
import * as lease from "./lease.js";
import { readSettings } from "./settings.js";

/**
 * @typedef {"learner" | "user"} Kind whose own ledger: an anonymous learner's, or a user's who has a token
 * @typedef {{ granted: false, why: string, until_ms?: number, limit?: number, scope: Kind | "deployment" }} Refusal
 *   why: day, minute, breaker, full, settled (src/session/event_hit.c), messages (of which `limit` are let through), or
 *   broken: the ledger did not answer. until_ms: when to ask again
 * @typedef {{ granted: true } | Refusal} Grant
 * @typedef {{ granted: true, remaining: number } | Refusal} Admission remaining: messages that are left in this window
 * @typedef {object} Call
 * @property {string} key       of the call, once for each
 * @property {string} provider
 * @property {number} micro     its worst price, in micro-dollars
 * @property {boolean} [last]   there is nobody else to ask: a breaker does not refuse
 */

/** Its account has so many text generations a minute (MINUTE_CALLS); others count for themselves and say 429. */
const COUNTED_BY_MINUTE = "workers-ai";

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

/** How many messages a user may send in which time, for who is told so. @param {any} env */
export function messageLimit(env) {
  const { chatLimit, chatWindowS } = settingsOf(env);
  return { limit: chatLimit, windowS: chatWindowS };
}

/** What is asked of one ledger in one visit, and its answers up to the first refusal; a null when there is none.
 *  @param {any} env @param {string} name @param {object[]} requests @returns {Promise<any[]>} */
async function visit(env, name, requests) {
  try {
    const ledger = env.LIMITER.get(env.LIMITER.idFromName(name));
    return requests.length === 1 ? [await ledger.hit(requests[0])] : await ledger.hits(requests);
  } catch (error) {
    log({ what: "ledger", unreachable: String(error) });
    return [null];
  }
}

/** @param {any} env @param {object} request */
const atDeployment = async (env, request) => (await visit(env, "deployment", [request]))[0];
/** @param {any} env @param {Kind} kind @param {string} word @param {object} request */
const atOwn = async (env, kind, word, request) => (await visit(env, `${kind}:${word}`, [request]))[0];

/** One that broke or did not answer may have stored a grant all the same. @param {any} answer */
const mayHaveGranted = (answer) => answer === null || answer.why === "broken";

/** @param {any} answer @param {Kind | "deployment"} scope @returns {Refusal} */
function refusal(answer, scope) {
  if (answer?.granted === false) return { ...answer, scope };
  if (answer?.taken === false)
    return { granted: false, why: "messages", until_ms: answer.until_ms, limit: answer.limit, scope };
  log({ what: "ledger", scope, answered: answer?.error ?? "nothing" });
  return { granted: false, why: "broken", scope };
}

/** The requests for a call: to its own ledger, and to the deployment's. @param {any} env @param {Call} call */
function requestsFor(env, { key, provider, micro, last }) {
  const { dayMicro, learnerMicro, minuteCalls } = settingsOf(env);
  const asked = {
    do: "reserve", key, provider, micro,
    ...(provider === COUNTED_BY_MINUTE ? { minute_calls: minuteCalls } : {}),
    ...(last ? { last: true } : {}),
  };
  return { own: { ...asked, day_micro: learnerMicro }, all: { ...asked, day_micro: dayMicro } };
}

/**
 * Asks the deployment for what the own ledger has granted; when it refuses, that is given back.
 * @param {any} env @param {any} request @param {() => Promise<any>} giveBackOwn @returns {Promise<Grant>}
 */
async function reserveForAll(env, request, giveBackOwn) {
  const all = await atDeployment(env, request);
  return all?.granted === true ? { granted: true } : refusedByAll(env, all, request, giveBackOwn);
}

/** @param {any} env @param {any} all the deployment's answer @param {any} request @param {() => Promise<any>} giveBackOwn */
async function refusedByAll(env, all, request, giveBackOwn) {
  await Promise.all([
    all?.why === "settled" ? null : giveBackOwn(), // settled: it was made, and is asked for once more
    mayHaveGranted(all) ? atDeployment(env, { do: "release", key: request.key }) : null,
  ]);
  return refusal(all, "deployment");
}

/**
 * The same for a chat, of which many may be in flight: with a lease (lease.js), where no minute counts the calls.
 * @param {any} env @param {any} request @param {() => Promise<any>} giveBackOwn @returns {Promise<Grant>}
 */
async function reserveShared(env, request, giveBackOwn) {
  const { key, provider, micro, day_micro, minute_calls } = request;
  if (minute_calls !== undefined) return reserveForAll(env, request, giveBackOwn);
  if (lease.take(key, provider, micro)) return { granted: true };
  const several = lease.amount(provider, micro, day_micro);
  const all = await atDeployment(env, { ...request, micro: several });
  if (all?.granted === true) {
    lease.begin(key, provider, micro, several);
    return { granted: true };
  }
  const isForOne = several === micro || all?.why !== "day"; // what has no room for several may have it for one
  return isForOne ? refusedByAll(env, all, request, giveBackOwn) : reserveForAll(env, request, giveBackOwn);
}

/**
 * May this call be made? To be asked before it starts, once for each key; the same key may be asked again until it is
 * settled and is paid for once.
 * @param {any} env @param {string} word of whom it is: a hash, never the user or address itself
 * @param {Call} call @param {Kind} [kind] @returns {Promise<Grant>}
 */
export async function reserve(env, word, call, kind = "learner") {
  const requests = requestsFor(env, call);
  const own = await atOwn(env, kind, word, requests.own);
  const giveBackOwn = () => atOwn(env, kind, word, { do: "release", key: call.key });
  if (own?.granted === true) return reserveForAll(env, requests.all, giveBackOwn);
  if (mayHaveGranted(own)) await giveBackOwn();
  return refusal(own, kind);
}

/**
 * The call has ended. False when a ledger did not know of it or did not answer: then it counts in full.
 * @param {any} env @param {string} word
 * @param {{ key: string, micro: number, outcome: "ok" | "busy" | "quota" | "broken" | "slow" | "denied" | "halted" }} request
 * @param {Kind} [kind]
 */
export async function settle(env, word, { key, micro, outcome }, kind = "learner") {
  // Providers fail for everybody: only the deployment's ledger has breakers that open.
  const shared = lease.end(key, micro, outcome);
  const forAll = shared === undefined ? { key, micro, outcome } : shared;
  const answers = await Promise.all([
    atOwn(env, kind, word, { do: "settle", key, micro, outcome: "halted" }),
    forAll ? atDeployment(env, { do: "settle", ...forAll }) : { settled: true },
  ]);
  return answers.every((answer) => answer?.settled === true);
}

/** The call was never started. @param {any} env @param {string} word @param {string} key @param {Kind} [kind] */
export async function release(env, word, key, kind = "learner") {
  const shared = lease.end(key, 0, "halted");
  const answers = await Promise.all([
    atOwn(env, kind, word, { do: "release", key }),
    shared === undefined ? atDeployment(env, { do: "release", key }) : { released: true },
    shared ? atDeployment(env, { do: "settle", ...shared }) : { released: true },
  ]);
  return answers.every((answer) => answer?.released === true || answer?.settled === true);
}

// ---- the messages of a user ----

/** @param {any} env @param {string} key */
function takeOf(env, key) {
  const { chatLimit, chatWindowS } = settingsOf(env);
  return { do: "take", key, limit: chatLimit, window_ms: 1000 * chatWindowS };
}

/**
 * May the user send this message? It counts from now on, unless it is given back; the same key counts once.
 * @param {any} env @param {string} user userOf (shim/auth.js) @param {string} key @returns {Promise<Admission>}
 */
export async function admitMessage(env, user, key) {
  const own = await atOwn(env, "user", user, takeOf(env, key));
  if (own?.taken === true) return { granted: true, remaining: own.remaining };
  if (mayHaveGranted(own)) await giveBack(env, user, key);
  return refusal(own, "user");
}

/** The message came to nothing, and does not count. False when it was not known.
 *  @param {any} env @param {string} user @param {string} key */
export async function giveBack(env, user, key) {
  return (await atOwn(env, "user", user, { do: "give_back", key }))?.given_back === true;
}

/**
 * The first attempt at a user's question: the message is taken, and the call is reserved, in one visit to each ledger. A
 * refusal leaves nothing behind. The embedded tutor costs nothing: for it only the message is taken. Further attempts are
 * reserved, and all are settled, with kind "user".
 * @param {any} env @param {string} user
 * @param {Call & { messageKey: string }} call messageKey: another for each message, or a refusal gives back one that counts
 * @returns {Promise<Admission>}
 */
export async function begin(env, user, { messageKey, ...call }) {
  if (call.provider === "embedded") return admitMessage(env, user, messageKey);
  const requests = requestsFor(env, call);
  const name = `user:${user}`;
  const [taken, own] = await visit(env, name, [takeOf(env, messageKey), requests.own]);
  const giveBackOwn = () => visit(env, name, [{ do: "give_back", key: messageKey }, { do: "release", key: call.key }]);
  if (taken?.taken !== true || own?.granted !== true) {
    if (mayHaveGranted(taken)) await giveBackOwn();
    return refusal(own ?? taken, "user"); // a visit that is refused has stored nothing
  }
  const grant = await reserveShared(env, requests.all, giveBackOwn);
  return grant.granted ? { granted: true, remaining: taken.remaining } : grant;
}

/**
 * What was spent today, and how the providers are; null for a ledger that does not answer.
 * @param {any} env @param {string} word @param {Kind} [kind]
 */
export async function look(env, word, kind = "learner") {
  const [own, all] = await Promise.all([atOwn(env, kind, word, { do: "look" }), atDeployment(env, { do: "look" })]);
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
