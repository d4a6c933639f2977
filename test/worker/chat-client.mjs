// A client of POST /chat that trusts nothing: it makes tokens with node:crypto, asks, and reads the stream strictly. Shared by
// chat*.test.mjs.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { FAKE_VARS } from "../fake/fake.mjs";
import { Workerd } from "./chat-workerd.mjs";

export const SECRET = "a secret of the tests of the chat, longer than 32 bytes";
export const ORIGIN = "https://jiki.io";
export const CODE = "function acronym(phrase) {\n  return phrase;\n}\n";
/** No test is refused for money. */
const MONEY = { MINUTE_CALLS: "100000", DAILY_BUDGET_USD: "1000", LEARNER_DAILY_USD: "1000" };
/** Gemini alone, and nobody behind it. */
export const CHAT_VARS = { ...MONEY, ...FAKE_VARS, DEVISE_JWT_SECRET_KEY: SECRET, MENTOR_MODELS: "gemini" };

export const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {() => any} holds @param {string} what @param {number} [patienceMs] */
export async function until(holds, what, patienceMs = 5000) {
  for (const stop = Date.now() + patienceMs; ; await sleep(10)) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > stop) throw new Error(`waited for ${what}`);
  }
}

/** The worker with the fake model in the place of all three providers, or of those that are bound. @param {object} [vars] @param {string[]} [fakes]
 *  @returns {Promise<any>} */
export const startChat = (vars = {}, fakes = ["AI", "UPSTREAM"]) => new Workerd({ ...CHAT_VARS, ...vars }, fakes).start();

// ---- tokens ----

const part = (/** @type {any} */ value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
export const now = () => Math.floor(Date.now() / 1000);

/** A user that no other test has. */
export const newUser = () => `user-${randomUUID()}`;

/** @param {object} [claims] @param {object} [header] @param {string} [secret] */
export function token(claims = {}, header = { alg: "HS256", typ: "JWT" }, secret = SECRET) {
  const signed = `${part(header)}.${part({ sub: newUser(), exp: now() + 600, ...claims })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

// ---- asking ----

/** A body that is fine; a member that is undefined is left out. @param {object} [more] */
export const question = (more = {}) => ({ exerciseSlug: "acronym", code: CODE, question: "Why does it say the same?", ...more });

/**
 * @typedef {object} Asking
 * @property {string | null} [token]  null: none at all
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {string} [method]
 */

/** One request; a body that is no text or bytes is sent as JSON. @param {URL} url @param {any} [body] @param {Asking} [asking] */
export function post(url, body = question(), { token: shown = token(), headers = {}, signal, method = "POST" } = {}) {
  return fetch(new URL("/chat", url), {
    method,
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", ...(shown === null ? {} : { authorization: `Bearer ${shown}` }), ...headers },
    signal,
  });
}

/** A request that is not answered with a stream: its status, headers and the error. @param {Response} response */
export async function errorOf(response) {
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  const text = await response.text();
  const { error, ...others } = JSON.parse(text);
  assert.deepEqual(others, {});
  assert.equal(typeof error.code, "string");
  assert.ok(error.text.length > 10 && /^[A-Z].*[.?>]$/.test(error.text), error.text);
  return { status: response.status, headers: response.headers, ...error, raw: text };
}

/** Asks and expects no stream. @param {URL} url @param {any} [body] @param {Asking} [asking] */
export const refused = async (url, body, asking) => errorOf(await post(url, body, asking));

// ---- the stream ----

/** Reads events strictly: one `data: {json}` line and an empty one each; one last event, and nothing after it. */
export class Stream {
  /** @param {Response} response */
  constructor(response) {
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream(;|$)/);
    this.reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    this.decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    this.buffer = "";
    this.raw = "";
    /** @type {any[]} */
    this.events = [];
  }

  /** The next event, or null at the end. */
  async next() {
    for (let end; (end = this.buffer.indexOf("\n\n")) < 0; ) {
      const { value, done } = await this.reader.read();
      const more = done ? this.decoder.decode() : this.decoder.decode(value, { stream: true });
      this.buffer += more;
      this.raw += more;
      if (!done) continue;
      assert.equal(this.buffer, "", "half an event at the end");
      return null;
    }
    const end = this.buffer.indexOf("\n\n");
    const line = this.buffer.slice(0, end);
    this.buffer = this.buffer.slice(end + 2);
    if (line === ":" && !this.last) return this.next(); // a beat
    assert.match(line, /^data: \{[^\n\r]*\}$/);
    const event = JSON.parse(line.slice("data: ".length));
    assert.ok(!this.last, `${line} after the last event`);
    shapeOf(event);
    this.events.push(event);
    return event;
  }

  get last() {
    const event = this.events.at(-1);
    return event && event.type !== "chunk" ? event : null;
  }

  get text() {
    return this.events.map((event) => (event.type === "chunk" ? event.text : "")).join("");
  }

  /** To the end. */
  async all() {
    while (await this.next());
    assert.ok(this.last, "no last event");
    return { text: this.text, last: this.last, events: this.events, raw: this.raw };
  }
}

/** An event has the keys of its type and no others. @param {any} event */
function shapeOf(event) {
  const keys = { chunk: ["text", "type"], done: ["finish", "remaining", "tokens", "type"], error: ["code", "message", "type"] };
  assert.deepEqual(Object.keys(event).sort(), keys[event.type], JSON.stringify(event));
  if (event.type === "chunk") assert.ok(event.text.length > 0, "an empty chunk");
  if (event.type === "done") {
    assert.ok(["stop", "length"].includes(event.finish) && Number.isInteger(event.remaining) && event.remaining >= 0);
    assert.deepEqual(Object.keys(event.tokens), ["in", "out"]);
    assert.ok(Number.isInteger(event.tokens.in) && Number.isInteger(event.tokens.out));
  }
  if (event.type === "error") assert.match(event.message, /^[A-Z].*\.$/);
}

/** Asks, and reads all of a stream. @param {URL} url @param {any} [body] @param {Asking} [asking] */
export const ask = async (url, body, asking) => new Stream(await post(url, body, asking)).all();

/** How many messages a user has left: asked with one more, which counts. @param {URL} url @param {any} sub */
export const remaining = async (url, sub) => (await ask(url, question(), { token: token({ sub }) })).last.remaining;

/**
 * A request whose body is written piece by piece, perhaps without an end, by hand: fetch would wait for it.
 * @param {URL} url @param {Record<string, string | number>} headers
 * @param {(write: (bytes: string | Uint8Array) => Promise<boolean>) => Promise<void>} body write is false when nobody reads
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, text: string, ms: number }>}
 */
export function slowly(url, headers, body) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    let over = false;
    const sent = httpRequest(new URL("/chat", url), { method: "POST", headers, agent: false });
    const timer = setTimeout(() => sent.destroy(new Error("no answer")), 8000);
    sent.on("error", (error) => !over && reject(error));
    sent.on("close", () => clearTimeout(timer));
    sent.on("response", async (response) => {
      over = true;
      let text = "";
      try {
        for await (const bytes of response) text += bytes;
      } catch {} // it may be cut behind the answer, since we never stop writing
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ms: Date.now() - began });
      sent.destroy();
    });
    const write = async (/** @type {string | Uint8Array} */ bytes) => {
      if (over || sent.destroyed) return false;
      if (!sent.write(bytes)) await Promise.race([new Promise((drained) => sent.once("drain", drained)), sleep(200)]);
      return !over && !sent.destroyed;
    };
    sent.flushHeaders();
    body(write).catch(reject);
  });
}
