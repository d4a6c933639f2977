// change.js: changes of a document, between CodeMirror's form and the form of the wire.
//
// Vocabulary: a change set maps a whole document to the next one; an edit is [at, del, ins] in UTF-16 units, and a list
// of edits is applied one after the other. Invariant: no edge of an edit that leaves here lies inside a surrogate pair,
// so the server, which keeps UTF-8, can always find its place.

import { ChangeSet, Text } from "@codemirror/state";
import { difference } from "./merge.js";

/** @typedef {[at: number, del: number, ins: string]} Edit */

/** A document of this text; lines end at "\n" and nowhere else. @param {string} text */
export function toText(text) {
  return Text.of(text.split("\n"));
}

/**
 * The changes as edits, in the order of the text.
 * @param {ChangeSet} changes
 * @returns {Edit[]}
 */
export function toEdits(changes) {
  /** @type {Edit[]} */
  const edits = [];
  changes.iterChanges((fromA, toA, fromB, _toB, inserted) => {
    if (toA > fromA || inserted.length) edits.push([fromB, toA - fromA, inserted.toString()]);
  });
  return edits;
}

/**
 * True when the changes change nothing. CodeMirror's own `empty` is false for text that was put in and taken out again.
 * @param {ChangeSet} changes
 */
export function isIdle(changes) {
  let idle = true;
  changes.iterChanges((fromA, toA, fromB, toB) => {
    if (toA > fromA || toB > fromB) idle = false;
  });
  return idle;
}

/**
 * Edits as one change set on a document of `length` units. Throws a RangeError when they do not fit.
 * @param {readonly Edit[]} edits
 * @param {number} length
 */
export function fromEdits(edits, length) {
  let all = ChangeSet.empty(length);
  /** @type {{from: number, to: number, insert: Text}[]} */
  let batch = [];
  let shift = 0; // what the edits of the batch have added to the length
  let end = 0; // where the last one of them ended, in the newest document
  for (const [at, del, ins] of edits) {
    if (at < end) {
      all = all.compose(ChangeSet.of(batch, all.newLength));
      batch = [];
      shift = 0;
    }
    batch.push({ from: at - shift, to: at - shift + del, insert: toText(ins) });
    shift += ins.length - del;
    end = at + ins.length;
  }
  return batch.length ? all.compose(ChangeSet.of(batch, all.newLength)) : all;
}

/**
 * The changes that lead from one text to another, small where the texts are alike.
 * @param {Text} before
 * @param {Text} after
 */
export function between(before, after) {
  const edits = difference(before.toString(), after.toString());
  const changes = edits.map(({ from, to, insert }) => ({ from, to, insert: toText(insert) }));
  return align(ChangeSet.of(changes, before.length), before, after);
}

/**
 * The same changes with every edge moved out of surrogate pairs, for which one unit more on a side is replaced by itself.
 * @param {ChangeSet} changes
 * @param {Text} before
 * @param {Text} after
 */
export function align(changes, before, after) {
  /** @type {{fromA: number, toA: number, fromB: number, toB: number}[]} */
  const ranges = [];
  let moved = false;
  changes.iterChanges((fromA, toA, fromB, toB) => {
    const start = cutsPair(before, fromA) || cutsPair(after, fromB) ? 1 : 0;
    const end = cutsPair(before, toA) || cutsPair(after, toB) ? 1 : 0;
    if (start || end) moved = true;
    const range = { fromA: fromA - start, toA: toA + end, fromB: fromB - start, toB: toB + end };
    const last = ranges[ranges.length - 1];
    if (last && last.toA >= range.fromA) Object.assign(last, { toA: range.toA, toB: range.toB });
    else ranges.push(range);
  });
  if (!moved) return changes;
  const specs = ranges.map((range) => ({
    from: range.fromA,
    to: range.toA,
    insert: after.slice(range.fromB, range.toB),
  }));
  return ChangeSet.of(specs, before.length);
}

/** True between the two halves of a surrogate pair. @param {Text} doc @param {number} at */
function cutsPair(doc, at) {
  if (at <= 0 || at >= doc.length) return false;
  const pair = doc.sliceString(at - 1, at + 1);
  return isHigh(pair.charCodeAt(0)) && (pair.charCodeAt(1) & 0xfc00) === 0xdc00;
}

/** @param {number} unit */
function isHigh(unit) {
  return (unit & 0xfc00) === 0xd800;
}

/**
 * The changes cut into a row of change sets that each fit into a frame. Almost always that is the one given.
 * @param {ChangeSet} changes
 * @param {{edits: number, units: number}} limit edits in a frame, and inserted UTF-16 units in a frame (at least 2)
 * @returns {ChangeSet[]}
 */
export function pieces(changes, limit) {
  const edits = toEdits(changes);
  const units = edits.reduce((sum, edit) => sum + edit[2].length, 0);
  if (edits.length <= limit.edits && units <= limit.units) return [changes];

  /** @type {Edit[][]} */
  const frames = [[]];
  let room = limit.units;
  for (let [at, del, ins] of edits) {
    do {
      if (frames[frames.length - 1].length === limit.edits || room < Math.min(2, ins.length)) {
        frames.push([]);
        room = limit.units;
      }
      let cut = Math.min(room, ins.length);
      if (cut < ins.length && isHigh(ins.charCodeAt(cut - 1))) cut--;
      frames[frames.length - 1].push([at, del, ins.slice(0, cut)]);
      room -= cut;
      at += cut;
      del = 0;
      ins = ins.slice(cut);
    } while (ins);
  }
  let length = changes.length;
  return frames.map((frame) => {
    const piece = fromEdits(frame, length);
    length = piece.newLength;
    return piece;
  });
}
