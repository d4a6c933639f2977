// What a call costs: Llama 3.3 70B on Workers AI (@cf/meta/llama-3.3-70b-instruct-fp8-fast), the whole text sent each time.
const DOLLARS_IN = 0.293e-6; // for a token that is read
const DOLLARS_OUT = 2.253e-6; // for a token that is written
const TOKENS_ROUND = 350; // of what is said round the text
const CHARACTERS = 3.6; // of code in one token
const TOKENS_TEXT_MOST = 6000;
const TOKENS_ANSWER = 180;

/** @param {number} length of the text */
const dollarsOf = (length) =>
  DOLLARS_IN * (TOKENS_ROUND + Math.min(Math.ceil(length / CHARACTERS), TOKENS_TEXT_MOST)) + DOLLARS_OUT * TOKENS_ANSWER;

/**
 * What all calls of a session cost, in dollars.
 * @param {import("./trace.mjs").Trace} trace @param {import("./rules.mjs").Decision[]} decisions
 */
export function dollars({ head, actions }, decisions) {
  let length = (head.initial ?? "").length;
  const lengths = actions.map(({ edits }) => edits.reduce((_, [, del, ins]) => (length += ins.length - del), length));
  return decisions.reduce((sum, { i }) => sum + dollarsOf(i < 0 ? (head.initial ?? "").length : lengths[i]), 0);
}
