// Any service that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, vLLM, AI Gateway.
import { post } from "./post.js";

const BASE_URL = "https://api.openai.com/v1";

/** A server of one's own needs no key, the default one no address. @param {any} env */
export const present = (env) => Boolean(env.OPENAI_MODEL && (env.OPENAI_BASE_URL || env.OPENAI_API_KEY));

/** @param {any} env @param {object} body @param {AbortSignal} signal */
export function call(env, body, signal) {
  const base = (env.OPENAI_BASE_URL || BASE_URL).replace(/\/+$/, "");
  /** @type {Record<string, string>} */
  const headers = env.OPENAI_API_KEY ? { authorization: `Bearer ${env.OPENAI_API_KEY}` } : {};
  return post(env, `${base}/chat/completions`, headers, { ...body, model: env.OPENAI_MODEL }, signal);
}
