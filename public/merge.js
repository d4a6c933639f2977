// merge.js: what differs between two texts, and one text out of two that grew from the same base.
//
// Vocabulary: a hunk says that items [from, to) of a base were replaced; mine and theirs are the two descendants.
// Invariant of a merge: a line that either side added or kept on purpose is in the result. Where both sides changed the
// same lines in different ways and not even their words can be told apart, both versions stay, theirs first.

/** @typedef {{from: number, to: number, start: number, end: number}} Hunk base [from, to) became other [start, end) */

// Beyond this many differing items two texts count as rewritten: the search would cost more than it tells.
const DISTANCE_MAX = 2000;

/**
 * The changes from one text to another: replaced ranges of `before`, in order, apart from each other. What both texts
 * share is left alone, character by character: another tab that makes the same change must not double it.
 * @param {string} before
 * @param {string} after
 * @returns {{from: number, to: number, insert: string}[]}
 */
export function difference(before, after) {
  const a = lines(before);
  const b = lines(after);
  const changes = [];
  let position = 0;
  let done = 0;
  for (const { from, to, start, end } of hunks(a, b)) {
    position += length(a, done, from);
    const old = [...a.slice(from, to).join("")];
    const now = [...b.slice(start, end).join("")];
    let at = 0;
    for (const hunk of hunks(old, now)) {
      position += length(old, at, hunk.from);
      at = hunk.to;
      const removed = length(old, hunk.from, hunk.to);
      const insert = now.slice(hunk.start, hunk.end).join("");
      changes.push({ from: position, to: position + removed, insert });
      position += removed;
    }
    position += length(old, at, old.length);
    done = to;
  }
  return changes;
}

/**
 * One text out of two that grew from `base`. `conflicts` counts the places where both versions had to stay.
 * @param {string} base
 * @param {string} mine
 * @param {string} theirs
 * @returns {{text: string, conflicts: number}}
 */
export function merge(base, mine, theirs) {
  const merged = mergeItems(base.split("\n"), mine.split("\n"), theirs.split("\n"), bothLines);
  return { text: merged.items.join("\n"), conflicts: merged.conflicts };
}

/**
 * Lines that both sides changed: merged by words when the words do not meet, otherwise both versions in full.
 * @param {string[]} base
 * @param {string[]} mine
 * @param {string[]} theirs
 */
function bothLines(base, mine, theirs) {
  const byWord = mergeItems(words(base), words(mine), words(theirs), () => null);
  return byWord.conflicts === 0 ? byWord.items.join("").split("\n").slice(0, -1) : null;
}

/**
 * @param {string[]} base
 * @param {string[]} mine
 * @param {string[]} theirs
 * @param {(base: string[], mine: string[], theirs: string[]) => string[] | null} settle a finer merge, or null
 */
function mergeItems(base, mine, theirs, settle) {
  /** @type {string[]} */
  const items = [];
  let conflicts = 0;
  let done = 0;
  for (const { from, to, left, right } of regions(hunks(base, mine), hunks(base, theirs))) {
    for (; done < from; done++) items.push(base[done]);
    done = to;
    const a = mine.slice(left.start, left.end);
    const b = theirs.slice(right.start, right.end);
    const old = base.slice(from, to);
    if (same(a, old)) items.push(...b);
    else if (same(b, old) || same(a, b)) items.push(...a);
    else {
      const settled = settle(old, a, b);
      if (!settled) conflicts++;
      items.push(...(settled ?? keepBoth(a, b)));
    }
  }
  for (; done < base.length; done++) items.push(base[done]);
  return { items, conflicts };
}

/**
 * Joins hunks of both sides that overlap or touch into regions of the base.
 * @param {Hunk[]} mine
 * @param {Hunk[]} theirs
 */
function regions(mine, theirs) {
  const found = [];
  let i = 0;
  let j = 0;
  let mineShift = 0; // position in mine = position in base + shift, between hunks
  let theirShift = 0;
  while (i < mine.length || j < theirs.length) {
    const from = Math.min(mine[i]?.from ?? Infinity, theirs[j]?.from ?? Infinity);
    let to = from;
    const left = { start: from + mineShift, end: 0 };
    const right = { start: from + theirShift, end: 0 };
    for (;;) {
      if (i < mine.length && mine[i].from <= to) {
        to = Math.max(to, mine[i].to);
        mineShift = mine[i].end - mine[i].to;
        i++;
      } else if (j < theirs.length && theirs[j].from <= to) {
        to = Math.max(to, theirs[j].to);
        theirShift = theirs[j].end - theirs[j].to;
        j++;
      } else break;
    }
    left.end = to + mineShift;
    right.end = to + theirShift;
    found.push({ from, to, left, right });
  }
  return found;
}

/** Both versions, with what they share at their ends written once. @param {string[]} mine @param {string[]} theirs */
function keepBoth(mine, theirs) {
  const [head, tail] = commonEnds(mine, theirs);
  return [...mine.slice(0, head), ...theirs.slice(head, theirs.length - tail), ...mine.slice(head)];
}

/**
 * How `a` became `b`, in the fewest items (Myers, "An O(ND) Difference Algorithm", 1986, forward and greedy).
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Hunk[]}
 */
function hunks(a, b) {
  const [head, tail] = commonEnds(a, b);
  const n = a.length - head - tail;
  const m = b.length - head - tail;
  if (n === 0 && m === 0) return [];
  const whole = [{ from: head, to: head + n, start: head, end: head + m }];
  if (n === 0 || m === 0) return whole;

  // rows[d][i] tells how far along `a` one gets with d differences on the diagonal x - y = 2 * i - d.
  const rows = [];
  const limit = Math.min(n + m, DISTANCE_MAX);
  for (let d = 0; d <= limit; d++) {
    const row = new Int32Array(d + 1);
    for (let i = 0; i <= d; i++) {
      const k = 2 * i - d;
      let x = d === 0 ? 0 : step(rows[d - 1], i).x;
      while (x < n && x - k < m && a[head + x] === b[head + x - k]) x++;
      row[i] = x;
      if (k === n - m && x >= n) return walkBack(rows, d, n, m, head);
    }
    rows.push(row);
  }
  return whole;
}

/**
 * Where a diagonal starts: an item of `b` was added or one of `a` removed after the row before.
 * @param {Int32Array} row
 * @param {number} i
 */
function step(row, i) {
  const added = i < row.length ? row[i] : -1;
  const removed = i > 0 ? row[i - 1] + 1 : -1;
  return { x: Math.max(added, removed), added: added >= removed };
}

/**
 * @param {Int32Array[]} rows
 * @param {number} distance
 * @param {number} n
 * @param {number} m
 * @param {number} head
 * @returns {Hunk[]}
 */
function walkBack(rows, distance, n, m, head) {
  /** @type {Hunk[]} */
  const found = [];
  let k = n - m;
  for (let d = distance; d > 0; d--) {
    const { x, added } = step(rows[d - 1], (k + d) / 2);
    const to = { x: head + x, y: head + x - k };
    const from = { x: to.x - (added ? 0 : 1), y: to.y - (added ? 1 : 0) };
    const last = found[found.length - 1];
    if (last && last.from === to.x && last.start === to.y) {
      last.from = from.x;
      last.start = from.y;
    } else found.push({ from: from.x, to: to.x, start: from.y, end: to.y });
    k += added ? 1 : -1;
  }
  return found.reverse();
}

/**
 * How many items two strings or lists share at their start, and then at their end.
 * @param {string | string[]} a
 * @param {string | string[]} b
 */
function commonEnds(a, b) {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [head, tail];
}

/** The lines of a text, each with its end, so that they join to the text again. @param {string} text */
function lines(text) {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Names and numbers, runs of white space, and every other character by itself. @param {string[]} items */
function words(items) {
  return items.map((line) => line + "\n").join("").match(/[\p{L}\p{N}_]+|[^\S\n]+|\n|./gsu) ?? [];
}

/** @param {string[]} items @param {number} from @param {number} to */
function length(items, from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += items[i].length;
  return sum;
}

/** @param {string[]} a @param {string[]} b */
function same(a, b) {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
