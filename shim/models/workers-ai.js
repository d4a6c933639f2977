// Llama 3.3 70B on Workers AI. JSON mode does not stream, so the answer comes whole.
const MODEL = "@cf/meta/llama-3.3-70b-instruct-fp8-fast";

/** @param {any} env */
export const present = (env) => env.AI !== undefined;

/** @param {any} env @param {object} input @param {AbortSignal} signal */
export async function ask(env, input, signal) {
  const result = await env.AI.run(MODEL, input, { signal });
  // In JSON mode `response` is an object where the model kept to the schema, and text where it did not.
  return typeof result?.response === "string" ? result.response : JSON.stringify(result?.response ?? null);
}
