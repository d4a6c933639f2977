// card.js: one tip as the learner reads it.
//
// What it says first, the help that is open so far, where it comes from, and what can be done about it. The elements are
// made once and changed in place, so that a button keeps the focus when more help arrives.

import { element, say } from "./dom.js";

/** @typedef {import("./tips.js").Note} Note */
/**
 * @typedef {object} CardActions
 * @property {(id: number) => void} help open the next step
 * @property {(id: number, verdict: "helpful" | "wrong" | "dismissed") => void} judge
 * @property {(id: number) => void} fold
 * @property {() => void} leave give the focus back to the code
 */

/** @type {Record<string, string>} */
const KINDS = { error: "Mistake", warning: "Careful", idea: "Idea", praise: "Well done", plain: "Taken back" };
const STEPS = 4;

/** @type {WeakMap<Element, Card>} */
const cards = new WeakMap();

export class Card {
  id = 0;
  #shown = 0; // steps of help in the list

  /** @param {CardActions} actions */
  constructor(actions) {
    this.kind = element("span", { class: "tip-kind" });
    this.concept = element("span", { class: "tip-concept" });
    this.state = element("span", { class: "tip-state" });
    this.close = element("button", { class: "tip-fold", type: "button", onclick: () => actions.fold(this.id) });
    this.close.setAttribute("aria-label", "Fold this tip");
    this.text = element("p", { class: "tip-text" });
    this.steps = element("ol", { class: "tip-steps" });
    this.help = element("button", { class: "tip-help", type: "button", onclick: () => actions.help(this.id) });
    this.verdicts = [
      this.#verdict("helpful", "Helpful", actions),
      this.#verdict("wrong", "Wrong", actions),
      this.#verdict("dismissed", "Not now", actions),
    ];
    this.source = element("span", { class: "tip-source" });
    this.foot = element("div", { class: "tip-foot" }, this.help, ...this.verdicts, this.source);
    this.head = element("div", { class: "tip-head" }, this.kind, this.concept, this.state);
    const parts = [this.head, this.text, this.steps, this.foot, this.close];
    this.box = element("section", { class: "tip-card", tabindex: "-1" }, ...parts);
    // CodeMirror measures the outer element, whose margins it does not see.
    this.dom = element("div", { class: "tip-place" }, this.box);
    this.dom.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      actions.leave();
    });
    cards.set(this.dom, this);
  }

  /** The card whose element this is. @param {Element | null} dom */
  static of(dom) {
    return dom ? (cards.get(dom) ?? null) : null;
  }

  /** Puts the focus on the card of a tip. @param {Element} root @param {number} id */
  static focus(root, id) {
    for (const dom of root.querySelectorAll(".tip-place")) {
      const card = Card.of(dom);
      if (card?.id === id) card.box.focus({ preventScroll: true });
    }
  }

  /** Shows a note. @param {Note} note @param {number} line */
  show({ tip, anchor, parting, verdict, asked }, line) {
    this.id = tip.id;
    const gone = parting !== null;
    const kind = parting?.kind ?? tip.severity;
    this.box.className = `tip-card tip-${kind}${gone ? " tip-gone" : anchor.touched ? " tip-stale" : ""}`;
    this.box.setAttribute("aria-label", `${KINDS[kind] ?? "Tip"}, line ${line}`);
    say(this.kind, KINDS[kind] ?? "Tip");
    say(this.concept, tip.concept);
    say(this.state, !gone && anchor.touched ? "looking again…" : "");
    say(this.text, parting?.words ?? tip.text);
    say(this.source, sourceOf(tip.source));
    this.steps.hidden = this.foot.hidden = gone;
    this.close.hidden = gone;
    if (!gone) this.#ladder(tip, asked);
    for (const button of this.verdicts) {
      const pressed = button.dataset.verdict === verdict;
      if (button.dataset.verdict === "helpful") button.setAttribute("aria-pressed", String(pressed));
      button.classList.toggle("tip-pressed", pressed);
    }
    return this.dom;
  }

  /** @param {Note["tip"]} tip @param {boolean} asked */
  #ladder(tip, asked) {
    const open = tip.hints ?? [];
    for (; this.#shown > open.length; this.#shown--) this.steps.lastElementChild?.remove();
    open.forEach((text, i) => {
      const step = this.steps.children[i] ?? this.steps.appendChild(element("li"));
      say(step, text);
    });
    this.#shown = open.length;
    this.steps.hidden = open.length === 0;
    const left = tip.severity === "praise" || !tip.rule ? 0 : STEPS - open.length; // a model's own words have no ladder
    this.help.hidden = left <= 0;
    // A disabled button would lose the focus; it just does not ask twice.
    this.help.setAttribute("aria-disabled", String(asked));
    say(this.help, asked ? "One moment…" : open.length ? `More help · ${open.length} of ${STEPS}` : "More help");
  }

  /** @param {string} verdict @param {string} label @param {CardActions} actions */
  #verdict(verdict, label, actions) {
    const button = element("button", { class: "tip-verdict", type: "button", text: label, "data-verdict": verdict });
    button.addEventListener("click", () => actions.judge(this.id, /** @type {any} */ (verdict)));
    return button;
  }
}

/** @param {string} source */
function sourceOf(source) {
  if (!source || source === "embedded") return "from the built-in mentor";
  return `from ${source.replace(/^\w/, (letter) => letter.toUpperCase()).replaceAll("-", " ")}, a model`;
}
