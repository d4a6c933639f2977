// The models that may be asked. Each one takes the body that the core wrote and gives back the bytes of its answer.
import * as workersAi from "./workers-ai.js";

/** @typedef {(env: any, input: object, signal: AbortSignal) => Promise<string>} Ask */

/** @type {Record<string, { present: (env: any) => boolean, ask: Ask }>} */
const MODELS = { "workers-ai": workersAi };

/** The names of the models that this deployment has. @param {any} env */
export function present(env) {
  return Object.keys(MODELS).filter((name) => MODELS[name].present(env));
}

/**
 * Asks a model. @param {any} env @param {string} name @param {object} input @param {AbortSignal} signal
 * @returns {Promise<string>} its answer, whole; rejects with an Error whose message may be logged
 */
export function ask(env, name, input, signal) {
  const model = MODELS[name];
  if (!model?.present(env)) return Promise.reject(new Error(`no model ${name}`));
  return model.ask(env, input, signal);
}
