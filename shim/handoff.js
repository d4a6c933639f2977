// A conversation that is complete goes to the platform that the learners come from. Here it is only put into the user's
// outbox (durable/outbox.js), which delivers it until it is accepted; nobody who waits for an answer waits for that.
import { randomName } from "./auth.js";

const PATH = "/api/internal/llm/conversations";
const TRIES = 3; // a new outbox or a moved one may drop a first request; the id makes a second one harmless
const PAUSE_MS = 200;

/** @type {Set<string>} what was told of a wrong setting, so that a log says it once */
const told = new Set();

/**
 * Where conversations go, and the secret to show there. Null when the deployment has set neither or not both, or an
 * address that is none.
 * @param {any} env @returns {{ url: string, secret: string } | null}
 */
export function targetOf(env) {
  const given = String(env.RAILS_API_URL ?? "").trim();
  const secret = String(env.INTERNAL_API_SECRET ?? "").trim();
  if (!given || !secret) return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol === "https:" || url?.protocol === "http:")
    return { url: url.origin + url.pathname.replace(/\/+$/, "") + PATH, secret };
  const fault = "RAILS_API_URL should be an address, such as https://example.org; no conversation is handed on";
  if (!told.has(fault)) log({ what: "setting", fault });
  told.add(fault);
  return null;
}

/**
 * Hands a conversation on: {user_id, exercise_slug, messages, timestamp}. For ctx.waitUntil: it never rejects, and is true
 * once the outbox has stored it.
 * @param {any} env @param {string} user userOf (shim/auth.js): whose outbox @param {string} body its JSON
 */
export async function handOff(env, user, body) {
  if (!targetOf(env)) return false;
  const id = randomName();
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      return await env.OUTBOX.get(env.OUTBOX.idFromName(user)).put(id, body); // a new stub each time: one that failed is dead
    } catch (error) {
      log({ what: "handoff", unreachable: error instanceof Error ? error.name : "?" });
      if (tries < TRIES) await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MS));
    }
  }
  return false;
}

/** One line of JSON, without users, bodies or secrets. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
