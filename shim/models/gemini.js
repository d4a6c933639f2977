// Google's Gemini, as events. The key goes into a header: addresses are logged on their way, headers are not.
import { post } from "./post.js";

const BASE_URL = "https://generativelanguage.googleapis.com";
const MODEL = "gemini-2.5-flash";

/** @param {any} env */
export const present = (env) => Boolean(env.GOOGLE_GEMINI_API_KEY);

/** @param {any} env @param {object} body @param {AbortSignal} signal */
export function call(env, body, signal) {
  const base = (env.GEMINI_BASE_URL || BASE_URL).replace(/\/+$/, "");
  const model = encodeURIComponent(env.GEMINI_MODEL || MODEL);
  const url = `${base}/v1beta/models/${model}:streamGenerateContent?alt=sse`;
  return post(env, url, { "x-goog-api-key": env.GOOGLE_GEMINI_API_KEY }, body, signal);
}
