// session.js: one live session, as the page sees it: the link and the document together.
//
// What was typed goes out at the end of the task that typed it, so a key costs no wait, and two changes of one key share
// a frame. What the mentor is told besides (a verdict, a wish for help) waits for the connection.

import { Link } from "./link.js";

/** @typedef {import("./link.js").LinkState} LinkState */
/** @typedef {import("./link.js").LinkWhy} LinkWhy */
/** @typedef {import("./sync.js").Sync} Sync */
/** @typedef {import("./sync.js").Frame} Frame */
/** @typedef {import("./meeting.js").Outcome} Outcome */
/** @typedef {import("@codemirror/state").ChangeSet} ChangeSet */
/**
 * @typedef {object} SessionEvents
 * @property {(outcome: Outcome) => void} onOutcome the document has changed by another hand than the learner's
 * @property {(frame: Frame) => void} onWelcome
 * @property {(frame: Frame) => void} onFrame a frame about anything but the document
 * @property {(state: LinkState, why: LinkWhy, retry_ms: number) => void} onLink
 * @property {() => void} onSync the document is nearer to being stored, or further from it
 */

// An edit that nobody answered for so long has been lost on a connection that looks alive.
const STALL_MS = 15_000;
// After a refusal of the server the next attempt waits, each time longer.
const HOLD_FIRST_MS = 1_000;
const HOLD_MOST_MS = 60_000;
// Wishes that wait for the connection. More than these nobody remembers making.
const WISHES_MAX = 32;

export class Session {
  #link;
  #welcomed = false; // on this connection
  #flushing = false; // a flush is due at the end of this task
  #held = /** @type {any} */ (null); // a timer, while nothing is sent after a refusal
  #stall = /** @type {any} */ (null); // a timer, while an answer is due
  #refused = false; // the frame before this one refused an edit
  #refusals = 0; // since an edit was taken
  /** @type {Frame[]} */
  #wishes = [];

  /**
   * @param {string} id of the session
   * @param {string} client this tab
   * @param {Sync} sync
   * @param {SessionEvents} events
   */
  constructor(id, client, sync, events) {
    this.id = id;
    this.sync = sync;
    this.events = events;
    const path = `/api/sessions/${id}/socket`;
    this.#link = new Link({
      url: () => {
        const query = new URLSearchParams({ client });
        for (const [name, value] of Object.entries(sync.hello())) query.set(name, String(value));
        return `${location.origin.replace(/^http/, "ws")}${path}?${query}`;
      },
      probe: async () => (await fetch(path, { cache: "no-store" })).status,
      onState: (state, why, retry_ms) => this.#linked(state, why, retry_ms),
      onFrame: (frame) => this.#heard(frame),
    });
  }

  /** True between a welcome and the end of its connection. */
  get live() {
    return this.#welcomed;
  }

  open() {
    this.#link.open();
  }

  close() {
    clearTimeout(this.#held);
    clearTimeout(this.#stall);
    this.#link.close();
  }

  /** The network or the page is back. */
  nudge() {
    this.#link.nudge();
  }

  /** Takes what was typed. @param {ChangeSet} changes */
  type(changes) {
    this.sync.type(changes);
    this.events.onSync();
    this.#flushSoon();
  }

  /** Says something to the mentor, now or when the connection is back. @param {Frame} frame */
  wish(frame) {
    if (this.#welcomed && this.#link.send(frame)) return;
    this.#wishes = [...this.#wishes, frame].slice(-WISHES_MAX);
  }

  /** Says something that is of no use later. @param {Frame} frame */
  tell(frame) {
    if (this.#welcomed) this.#link.send(frame);
  }

  /**
   * Says something about the document as it is now, behind all that was typed; not later. False without a connection.
   * @param {Frame} frame
   */
  say(frame) {
    if (!this.#welcomed) return false;
    this.#flush();
    return this.#link.send(frame);
  }

  /** @param {LinkState} state @param {LinkWhy} why @param {number} retry_ms */
  #linked(state, why, retry_ms) {
    if (state !== "open") {
      this.#welcomed = false;
      this.sync.lost();
      clearTimeout(this.#stall);
      this.#stall = null;
    }
    this.events.onLink(state, why, retry_ms);
  }

  /** @param {Frame} frame */
  #heard(frame) {
    if (frame.t !== "resync" && frame.t !== "error") this.#refused = false;
    switch (frame.t) {
      case "welcome":
        this.#outcome(this.sync.welcome(frame));
        this.#welcome(frame);
        break;
      case "edit":
        this.#outcome(this.sync.remote(frame));
        break;
      case "ack":
        this.#refusals = 0;
        this.sync.ack(frame);
        break;
      case "saved":
        this.sync.saved(frame);
        break;
      case "resync":
        this.#refused = this.sync.resync(frame);
        break;
      case "error":
        // An error right behind a refusal says what is wrong with the edit: sent again at once, it would be refused again.
        if (this.#refused) this.#hold();
        this.events.onFrame(frame);
        break;
      default:
        this.events.onFrame(frame);
        return;
    }
    this.#watch();
    this.events.onSync();
    this.#flushSoon();
  }

  /** @param {Outcome} outcome */
  #outcome(outcome) {
    if (outcome.changes) this.events.onOutcome(outcome);
  }

  /** @param {Frame} frame */
  #welcome(frame) {
    this.#welcomed = true;
    // What the learner set meanwhile is newer than what the server has: it is on its way, so the page shows it already.
    const set = this.#wishes.filter((wish) => wish.t === "set");
    this.events.onWelcome(Object.assign({}, frame, ...set, { t: frame.t }));
    for (const wish of this.#wishes.splice(0)) this.#link.send(wish);
  }

  #flushSoon() {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush() {
    if (this.#held || this.#link.state !== "open") return;
    const frames = this.sync.frames();
    for (const frame of frames) this.#link.send(frame);
    // Asked twice and still not agreed: the third time takes a breath.
    if (frames[0]?.t === "hello" && ++this.#refusals > 2) this.#hold();
    if (frames.length) this.#watch();
  }

  /** Sends nothing for a while, then asks the server where it stands. */
  #hold() {
    clearTimeout(this.#held);
    const ms = Math.min(HOLD_MOST_MS, HOLD_FIRST_MS * 2 ** this.#refusals++);
    this.#held = setTimeout(() => {
      this.#held = null;
      this.sync.ask();
      this.#flush();
    }, ms);
  }

  /** Waits for an answer, as long as one is due. */
  #watch() {
    clearTimeout(this.#stall);
    this.#stall = null;
    if (!this.sync.unsent || this.#link.state !== "open") return;
    this.#stall = setTimeout(() => {
      this.sync.ask();
      this.#flush();
    }, STALL_MS);
  }
}
