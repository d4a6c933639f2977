// chain.js: a document as the states that lead to it, from what the server has stored to what is on the screen.
//
//   stored --trail--> synced --flight--> sent --pending--> doc
//
// Vocabulary. A step is one frame: its changes, the document and the revision that it made, and `n`, the number that this
// client gave it (0 for another tab's). Stored is the last state that the server has written down, the trail is what it
// applied since, the flight is on its way to it, and pending is typed but not sent.
// Invariant: stored + trail + flight + pending = doc.

import { ChangeSet, Text } from "@codemirror/state";
import { align, isIdle, pieces, toText } from "./change.js";

/** @typedef {{changes: ChangeSet, doc: Text, rev: number, n: number}} Step */
/** @typedef {{rev: number, doc: Text, n: number}} State n is the last own edit in it */
/** @typedef {{edits: number, units: number}} FrameLimit */
/** @typedef {{changes: any, rev: number, n: number}} StepJSON */

// Edits in a frame, and UTF-16 units inserted by it: in JSON a unit takes six bytes at most, a frame 2 MiB.
export const FRAME = { edits: 4000, units: 256 * 1024 };
// Steps kept since the last stored state. A server that has not stored for so long is not going to lose just those.
const TRAIL_MAX = 1000;
// Older documents that are remembered: a server that finds its newest snapshot damaged goes back to the one before.
const OLDER_MAX = 32;

export class Chain {
  /** @type {State} */
  stored = { rev: 0, doc: Text.empty, n: 0 };
  /** @type {Step[]} */
  trail = [];
  /** @type {Step[]} */
  flight = [];
  /** @type {ChangeSet | null} */
  pending = null;
  doc = Text.empty;
  /** The number of the last edit sent. */
  n = 0;
  /** Own steps up to this number were sent under another name: what the server says of n is not about them. */
  floor = 0;
  /** @type {Text[]} documents that were stored before */
  older = [];

  /** @param {FrameLimit} [frame] */
  constructor(frame = FRAME) {
    this.frame = frame;
  }

  /** The last state that the server is known to have had. @returns {State | Step} */
  get synced() {
    return this.trail[this.trail.length - 1] ?? this.stored;
  }

  /** The state that the server will have when all that was sent is applied. @returns {State | Step} */
  get sent() {
    return this.flight[this.flight.length - 1] ?? this.synced;
  }

  /** What was typed. @param {ChangeSet} changes on the document as it is here */
  type(changes) {
    const before = this.doc;
    this.doc = changes.apply(before);
    const aligned = align(changes, before, this.doc);
    const pending = this.pending ? this.pending.compose(aligned) : aligned;
    this.pending = isIdle(pending) ? null : pending;
  }

  /** What is pending counts as sent from now on. Returns the steps that it was sent in, each to fill one frame. */
  send() {
    const before = this.flight.length;
    for (const changes of this.pending ? pieces(this.pending, this.frame) : []) {
      const { doc, rev } = this.sent;
      this.flight.push({ changes, doc: changes.apply(doc), rev: rev + 1, n: ++this.n });
    }
    this.pending = null;
    return this.flight.slice(before);
  }

  /** The first `count` steps of the flight are applied. @param {number} count */
  take(count) {
    this.trail.push(...this.flight.splice(0, count));
    if (this.trail.length > TRAIL_MAX) this.store(this.trail[TRAIL_MAX / 2].rev);
  }

  /** Everything up to `rev` is stored. @param {number} rev */
  store(rev) {
    const gone = this.trail.splice(0, this.trail.findLastIndex((step) => step.rev <= rev) + 1);
    const last = gone[gone.length - 1];
    if (!last) return;
    this.#remember(this.stored.doc);
    const n = gone.reduce((most, step) => (step.n > this.floor ? step.n : most), this.stored.n);
    this.stored = { rev: last.rev, doc: last.doc, n };
  }

  /** All changes that the server has not applied, as one. @returns {ChangeSet | null} */
  get unsent() {
    const all = this.flight.map((step) => step.changes);
    if (this.pending) all.push(this.pending);
    return all.length ? all.reduce((sum, changes) => sum.compose(changes)) : null;
  }

  /** Takes back what was sent and not applied. What the server still gets of it, it must refuse: hence the gap in n. */
  withdraw() {
    if (this.flight.length) this.n++;
    this.flight = [];
  }

  /** Starts anew at a state that this chain does not lead to. @param {State} state */
  begin(state) {
    for (const { doc } of [this.stored, ...this.trail, ...this.flight]) this.#remember(doc);
    this.withdraw();
    this.stored = { ...state };
    this.trail = [];
  }

  /**
   * Changes the document here, and sets what is still to be sent.
   * @param {ChangeSet} changes
   * @param {ChangeSet | null} pending
   */
  show(changes, pending) {
    this.doc = changes.apply(this.doc);
    this.pending = pending && !isIdle(pending) ? pending : null;
    return changes;
  }

  /**
   * The document at a revision, and the changes from there to the document as it is here.
   * @param {number} rev
   * @returns {{doc: Text, changes: ChangeSet} | null} null when the revision is too old or not known yet
   */
  at(rev) {
    const steps = [...this.trail, ...this.flight];
    const index = steps.findLastIndex((step) => step.rev === rev);
    if (index < 0 && rev !== this.stored.rev) return null;
    const doc = index < 0 ? this.stored.doc : steps[index].doc;
    let changes = ChangeSet.empty(doc.length);
    for (const step of steps.slice(index + 1)) changes = changes.compose(step.changes);
    return { doc, changes: this.pending ? changes.compose(this.pending) : changes };
  }

  /** All but the older documents, for a later visit. */
  toJSON() {
    const step = (/** @type {Step} */ { changes, rev, n }) => ({ changes: changes.toJSON(), rev, n });
    return {
      n: this.n,
      floor: this.floor,
      stored: { ...this.stored, doc: this.stored.doc.toString() },
      trail: this.trail.map(step),
      flight: this.flight.map(step),
      pending: this.pending?.toJSON() ?? null,
    };
  }

  /**
   * A chain from what toJSON gave. Throws when it is damaged.
   * @param {ReturnType<Chain["toJSON"]>} json
   * @param {boolean} same under the same client's name
   * @param {FrameLimit} [frame]
   */
  static fromJSON(json, same, frame) {
    const chain = new Chain(frame);
    chain.n = json.n;
    chain.floor = same ? json.floor : json.n;
    chain.stored = { ...json.stored, doc: toText(json.stored.doc), n: same ? json.stored.n : 0 };
    let doc = chain.stored.doc;
    const step = (/** @type {StepJSON} */ { changes: raw, rev, n }) => {
      const changes = ChangeSet.fromJSON(raw);
      doc = changes.apply(doc);
      return { changes, doc, rev, n };
    };
    chain.trail = json.trail.map(step);
    chain.flight = json.flight.map(step);
    chain.pending = json.pending ? ChangeSet.fromJSON(json.pending) : null;
    chain.doc = chain.pending ? chain.pending.apply(doc) : doc;
    return chain;
  }

  /** @param {Text} doc that the server has or had */
  #remember(doc) {
    this.older.push(doc);
    if (this.older.length > OLDER_MAX) this.older.shift();
  }
}
