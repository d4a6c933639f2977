// card.js: one tip as the learner reads it.
//
// What it says first, the help that is open so far, where it comes from, and what can be done about it. The elements are
// made once and changed in place, so that a button keeps the focus when more help arrives.

import { element } from "./dom.js";

/** @typedef {import("./tips.js").Note} Note */
/**
 * @typedef {object} CardActions
 * @property {(id: string) => void} help open the next step
 * @property {(id: string, verdict: "helpful" | "wrong" | "dismissed") => void} judge
 * @property {(id: string) => void} fold
 * @property {() => void} leave give the focus back to the code
 */

/** @type {Record<string, string>} */
const KINDS = { error: "Mistake", warning: "Careful", idea: "Idea", praise: "Well done" };
const STEPS = 4;

/** @type {WeakMap<Element, Card>} */
const cards = new WeakMap();

export class Card {
  id = "";
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
    this.head = element("div", { class: "tip-head" }, this.kind, this.concept, this.state, this.close);
    this.dom = element("section", { class: "tip-card", tabindex: "-1" }, this.head, this.text, this.steps, this.foot);
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

  /** Puts the focus on the card of a tip. @param {Element} root @param {string} id */
  static focus(root, id) {
    for (const dom of root.querySelectorAll(".tip-card")) {
      if (cards.get(dom)?.id === id) /** @type {HTMLElement} */ (dom).focus({ preventScroll: true });
    }
  }

  /** Shows a note. @param {Note} note @param {number} line */
  show({ tip, anchor, parting, verdict, asked }, line) {
    this.id = tip.id;
    const gone = parting !== null;
    const kind = gone ? "praise" : tip.severity;
    this.dom.className = `tip-card tip-${kind}${gone ? " tip-gone" : ""}${anchor.touched ? " tip-stale" : ""}`;
    this.dom.setAttribute("aria-label", `${KINDS[kind] ?? "Tip"}, line ${line}`);
    set(this.kind, KINDS[kind] ?? "Tip");
    set(this.concept, tip.concept);
    set(this.state, !gone && anchor.touched ? "looking again…" : "");
    set(this.text, parting ?? tip.text);
    set(this.source, sourceOf(tip.source));
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
      set(step, text);
    });
    this.#shown = open.length;
    this.steps.hidden = open.length === 0;
    const left = tip.severity === "praise" ? 0 : STEPS - open.length;
    this.help.hidden = left <= 0;
    // A disabled button would lose the focus; it just does not ask twice.
    this.help.setAttribute("aria-disabled", String(asked));
    set(this.help, asked ? "One moment…" : open.length ? `More help (${open.length} of ${STEPS} open)` : "More help");
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
  return source === "embedded" || !source ? "from the built-in mentor" : `from the model ${source}`;
}

/** Sets text, without touching what already says it. @param {Element} dom @param {string} text */
function set(dom, text) {
  if (dom.textContent !== text) dom.textContent = text;
}
