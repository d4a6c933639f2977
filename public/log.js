// log.js: what happened to the document since the page was opened, for a learner who wants to keep it or look at it again.
//
// It is the page's own: it goes nowhere unless the learner saves it, and with the page it is gone. As a file it is an
// edit-trace/1, which `mentor replay` plays: a header with the text at the beginning, then a line for each change,
// {"t": ms since the first, "edits": [[at, del, "ins"], …]}, the edits made one after the other, counted in code points.
// Invariant: the text at the beginning and all changes give the text as it is. When there are too many changes, the
// oldest become part of the beginning.

import { FRAME } from "./chain.js";
import { align, fromEdits, isIdle, pieces, toEdits } from "./change.js";
import { Points } from "./points.js";
import { Text } from "@codemirror/state";

/** @typedef {import("@codemirror/state").ChangeSet} ChangeSet */
/** @typedef {{at_ms: number, edits: import("./change.js").Edit[], units: number}} Entry */

// A long day of typing. Units are the UTF-16 units of the lines.
const MOST = { changes: 50_000, units: 4 * 1024 * 1024 };

export class Log {
  #initial = Text.empty;
  /** @type {Entry[]} */
  #entries = [];
  #units = 0; // of all entries, as they will be written

  /** @param {{now?: () => number, most?: {changes: number, units: number}}} [options] */
  constructor({ now = Date.now, most = MOST } = {}) {
    this.now = now;
    this.most = most;
  }

  /** True while nothing has changed. */
  get empty() {
    return this.#entries.length === 0;
  }

  /** Starts at this document. @param {Text} doc */
  begin(doc) {
    this.#initial = doc;
    this.#entries = [];
    this.#units = 0;
  }

  /** One action has changed the document. @param {ChangeSet} changes @param {Text} before @param {Text} after */
  take(changes, before, after) {
    if (isIdle(changes)) return;
    // A clock may be set back; time in a log goes on.
    const at_ms = Math.max(Math.round(this.now()), this.#entries.at(-1)?.at_ms ?? 0);
    // A line holds what a frame would, so that whoever replays it can send it.
    for (const piece of pieces(align(changes, before, after), FRAME)) {
      const edits = toEdits(piece);
      const units = JSON.stringify(edits).length;
      this.#entries.push({ at_ms, edits, units });
      this.#units += units;
    }
    while (this.#entries.length > this.most.changes || this.#units > this.most.units) this.#fold();
  }

  /**
   * The log as a file.
   * @param {string} name of the session
   * @param {string} language on the wire
   */
  write(name, language) {
    const initial = this.#initial.toString();
    const points = new Points(initial);
    const start_ms = this.#entries[0]?.at_ms ?? 0;
    const header = { format: "edit-trace/1", name, language, kind: "recorded", time_resolution_ms: 1, offsets: "codepoint" };
    const lines = this.#entries.map(({ at_ms, edits }) => ({
      t: at_ms - start_ms,
      edits: edits.map((edit) => points.edit(edit)),
    }));
    return [{ ...header, initial }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
  }

  /** The oldest change becomes part of the beginning. */
  #fold() {
    const oldest = this.#entries.shift();
    if (!oldest) return;
    this.#units -= oldest.units;
    this.#initial = fromEdits(oldest.edits, this.#initial.length).apply(this.#initial);
  }
}
