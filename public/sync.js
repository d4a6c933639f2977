// sync.js: one document, kept the same here and on the server, with nothing typed ever lost.
//
// Frames of the server come in, frames for it come out; the document itself is a chain of states (chain.js). Edits are
// sent before the ones ahead of them are acknowledged, each with the revision that the server will have by then. When
// another tab was quicker, the own edits on their way are refused; they are rebased and sent again, with a gap in their
// numbers: an edit that follows the last one by one belongs to a row that may have been refused, one after a gap does not.
// Where the server and the chain disagree, a hello asks for what it has, and the chain goes on from there (meeting.js).

import { ChangeSet } from "@codemirror/state";
import { Chain } from "./chain.js";
import { fromEdits, isIdle, toEdits, toText } from "./change.js";
import { textHash } from "./hash.js";
import { NOTHING, join, meet } from "./meeting.js";

/** @typedef {import("@codemirror/state").Text} Text */
/** @typedef {import("./meeting.js").Outcome} Outcome */
/** @typedef {Record<string, any> & {t: string}} Frame */
/** @typedef {ReturnType<Sync["toJSON"]>} SyncJSON */

// Frames that may be on their way at once. The server acknowledges sixteen together, a slow line needs a few more.
const FLIGHT_MAX = 64;

export class Sync {
  #chain;
  #live = false; // a welcome came on this connection, and nothing has gone wrong since
  #doubt = false; // the server and the chain disagree: say hello
  #shared = false; // another tab may bring back the same text as this one
  /** @type {Text | null} */
  #loaded = null; // the document of the record that this one was read from, until a welcome

  /** @param {{frame?: import("./chain.js").FrameLimit}} [options] */
  constructor({ frame } = {}) {
    this.#chain = new Chain(frame);
  }

  /** The document as it is here. */
  get doc() {
    return this.#chain.doc;
  }

  /** True while something of the own typing is not stored by the server. */
  get unsaved() {
    return this.unsent || this.#chain.trail.some((step) => step.n > 0);
  }

  /** True while something of the own typing is not applied by the server. */
  get unsent() {
    return this.#chain.flight.length > 0 || this.#chain.pending !== null;
  }

  /** What a hello says: the last state that the server and this document agreed on. */
  hello() {
    const { rev, doc } = this.#chain.synced;
    return { rev, hash: textHash(doc.toString()) };
  }

  /** Takes what was typed. @param {ChangeSet} changes on the document as it is here */
  type(changes) {
    if (!isIdle(changes)) this.#chain.type(changes);
  }

  /** The frames to send now; they count as sent. @returns {Frame[]} */
  frames() {
    if (this.#doubt) {
      this.#doubt = false;
      return [{ t: "hello", ...this.hello() }];
    }
    if (!this.#live || this.#chain.flight.length >= FLIGHT_MAX) return [];
    return this.#chain.send().map((step) => ({
      t: "edit",
      rev: step.rev - 1,
      len: step.doc.length,
      d: toEdits(step.changes),
      n: step.n,
    }));
  }

  /** Something does not fit: the next frame asks the server what it has. */
  ask() {
    this.#live = false;
    this.#doubt = true;
  }

  /** The connection is gone: nothing can be sent before the next welcome. */
  lost() {
    this.#live = false;
    this.#doubt = false;
  }

  /** Own edits were applied. @param {Frame} frame */
  ack({ rev, n }) {
    if (!this.#live) return;
    const taken = this.#take((step) => (n === undefined ? step.rev <= rev : step.n <= n));
    if (taken && this.#chain.synced.rev !== rev) this.ask();
  }

  /** Everything up to a revision is stored. @param {Frame} frame */
  saved({ rev }) {
    if (!this.#live) return;
    this.#take((step) => step.rev <= rev);
    this.#chain.store(rev);
  }

  /**
   * An own edit was refused; without a number, the server has gone back to what it had stored. Returns false when that is
   * known already, because the edit was sent again.
   * @param {Frame} frame
   */
  resync({ n }) {
    if (!this.#live) return false;
    if (n !== undefined && !this.#chain.flight.some((step) => step.n === n)) return false;
    this.ask();
    return true;
  }

  /**
   * Another tab made revision `rev`.
   * @param {Frame} frame
   * @returns {Outcome}
   */
  remote({ rev, len, d }) {
    const chain = this.#chain;
    // While a hello is on its way the welcome will bring the whole truth.
    if (!this.#live || rev <= chain.synced.rev) return NOTHING;
    this.#take((step) => step.rev < rev);
    const synced = chain.synced;
    const theirs = rev === synced.rev + 1 ? readEdits(d, synced.doc.length, len) : null;
    if (!theirs) {
      this.ask();
      return NOTHING;
    }
    const doc = theirs.apply(synced.doc);
    const own = chain.unsent;
    chain.withdraw();
    chain.trail.push({ changes: theirs, doc, rev, n: 0 });
    if (!own) return { ...NOTHING, changes: chain.show(theirs, null) };
    if (this.#shared) return join(chain, synced.doc, doc);
    return { ...NOTHING, changes: chain.show(theirs.map(own, true), own.map(theirs)) };
  }

  /**
   * The server says what it has: without text, just what the hello said.
   * @param {Frame} frame
   * @returns {Outcome}
   */
  welcome({ rev, text, n = 0, saved = 0 }) {
    const chain = this.#chain;
    let outcome = NOTHING;
    if (text !== undefined) {
      outcome = meet(chain, { rev, doc: toText(text), n }, this.#loaded);
    } else if (rev === chain.synced.rev) {
      const own = chain.unsent;
      chain.withdraw();
      chain.show(ChangeSet.empty(chain.doc.length), own);
    } else {
      this.ask();
      return NOTHING;
    }
    this.#live = true;
    this.#doubt = false;
    this.#loaded = null;
    chain.n = Math.max(chain.n, n);
    chain.store(Math.min(saved, rev));
    this.#shared = (this.#shared || outcome.shared) && this.unsent;
    return outcome;
  }

  /**
   * The document at a revision, and the changes from there to the document as it is here, or null.
   * @param {number} rev
   */
  at(rev) {
    return this.#chain.at(rev);
  }

  /** Everything that a later visit needs to bring unsaved work to the server. */
  toJSON() {
    return { chain: this.#chain.toJSON(), loaded: this.#loaded?.toString() ?? null };
  }

  /**
   * A document from what toJSON gave. Throws when it is damaged.
   * @param {SyncJSON} json
   * @param {{same: boolean, frame?: import("./chain.js").FrameLimit}} options same: under the same client's name
   */
  static fromJSON(json, { same, frame }) {
    const sync = new Sync();
    sync.#chain = Chain.fromJSON(json.chain, same, frame);
    sync.#loaded = json.loaded === null ? sync.doc : toText(json.loaded);
    return sync;
  }

  /**
   * The steps at the front of the flight that the test holds for are applied.
   * @param {(step: import("./chain.js").Step) => boolean} test
   */
  #take(test) {
    const count = this.#chain.flight.filter(test).length;
    this.#chain.take(count);
    this.#shared &&= this.unsent;
    return count;
  }

}

/**
 * @param {[number, number, string][]} edits
 * @param {number} before
 * @param {number} after
 * @returns {ChangeSet | null} null when they do not fit
 */
function readEdits(edits, before, after) {
  try {
    const changes = fromEdits(edits, before);
    return changes.newLength === after ? changes : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
