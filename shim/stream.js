// The answer to one request of the chat tutor: either one error as JSON, or a stream of events (text/event-stream), whose
// head goes out when somebody was heard. What is written and when; what is said, the core decides.
import { concat, json, withHeaders } from "./http.js";

const WRITE_GAP_MS = 15; // what passes within this goes out together: nobody reads faster, and each write costs
const BEAT_MS = 300; // so much silence at least: that a client has left is heard of when something is written to it
const BEAT = new TextEncoder().encode(":\n\n"); // a comment, which no reader of events sees

export class EventStream {
  /** @param {Record<string, string>} headers of CORS, on whatever is answered @param {() => void} onLeave the client has gone */
  constructor(headers, onLeave) {
    this.headers = headers;
    this.onLeave = onLeave;
    /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
    this.controller = null;
    /** @type {Uint8Array[]} events that were not written yet */
    this.waiting = [];
    /** @type {any} until it rings nothing is written */
    this.gap = null;
    /** @type {any} */
    this.beat = null;
    this.quiet = false; // nothing was written since the last beat
    /** @type {Promise<Response>} */
    this.response = new Promise((resolve) => (this.#respond = resolve));
  }

  #respond = /** @type {(response: Response) => void} */ (() => {});

  /** One error in the place of a stream. @param {number} status @param {Uint8Array | string} body JSON
   *  @param {Record<string, string>} [headers] */
  refuse(status, body, headers = {}) {
    const response = new Response(body, { status, headers: json({}).headers });
    this.#respond(withHeaders(response, { ...this.headers, ...headers }));
  }

  /** More of the stream; the first time its head goes out. @param {Uint8Array} bytes whole events, or none */
  send(bytes) {
    if (!this.controller) this.#open();
    if (bytes.length) this.waiting.push(bytes);
    if (this.gap === null) this.#write();
  }

  #open() {
    const body = new ReadableStream({
      start: (controller) => void (this.controller = controller),
      cancel: () => this.onLeave(),
    });
    const headers = {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-content-type-options": "nosniff",
      ...this.headers,
    };
    this.beat = setInterval(() => {
      if (this.quiet) this.controller?.enqueue(BEAT);
      this.quiet = true;
    }, BEAT_MS);
    this.#respond(new Response(body, { headers }));
  }

  /** What has passed goes out, and then nothing for a moment. */
  #write() {
    if (!this.waiting.length) return;
    const bytes = this.waiting.length === 1 ? this.waiting[0] : concat(this.waiting);
    this.waiting = [];
    this.controller?.enqueue(bytes);
    this.quiet = false;
    this.gap = setTimeout(() => {
      this.gap = null;
      this.#write();
    }, WRITE_GAP_MS);
  }

  /** Nothing more comes. */
  close() {
    this.#write();
    this.stop();
    try {
      this.controller?.close();
    } catch {} // the client has gone: nobody reads the end
  }

  /** Nobody reads any more. */
  stop() {
    clearTimeout(this.gap);
    clearInterval(this.beat);
  }
}
