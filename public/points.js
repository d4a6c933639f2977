// points.js: places in UTF-16 units as places in code points, while a text is edited.
//
// Only a character outside the basic plane, a surrogate pair, makes the two differ, so it is enough to know where the
// pairs are. They are kept as two stacks, those before the last edit by their place and those behind it by their distance
// from the end: an edit moves neither, and the next edit, which is mostly near, moves few from one stack to the other.

/** @typedef {import("./change.js").Edit} Edit */

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

export class Points {
  /** @type {number[]} places, the last one nearest to the last edit */
  #before = [];
  /** @type {number[]} distances from the end, the last one nearest to the last edit */
  #behind = [];
  #units;

  /** @param {string} text before the first edit */
  constructor(text) {
    this.#units = text.length;
    this.#behind = [...text.matchAll(PAIR)].map(({ index }) => text.length - index).reverse();
  }

  /**
   * The edit in code points, which is made. No edge of it lies inside a pair.
   * @param {Edit} edit in UTF-16 units
   * @returns {Edit}
   */
  edit([at, del, ins]) {
    this.#goTo(at);
    const place = at - this.#before.length;
    const pairs = this.#behind.length;
    while (this.#next < at + del) this.#behind.pop();
    const deleted = del - (pairs - this.#behind.length);
    this.#units += ins.length - del;
    for (const { index } of ins.matchAll(PAIR)) this.#before.push(at + index);
    return [place, deleted, ins];
  }

  /** The place of the first pair behind the last edit. */
  get #next() {
    return this.#behind.length ? this.#units - this.#behind[this.#behind.length - 1] : Infinity;
  }

  /** @param {number} at */
  #goTo(at) {
    while (this.#before.length && this.#before[this.#before.length - 1] >= at) {
      this.#behind.push(this.#units - /** @type {number} */ (this.#before.pop()));
    }
    while (this.#next < at) {
      this.#before.push(this.#units - /** @type {number} */ (this.#behind.pop()));
    }
  }
}
