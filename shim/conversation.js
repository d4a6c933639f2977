// One request to the chat tutor, from its body to the end of its answer: events go into an instance of the core, and what it
// answers (src/session/tutor.h) is done here, in the order in which it was said. Nothing is decided in this file.
import coreModule from "../build/core.wasm";
import syntaxModule from "../build/syntax.wasm";
import { Calls } from "./calls.js";
import { Core, textOf } from "./core.js";
import { fetchLesson, hasCurriculum } from "./curriculum.js";
import { handOff, targetOf } from "./handoff.js";
import * as ledger from "./ledger.js";
import * as models from "./models/index.js";
import { EventStream } from "./stream.js";
import { Syntax } from "./syntax.js";

/** @typedef {import("./core.js").Effect} Effect */
/** @typedef {import("./jwt.js").User} User */

const ID = 1; // an instance has one request at a time
const SPARE_CORES = 16; // more are let go: memory is worth more than 15 microseconds
const BROKEN = { code: "internal", text: "Something broke here. Ask again." };
const encoder = new TextEncoder();
const syntax = new Syntax(syntaxModule);

/** Instances between two requests. @type {Core[]} */
const spare = [];

export class Conversation {
  /**
   * @param {any} env @param {ExecutionContext} ctx @param {string} payer whose ledgers and outbox (userOf)
   * @param {Record<string, string>} headers of CORS
   */
  constructor(env, ctx, payer, headers) {
    /** @type {Core | null} */
    this.core = spare.pop() ?? new Core(coreModule);
    this.env = env;
    this.payer = payer;
    this.stream = new EventStream(headers, () => this.leave());
    /** @type {Promise<unknown>[]} what must be done before the worker may forget this request */
    this.pending = [];
    const name = crypto.randomUUID();
    this.calls = new Calls(env, this.deliver.bind(this), (promise) => this.#finish(promise), (id) => `${name}/${id}`);
    /** @type {any} the core's alarm */
    this.alarm = null;
    ctx.waitUntil(new Promise((resolve) => (this.#forget = resolve)));
  }

  #forget = /** @type {(value?: unknown) => void} */ (() => {});

  /** @param {User} user @param {Uint8Array | null} body null when it was too long @returns {Promise<Response>} */
  begin(user, body) {
    const { limit, windowS } = ledger.messageLimit(this.env);
    const head = encoder.encode(
      JSON.stringify({
        seed: [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
        models: models.order(this.env),
        prices: models.prices(this.env),
        user: user.id,
        user_is_number: typeof user.json === "number",
        slug: user.slug,
        limit,
        window_s: windowS,
        curriculum: hasCurriculum(this.env),
        handoff: targetOf(this.env) !== null,
        too_long: body === null,
      }),
    );
    const payload = new Uint8Array(4 + head.length + (body?.length ?? 0));
    new DataView(payload.buffer).setUint32(0, head.length, true);
    payload.set(head, 4);
    if (body) payload.set(body, 4 + head.length);
    this.deliver("ask", ID, payload);
    return this.stream.response;
  }

  /** The client has gone: whoever was asked for it is told to stop. */
  leave() {
    if (!this.core) return;
    this.deliver("gone", ID);
    this.#keepCore();
    this.#end();
  }

  /** One event, and what follows from it. A trap ends the request and the instance. @param {string} event
   *  @param {number} id @param {string | Uint8Array} [payload] */
  deliver(event, id, payload) {
    if (!this.core) return;
    try {
      /** @type {(() => void)[]} answers to effects are events, and wait until all effects of this step are done */
      const answers = [];
      const effects = this.core.step(event, id, Date.now(), payload);
      for (const effect of effects) /** @type {any} */ (this)[`do_${effect.kind}`](effect, answers);
      for (const answer of answers) answer();
    } catch (error) {
      log({ what: "chat", event, lost: String(error) });
      this.core = null;
      this.calls.clear();
      this.#break();
    }
  }

  /** The client is told that something broke, by an event if the stream has begun. */
  #break() {
    const { code, text } = BROKEN;
    this.stream.refuse(500, JSON.stringify({ error: BROKEN }));
    if (this.stream.controller)
      this.stream.send(encoder.encode(`data: ${JSON.stringify({ type: "error", code, message: text })}\n\n`));
    this.stream.close();
    this.#end();
  }

  #keepCore() {
    if (this.core && spare.length < SPARE_CORES) spare.push(this.core);
  }

  /** Nothing more will happen, but for what is pending. */
  #end() {
    this.core = null;
    clearTimeout(this.alarm);
    this.stream.stop();
    Promise.allSettled(this.pending).then(() => this.#forget());
  }

  /** @param {Promise<unknown>} promise */
  #finish(promise) {
    this.pending.push(promise);
  }

  // ---- what goes out ----

  /** @param {Effect} effect */
  do_send(effect) {
    if (effect.at === 200) return this.stream.send(effect.bytes.slice());
    const after = JSON.parse(textOf(effect.bytes)).error.retry_after_s;
    this.stream.refuse(effect.at, effect.bytes.slice(), after === undefined ? {} : { "retry-after": String(after) });
  }

  do_drop() {
    this.#keepCore();
    this.stream.close();
    this.#end();
  }

  /** @param {Effect} effect @param {(() => void)[]} answers */
  do_call(effect, answers) {
    const asked = JSON.parse(textOf(effect.bytes));
    const { id } = effect;
    answers.push(() => this.#finish(this.calls.start(id, asked, this.payer)));
  }

  /** @param {Effect} effect */
  do_halt(effect) {
    this.calls.halt(effect.id);
  }

  /** @param {Effect} effect */
  do_settle(effect) {
    this.calls.settle(effect.id, JSON.parse(textOf(effect.bytes)));
  }

  /** @param {Effect} effect */
  do_back(effect) {
    this.calls.back(effect.id);
  }

  /** @param {Effect} effect */
  do_post(effect) {
    this.#finish(handOff(this.env, this.payer, textOf(effect.bytes)));
  }

  /** @param {Effect} effect */
  do_arm(effect) {
    clearTimeout(this.alarm);
    this.alarm = setTimeout(() => this.deliver("alarm", 0), Math.max(0, effect.at - Date.now()));
  }

  /** @param {Effect} effect @param {(() => void)[]} answers */
  do_parse(effect, answers) {
    const outline = syntax.outline(effect.at, effect.bytes, /** @type {Core} */ (this.core).abi.read_plain);
    const { id } = effect;
    answers.push(() => (outline ? this.deliver("outline", id, outline) : this.deliver("fail", id, "trap")));
  }

  /** @param {Effect} effect @param {(() => void)[]} answers */
  do_lesson(effect, answers) {
    const slug = textOf(effect.bytes);
    const { id } = effect;
    answers.push(() => this.#finish(this.#fetchLesson(id, slug)));
  }

  /** @param {number} id @param {string} slug */
  async #fetchLesson(id, slug) {
    try {
      this.deliver("lesson", id, await fetchLesson(this.env, slug));
    } catch (error) {
      log({ what: "curriculum", failed: error instanceof Error ? error.message : "?" });
      this.deliver("fail", id, "cut");
    }
  }

  /** @param {Effect} effect */
  do_note(effect) {
    log(JSON.parse(textOf(effect.bytes)));
  }
}

/** One line of JSON, without code, questions, answers, users or tokens. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
