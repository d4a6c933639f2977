// clean.js: the text of the editor is always one that the server can hold.
//
// Lines end at "\n", every surrogate has its other half, and there is no U+0000; what is pasted is made so, one repair for
// one character. A change that would make the text too long or too many lines is not made, and the learner is told.

import { EditorState, StateField, Transaction } from "@codemirror/state";

/** @typedef {import("@codemirror/state").ChangeSpec} ChangeSpec */
/** @typedef {import("@codemirror/state").Text} Text */

// "\r" before a line end goes; "\r" elsewhere is a line end; the rest cannot be written in UTF-8 or JSON.
const UNFIT = /\r\n?|\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The length of the text in bytes of UTF-8. */
const textBytes = StateField.define({
  create: (state) => bytes(state.doc),
  update: (value, tr) => (tr.docChanged ? bytesAfter(value, tr) : value),
});

/**
 * @param {(sentence: string) => void} onRefused
 * @returns {import("@codemirror/state").Extension}
 */
export function clean(onRefused) {
  const filter = EditorState.transactionFilter.of((tr) => {
    if (!tr.docChanged || tr.annotation(Transaction.remote)) return tr;
    const before = tr.startState.field(textBytes);
    const after = bytesAfter(before, tr);
    if (tr.newDoc.lines > LIMITS.TEXT_LINES_MAX && tr.newDoc.lines > tr.startState.doc.lines) {
      onRefused(`A text here can have ${LIMITS.TEXT_LINES_MAX.toLocaleString("en")} lines. That was not added.`);
      return [];
    }
    if (after > LIMITS.TEXT_BYTES_MAX && after > before) {
      onRefused("A text here can have one megabyte. That was not added.");
      return [];
    }
    const repairs = unfit(tr);
    return repairs.length ? [tr, { changes: repairs, sequential: true }] : tr;
  });
  return [EditorState.lineSeparator.of("\n"), textBytes, filter];
}

/** Repairs for what a transaction put in, in the new document. @param {Transaction} tr */
function unfit(tr) {
  /** @type {{from: number, to: number, insert: string}[]} */
  const repairs = [];
  tr.changes.iterChanges((_fromA, _toA, fromB, toB) => {
    // One unit more on each side: a half may have lost its partner there.
    const start = Math.max(fromB - 1, repairs.at(-1)?.to ?? 0);
    const text = tr.newDoc.sliceString(start, Math.min(toB + 2, tr.newDoc.length));
    for (const { 0: found, index } of text.matchAll(UNFIT)) {
      const from = start + index;
      const half = found.charCodeAt(0) >= 0xd800;
      // At the edge of what was cut out, a half is judged by its neighbour beyond.
      if (half && isPaired(tr.newDoc, from)) continue;
      if (from < fromB - 1 || from > toB) continue;
      repairs.push({ from, to: from + found.length, insert: half || found === "\0" ? "\ufffd" : "\n" });
    }
  });
  return repairs;
}

/** True when the surrogate at `at` has its other half beside it. @param {Text} doc @param {number} at */
function isPaired(doc, at) {
  const around = doc.sliceString(Math.max(0, at - 1), Math.min(at + 2, doc.length));
  const index = at > 0 ? 1 : 0;
  const high = (around.charCodeAt(index) & 0xfc00) === 0xd800;
  const other = around.charCodeAt(high ? index + 1 : index - 1) & 0xfc00;
  return other === (high ? 0xdc00 : 0xd800);
}

/** @param {number} before @param {Transaction} tr */
function bytesAfter(before, tr) {
  let sum = before;
  tr.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    sum += bytes(inserted) - bytes(tr.startState.doc.slice(fromA, toA));
  });
  return sum;
}

/** @param {Text} text */
function bytes(text) {
  let sum = text.lines - 1;
  for (const line of text.iterLines()) {
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      // A surrogate pair takes four bytes, two for each half.
      sum += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
    }
  }
  return sum;
}
