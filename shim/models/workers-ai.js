// Llama 3.3 70B on Workers AI. JSON mode does not stream: then the answer is one object, and goes on as its JSON.
import { Failure } from "./post.js";

const MODEL = "@cf/meta/llama-3.3-70b-instruct-fp8-fast";

/** @param {any} env */
export const present = (env) => env.AI !== undefined;

/** @param {any} env @param {object} body @param {AbortSignal} signal @returns {Promise<ReadableStream<Uint8Array>>} */
export async function call(env, body, signal) {
  let result;
  try {
    result = await env.AI.run(MODEL, body, { signal });
  } catch (error) {
    throw new Failure(wordOf(error));
  }
  if (result instanceof ReadableStream) return result;
  return /** @type {ReadableStream<Uint8Array>} */ (new Response(JSON.stringify(result ?? null)).body);
}

/** The binding puts its code before its sentence ("3040: …", perhaps behind a name). @param {any} error */
function wordOf(error) {
  const code = /^\d{4}$/.exec(String(error?.code))?.[0] ?? /^(?:\w+: )*(\d{4})\b/.exec(String(error?.message))?.[1];
  return code ? `code ${code}` : "cut";
}
