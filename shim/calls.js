// Calls of models in flight, for a session as for a request to the chat tutor: the ledgers are asked first, then the
// provider; its bytes, their end, or that there are none, go to the core as events. Nothing is decided here.
import * as ledger from "./ledger.js";
import * as models from "./models/index.js";

/**
 * @typedef {object} Asked  what the core wrote for effect call (src/session/call.h, talk.h)
 * @property {string} provider
 * @property {number} micro        its worst price
 * @property {object | null} body  null for the embedded tutor, which asks nobody
 * @property {number} [question]   of a chat: counts as a message of the user
 * @property {boolean} [last]      of a chat: nobody else is left to ask
 */

/** @typedef {(event: string, id: number, payload?: string | Uint8Array) => void} Deliver */

export class Calls {
  /**
   * @param {any} env @param {Deliver} deliver
   * @param {(promise: Promise<unknown>) => void} waitUntil
   * @param {(id: number) => string} keyOf how the ledgers know a call or a question
   */
  constructor(env, deliver, waitUntil, keyOf) {
    this.env = env;
    this.deliver = deliver;
    this.waitUntil = waitUntil;
    this.keyOf = keyOf;
    /** @type {Map<number, AbortController>} */
    this.out = new Map();
    /** @type {Map<number, { word: string, kind: "user" | "learner" }>} who pays for a call that is not settled */
    this.payers = new Map();
    /** @type {Map<number, string>} of whom a question is that counts as a message until it is given back */
    this.askers = new Map();
  }

  /** @param {number} id @param {Asked} asked @param {string} word of whoever pays (shim/auth.js) */
  async start(id, asked, word) {
    const call = new AbortController();
    if (asked.question) this.askers.set(asked.question, word);
    const kind = asked.question ? "user" : "learner"; // a user's questions are counted, and what they cost, beside the tips
    this.out.set(id, call);
    const isOut = () => this.out.get(id) === call; // not halted meanwhile
    let failed = "";
    try {
      const grant = await this.#reserve(id, asked, word);
      if (!grant.granted) throw new models.Failure(`refused ${grant.why} ${grant.until_ms ?? 0}`, `refused: ${grant.why}`);
      if (!isOut()) return void (await ledger.release(this.env, word, this.keyOf(id), kind));
      this.payers.set(id, { word, kind });
      if ("remaining" in grant) this.deliver("grant", id, String(grant.remaining));
      if (asked.body) await this.#read(id, asked, call.signal, isOut);
    } catch (error) {
      failed = error instanceof models.Failure ? error.word : "cut";
      if (isOut()) log({ what: "call", provider: asked.provider, failed });
    }
    if (!isOut()) return;
    this.out.delete(id);
    if (failed) this.deliver("fail", id, failed);
    else this.deliver("done", id);
  }

  /** @param {number} id @param {Asked} asked @param {string} word */
  #reserve(id, { provider, micro, question, last }, word) {
    const request = { key: this.keyOf(id), provider, micro };
    if (!question) return ledger.reserve(this.env, word, request);
    return ledger.begin(this.env, word, { ...request, messageKey: this.#messageKey(question), ...(last && { last }) });
  }

  /** @param {number} id @param {Asked} asked @param {AbortSignal} signal @param {() => boolean} isOut */
  async #read(id, { provider, body }, signal, isOut) {
    const bytes = await models.call(this.env, provider, /** @type {object} */ (body), signal);
    const reader = bytes.getReader();
    while (isOut()) {
      const { done, value } = await reader.read();
      if (done) return;
      if (isOut()) this.deliver("chunk", id, value);
    }
    reader.cancel().catch(() => {});
  }

  /** @param {number} question */
  #messageKey(question) {
    return `${this.keyOf(question)}/message`;
  }

  /** A call is not wanted any more. @param {number} id */
  halt(id) {
    this.out.get(id)?.abort();
    this.out.delete(id);
  }

  /** A call has ended: the ledgers that reserved its worst price are told the real one.
   *  @param {number} id @param {{ micro: number, outcome: any, provider: string }} settled */
  settle(id, { micro, outcome, provider }) {
    const payer = this.payers.get(id);
    this.payers.delete(id);
    if (payer && provider !== models.EMBEDDED)
      this.waitUntil(ledger.settle(this.env, payer.word, { key: this.keyOf(id), micro, outcome }, payer.kind));
  }

  /** A question came to nothing and does not count. @param {number} question */
  back(question) {
    const word = this.askers.get(question);
    this.askers.delete(question);
    if (word) this.waitUntil(ledger.giveBack(this.env, word, this.#messageKey(question)));
  }

  /** The core that made them is gone. What they reserved lapses, and counts in full. */
  clear() {
    for (const call of this.out.values()) call.abort();
    this.out.clear();
    this.payers.clear();
    this.askers.clear();
  }
}

/** @param {object} entry */
const log = (entry) => console.log(JSON.stringify(entry));
