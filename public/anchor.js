// anchor.js: where a tip stands in the document as it is here.
//
// The server names a place by line and column of one revision, both from 1, columns in UTF-16 units. What was typed since
// moves it.

/** @typedef {import("./sync.js").Sync} Sync */
/** @typedef {import("@codemirror/state").Text} Text */
/** @typedef {{rev?: number, line: number, column?: number, end_line?: number, end_column?: number}} Place */
/** @typedef {{from: number, to: number, touched: boolean}} Anchor touched: something in it was changed since */

/** @param {Sync} sync @param {Place} place @returns {Anchor} */
export function anchor(sync, place) {
  const known = place.rev === undefined ? null : sync.at(place.rev);
  const doc = known?.doc ?? sync.doc;
  const from = position(doc, place.line, place.column ?? 1);
  const to = Math.max(from, position(doc, place.end_line ?? place.line, place.end_column ?? Infinity));
  if (!known) return { from, to, touched: false };
  return move({ from, to, touched: false }, known.changes);
}

/** @param {Anchor} anchor @param {import("@codemirror/state").ChangeSet} changes @returns {Anchor} */
export function move(anchor, changes) {
  const from = changes.mapPos(anchor.from, 1);
  const to = Math.max(from, changes.mapPos(anchor.to, -1));
  const touched = anchor.touched || changes.touchesRange(anchor.from, anchor.to) !== false;
  return { from, to, touched };
}

/** @param {Text} doc @param {number} line @param {number} column */
function position(doc, line, column) {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}
