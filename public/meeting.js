// meeting.js: what becomes of a chain when the server is not where the chain ends.
//
// Time has passed, another tab has worked, or the server crashed and is back at an older state. The server says what it
// has: a text, a revision, and the last edit of this client that is in it. The own steps that it lacks are sent again;
// the steps of other tabs are theirs to send. Where only the texts can tell, they are merged.
// Invariant: no own typing is lost, and what the server has of it is not sent again.

import { ChangeSet, Text } from "@codemirror/state";
import { between, pieces, toText } from "./change.js";
import { merge } from "./merge.js";

/** @typedef {import("./chain.js").Chain} Chain */
/** @typedef {import("./chain.js").Step} Step */
/** @typedef {import("./chain.js").State} State */
/**
 * @typedef {object} Outcome what a message did to the document here
 * @property {ChangeSet | null} changes
 * @property {boolean} merged two texts that had both changed were merged
 * @property {number} conflicts places where both versions had to stay
 * @property {boolean} restored the server had lost what it had stored, and this document brings it back
 * @property {boolean} shared another tab may bring back the same text: until ours is taken, equal text counts once
 */

/** @type {Outcome} */
export const NOTHING = { changes: null, merged: false, conflicts: 0, restored: false, shared: false };

/**
 * Takes the server's state as the new synced one and finds out what is still to be sent.
 * @param {Chain} chain
 * @param {State} theirs
 * @param {Text | null} loaded the document of the record that the chain was read from, when this is its first meeting
 * @returns {Outcome}
 */
export function meet(chain, theirs, loaded) {
  if (theirs.n > chain.n) return meetAhead(chain, theirs, loaded);
  if (theirs.rev < chain.stored.rev) return restore(chain, theirs);
  const steps = [...chain.trail, ...chain.flight];
  const foreign = steps.some((step) => step.n > 0 && step.n <= chain.floor);
  const forgotten = theirs.n < chain.stored.n || (foreign && theirs.n < chain.floor);
  const base = forgotten ? lookalike(chain, steps, theirs) : ancestor(chain, steps, theirs);
  if (base === null) return meetForgetful(chain, theirs);

  const first = base < 0 ? chain.stored : steps[base];
  const { own, undo } = withoutOthers(first, steps.slice(base + 1), chain.pending);
  // After a roll-back the server counts again from an older revision.
  chain.trail = steps.slice(0, base + 1).map((step) => ({ ...step, rev: Math.min(step.rev, theirs.rev) }));
  chain.withdraw();
  const from = chain.synced;
  if (from.doc.eq(theirs.doc)) {
    from.rev = theirs.rev;
    return { ...NOTHING, changes: chain.show(undo, own) };
  }
  chain.trail.push({ changes: between(from.doc, theirs.doc), doc: theirs.doc, rev: theirs.rev, n: 0 });
  chain.show(undo, null);
  const joined = join(chain, from.doc, theirs.doc);
  return { ...joined, changes: undo.compose(/** @type {ChangeSet} */ (joined.changes)) };
}

/**
 * Makes the document here a merge of both texts; what the server lacks of it is pending.
 * @param {Chain} chain
 * @param {Text} base
 * @param {Text} theirs the synced document
 * @returns {Outcome}
 */
export function join(chain, base, theirs) {
  const mine = chain.doc;
  const { text, conflicts } = merge(base.toString(), mine.toString(), theirs.toString());
  const doc = toText(text);
  const merged = !base.eq(mine) && !base.eq(theirs);
  return { ...NOTHING, changes: chain.show(between(mine, doc), between(theirs, doc)), merged, conflicts };
}

/**
 * The index of the newest step that the server's text can have grown from; -1 stands for the stored state.
 * @param {Chain} chain
 * @param {Step[]} steps
 * @param {State} theirs
 */
function ancestor(chain, steps, theirs) {
  // Own steps tell for sure: up to n they are in it, later ones are not. Between them it is a matter of looks.
  const first = steps.findLastIndex((step) => step.n > 0 && step.n <= theirs.n);
  const next = steps.findIndex((step) => step.n > theirs.n);
  const last = (next < 0 ? steps.length : next) - 1;
  let best = { index: last, far: Infinity };
  for (let index = last; index >= first; index--) {
    const state = index < 0 ? chain.stored : steps[index];
    if (state.doc.eq(theirs.doc)) return index;
    const far = Math.abs(state.rev - theirs.rev);
    if (far < best.far) best = { index, far };
  }
  return best.index;
}

/**
 * The index of the newest step whose text is the server's; -1 stands for the stored state, null for none.
 * @param {Chain} chain
 * @param {Step[]} steps
 * @param {State} theirs
 */
function lookalike(chain, steps, theirs) {
  const index = steps.findLastIndex((step) => step.doc.eq(theirs.doc));
  return index < 0 && !chain.stored.doc.eq(theirs.doc) ? null : index;
}

/**
 * The server has edits of this client that are unknown here: the page was killed after its last record was written.
 * All that was in the record was sent before them, unless it took several frames.
 * @param {Chain} chain
 * @param {State} theirs
 * @param {Text | null} loaded
 */
function meetAhead(chain, theirs, loaded) {
  const partly = chain.pending && pieces(chain.pending, chain.frame).length > 1;
  const base = partly ? chain.synced.doc : (loaded ?? chain.doc);
  chain.begin(theirs);
  return join(chain, base, theirs.doc);
}

/**
 * The server cannot say which edits of this client it has, and its text is new here.
 * @param {Chain} chain
 * @param {State} theirs
 */
function meetForgetful(chain, theirs) {
  const base = chain.stored.doc;
  chain.begin(theirs);
  return { ...join(chain, base, theirs.doc), shared: true };
}

/**
 * The server has lost what it had stored: everything here is brought back.
 * @param {Chain} chain
 * @param {State} theirs
 */
function restore(chain, theirs) {
  const known = chain.older.some((doc) => doc.eq(theirs.doc));
  // In a text that was never here, lines that were never here are another tab's, which also brings back its own.
  const seen = new Set([...chain.stored.doc.iterLines(), ...chain.doc.iterLines()]);
  const lines = [...theirs.doc.iterLines()].filter((line) => known || seen.has(line));
  chain.begin(theirs);
  return { ...join(chain, Text.of(lines.length ? lines : [""]), theirs.doc), restored: true, shared: true };
}

/**
 * What the own steps of a chain come to when the steps of others are left out.
 * @param {State | Step} base
 * @param {Step[]} steps
 * @param {ChangeSet | null} pending
 * @returns {{own: ChangeSet, undo: ChangeSet}} own changes on the base; and changes that take others' out of the end
 */
function withoutOthers(base, steps, pending) {
  let doc = base.doc;
  let own = ChangeSet.empty(doc.length);
  let undo = ChangeSet.empty(doc.length);
  const chain = pending ? [...steps, { changes: pending, n: Infinity, doc }] : steps;
  for (const step of chain) {
    if (step.n === 0) {
      undo = step.changes.invert(doc).compose(undo);
    } else {
      own = own.compose(step.changes.map(undo));
      undo = undo.map(step.changes, true);
    }
    doc = step.doc;
  }
  return { own, undo };
}
