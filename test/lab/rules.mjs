// The simple rules that the change budget is compared with: what an editor's plugin does when nobody thought about it.
// They see the text and the clock, nothing else, and never what comes later.
//
// A rule asks whether the text differs by so many characters from the one that was sent last, either after each action or
// when the hands have rested. How much two texts differ is the sandwich diff: what lies between the characters in common
// at the front and those at the back, of the old text or of the new one, whichever is longer.
import { makeEdit } from "./trace.mjs";

/** @typedef {import("./trace.mjs").Trace} Trace */
/** @typedef {{ i: number, t: number }} Decision  `i` is the last action before it, -1 before the first */
/** @typedef {{ name: string, least: number, rest_ms: number }} Rule  `least` 0: every action counts, even one without effect */

const REST_S = [0.5, 1, 2, 5];
const SANDWICHES = [10, 20, 50, 100];
const SANDWICH_REST_S = [0, 1, 5];

/** @type {Rule[]} */
export const RULES = [
  { name: "every keystroke", least: 0, rest_ms: 0 },
  ...REST_S.map((s) => ({ name: `debounce ${s} s`, least: 1, rest_ms: s * 1000 })),
  ...SANDWICH_REST_S.flatMap((s) =>
    SANDWICHES.map((least) => ({ name: `sandwich ${least}${s ? ` after ${s} s` : ""}`, least, rest_ms: s * 1000 })),
  ),
];

/** One rule watching one session. */
class Watch {
  /** @param {Rule} rule @param {string} text */
  constructor(rule, text) {
    this.rule = rule;
    /** @type {Decision[]} */
    this.calls = [];
    this.due = Infinity;
    this.keep(text);
  }

  /** The text that was sent: what is compared from now on. @param {string} text */
  keep(text) {
    this.sent = text;
    this.front = text.length; // no edit since came before this place
    this.back = text.length; // nor behind this place, from the end
  }

  /** @param {number} at @param {number} back units behind the edit */
  touch(at, back) {
    this.front = Math.min(this.front, at);
    this.back = Math.min(this.back, back);
  }

  /** The sandwich diff. What no edit has touched need not be read. @param {string} text */
  difference(text) {
    const { sent } = this;
    const most = Math.min(sent.length, text.length);
    let front = Math.min(this.front, most);
    while (front < most && sent.charCodeAt(front) === text.charCodeAt(front)) front++;
    let back = Math.min(this.back, most - front);
    while (back < most - front && sent.charCodeAt(sent.length - 1 - back) === text.charCodeAt(text.length - 1 - back)) back++;
    return Math.max(sent.length, text.length) - front - back;
  }

  /** @param {number} i @param {number} t @param {string} text */
  judge(i, t, text) {
    if (this.rule.least && this.difference(text) < this.rule.least) return;
    this.calls.push({ i, t });
    this.keep(text);
  }

  /** The hands have rested, or not: an action at the very millisecond comes first. @param {number} i @param {number} until @param {string} text */
  wait(i, until, text) {
    if (this.due >= until) return;
    this.judge(i, this.due, text);
    this.due = Infinity;
  }

  /** @param {number} i @param {number} t @param {string} text */
  see(i, t, text) {
    if (this.rule.rest_ms) this.due = t + this.rule.rest_ms;
    else this.judge(i, t, text);
  }
}

/** What every rule decides on a session, by its name. @param {Trace} trace @returns {Record<string, Decision[]>} */
export function playRules({ head, actions }) {
  let text = head.initial ?? "";
  const watches = RULES.map((rule) => new Watch(rule, text));
  actions.forEach(({ t, edits }, i) => {
    for (const watch of watches) watch.wait(i - 1, t, text);
    for (const edit of edits) {
      const made = makeEdit(text, edit);
      text = made.text;
      const back = text.length - made.at - edit[2].length;
      for (const watch of watches) watch.touch(made.at, back);
    }
    for (const watch of watches) watch.see(i, t, text);
  });
  for (const watch of watches) watch.wait(actions.length - 1, Infinity, text);
  return Object.fromEntries(watches.map(({ rule, calls }) => [rule.name, calls]));
}
