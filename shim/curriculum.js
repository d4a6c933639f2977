// Exercises that a deployment brings itself: CURRICULUM_URL/<slug>.json (src/lessons/README.md says how one looks). What is
// there is kept for some minutes, so that a class does not fetch the same exercise with every question.
import { readBytes } from "./http.js";
import { network } from "./models/post.js";

const KEPT_MS = 5 * 60_000;
const KEPT_LESSONS = 200;
const PATIENCE_MS = 5000;
const LESSON_BYTES = 64 * 1024; // what is longer the core would refuse (LESSON_BYTES_MAX)

/** @type {Map<string, { at: number, bytes: Uint8Array }>} */
const kept = new Map();

/** @param {any} env */
export const hasCurriculum = (env) => Boolean(env.CURRICULUM_URL);

/**
 * The bytes of a lesson, none when there is no such exercise. Rejects when it cannot be known.
 * @param {any} env @param {string} slug letters, digits and hyphens
 * @returns {Promise<Uint8Array>}
 */
export async function fetchLesson(env, slug) {
  const url = `${String(env.CURRICULUM_URL).replace(/\/+$/, "")}/${encodeURIComponent(slug)}.json`;
  const known = kept.get(url);
  if (known && Date.now() - known.at < KEPT_MS) return known.bytes;
  const bytes = await fetchBytes(env, url);
  if (kept.size >= KEPT_LESSONS) kept.delete(/** @type {string} */ (kept.keys().next().value));
  kept.delete(url);
  kept.set(url, { at: Date.now(), bytes });
  return bytes;
}

/** @param {any} env @param {string} url */
async function fetchBytes(env, url) {
  const response = await network(env)(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.status === 404) {
    await response.body?.cancel();
    return new Uint8Array();
  }
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = await readBytes(response, LESSON_BYTES);
  if (!bytes) throw new Error("too long");
  return bytes;
}
