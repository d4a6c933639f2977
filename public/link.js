// link.js: the connection of one tab to its session: it opens, keeps itself alive, and comes back.
//
// Vocabulary. A link is `open`, `connecting`, `waiting` (it tries again in retry_ms) or `closed` (trying again would not
// help; `why` says so: unknown, tabs, refused). A browser cannot send protocol pings, so a line "ping" goes out at times
// and the host answers "pong"; silence means that the connection is dead although nobody said so.
// The link knows no DOM and no document: sockets, timers, chance and the probe come from outside.

/** @typedef {Record<string, any> & {t: string}} Frame */
/** @typedef {"connecting" | "open" | "waiting" | "closed"} LinkState */
/** @typedef {"" | "unknown" | "tabs" | "refused"} LinkWhy */
/**
 * @typedef {object} LinkOptions
 * @property {() => string} url of the socket; asked for at every attempt
 * @property {(state: LinkState, why: LinkWhy, retry_ms: number) => void} onState
 * @property {(frame: Frame) => void} onFrame
 * @property {() => Promise<number>} probe HTTP status of the session's address without an upgrade, 0 without an answer
 * @property {new (url: string, protocols: string[]) => WebSocket} [WebSocket]
 * @property {{set(run: () => void, ms: number): any, clear(timer: any): void}} [timers]
 * @property {() => number} [random]
 */

export const PROTOCOL = "mentor.v1";
export const PING_MS = 20_000;
export const PONG_MS = 10_000;
export const NUDGED_PONG_MS = 4_000; // something has happened, so there is reason to doubt
export const OPEN_MS = 10_000;
export const RETRY_FIRST_MS = 500;
export const RETRY_MOST_MS = 30_000;

// Close codes that the server chooses (src/session/wire.h): a protocol violation, a frame too long, too many tabs.
const PROTOCOL_ERROR = 1008;
const TOO_LONG = 1009;
const TOO_MANY_TABS = 4409;
// A page that breaks the protocol again and again is broken: it stops asking.
const REFUSED_MOST = 3;

/** @type {NonNullable<LinkOptions["timers"]>} */
const TIMERS = { set: (run, ms) => setTimeout(run, ms), clear: (timer) => clearTimeout(timer) };

export class Link {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {LinkState} */
  #state = "closed";
  #timer = /** @type {any} */ (null); // the one thing waited for: to open, to ping, a pong, or to try again
  #failures = 0; // attempts since a frame came
  #refusals = 0; // closes for a violation since the link was last quiet
  #pinged = false;
  #options;

  /** @param {LinkOptions} options */
  constructor(options) {
    this.#options = {
      WebSocket: globalThis.WebSocket,
      timers: TIMERS,
      random: Math.random,
      ...options,
    };
  }

  get state() {
    return this.#state;
  }

  /** Opens the link, now. */
  open() {
    this.#drop();
    this.#become("connecting");
    const { WebSocket: Socket, url } = this.#options;
    const socket = new Socket(url(), [PROTOCOL]);
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => this.#lost(event.code);
    this.#wait(OPEN_MS, () => this.#lost(0));
  }

  /** Ends the link for good. */
  close() {
    this.#drop();
    this.#become("closed");
  }

  /** The network or the page went or came back: do not wait, find out. */
  nudge() {
    if (this.#state === "waiting") this.open();
    else if (this.#state === "open" && !this.#pinged) this.#ping(NUDGED_PONG_MS);
  }

  /** Sends a frame; false when the link is not open. @param {Frame} frame */
  send(frame) {
    if (this.#state !== "open" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #opened() {
    this.#become("open");
    this.#wait(PING_MS, () => this.#ping());
  }

  /** @param {unknown} data */
  #heard(data) {
    // Whatever comes shows that the other side lives.
    this.#pinged = false;
    this.#wait(PING_MS, () => this.#ping());
    if (typeof data !== "string" || data === "pong") return;
    this.#failures = 0;
    this.#options.onFrame(JSON.parse(data));
  }

  /** @param {number} [pong_ms] */
  #ping(pong_ms = PONG_MS) {
    this.#socket?.send("ping");
    this.#pinged = true;
    this.#refusals = 0;
    this.#wait(pong_ms, () => this.#lost(0));
  }

  /** @param {number} code of the close, 0 for silence */
  #lost(code) {
    const opened = this.#state === "open";
    this.#drop();
    if (code === TOO_MANY_TABS) return this.#become("closed", "tabs");
    if (code === PROTOCOL_ERROR || code === TOO_LONG) {
      if (++this.#refusals >= REFUSED_MOST) return this.#become("closed", "refused");
    }
    this.#retry();
    if (!opened) this.#ask();
  }

  /** Tries again after a time that doubles, half of it by chance, so that a server that comes back is not trampled. */
  #retry() {
    const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++);
    const retry_ms = Math.round(most / 2 + (most / 2) * this.#options.random());
    this.#become("waiting", "", retry_ms);
    this.#wait(retry_ms, () => this.open());
  }

  /** A browser does not say why an upgrade failed, so the address is asked: is there such a session, and is it ours? */
  async #ask() {
    const status = await this.#options.probe().catch(() => 0);
    if (this.#state !== "waiting" && this.#state !== "connecting") return;
    if (![401, 403, 404, 410].includes(status)) return;
    this.#drop();
    this.#become("closed", "unknown");
  }

  #drop() {
    this.#options.timers.clear(this.#timer);
    this.#pinged = false;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {LinkState} state @param {LinkWhy} [why] @param {number} [retry_ms] */
  #become(state, why = "", retry_ms = 0) {
    this.#state = state;
    this.#options.onState(state, why, retry_ms);
  }

  /** @param {number} ms @param {() => void} run */
  #wait(ms, run) {
    this.#options.timers.clear(this.#timer);
    this.#timer = this.#options.timers.set(run, ms);
  }
}
