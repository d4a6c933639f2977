// turn.js: one question of the learner and what the tutor said to it, as two items of the conversation's list.
//
// The elements are made once and changed in place, as an answer grows.

import { element, say } from "./dom.js";
import { heard, read } from "./markdown.js";
import { show } from "./parts.js";

/** @typedef {"waiting" | "answering" | "over"} TurnState */
/** @typedef {{words: string, kind: "plain" | "trouble", again: boolean}} Note what is said about an answer */

/** @type {Note} */
const QUIET = { words: "", kind: "plain", again: false };
/** @type {Note} */
const STOPPED = { words: "You stopped it here.", kind: "plain", again: false };
/** @type {Note} */
const CUT = { words: "It ends here, because an answer can be no longer.", kind: "plain", again: false };
/** @type {Note} */
export const UNANSWERED = { words: "This was not answered.", kind: "trouble", again: true };
const AWAY = "Not connected. The answer is shown when the connection is back.";
// Asked again in the same words, these would come out the same.
const IN_OTHER_WORDS = ["withheld", "blocked"];

export class Turn {
  answer = "";
  /** @type {TurnState} */
  state = "over";
  note = QUIET;
  #shown = { text: "", open: false };

  /** @param {string} question empty when it is forgotten already @param {(question: string) => void} askAgain */
  constructor(question, askAgain) {
    this.question = question;
    this.asked = item("learner", "You", element("p", { class: "turn-words", dir: "auto", text: question }));
    this.asked.hidden = question === "";
    this.words = element("div", { class: "turn-answer", dir: "auto" });
    this.wait = element("p", { class: "turn-wait" });
    this.sentence = element("p");
    this.again = element("button", { type: "button", text: "Ask again", onclick: () => askAgain(question) });
    this.foot = element("div", { class: "turn-note" }, this.sentence, this.again);
    this.said = item("tutor", "Tutor", this.words, this.wait, this.foot);
  }

  /** The answer is over. @param {string} finish the word of the server @param {string} [sentence] */
  finish(finish, sentence = "") {
    this.state = "over";
    if (finish === "stop") this.note = QUIET;
    else if (finish === "stopped") this.note = STOPPED;
    else if (finish === "length") this.note = CUT;
    else this.note = { ...UNANSWERED, ...(sentence && { words: sentence }), again: !IN_OTHER_WORDS.includes(finish) };
  }

  /** @param {{last: boolean, connected: boolean, free: boolean}} now free: a question can be asked */
  show({ last, connected, free }) {
    const { words, kind, again } = this.note;
    const open = this.state !== "over";
    this.#read(open);
    say(this.wait, connected ? "thinking" : AWAY);
    this.wait.classList.toggle("turn-dots", connected);
    this.wait.hidden = !open || (connected && this.answer !== "");
    say(this.sentence, words);
    this.foot.className = `turn-note turn-${kind}`;
    this.foot.hidden = open || words === "";
    this.again.hidden = !again || !last;
    this.again.disabled = !free;
    this.said.hidden = this.wait.hidden && this.foot.hidden && this.answer === "";
  }

  /** Shows the answer, unless it is shown already. @param {boolean} open */
  #read(open) {
    if (this.#shown.text === this.answer && this.#shown.open === open) return;
    this.#shown = { text: this.answer, open };
    show(this.words, read(this.answer, open));
  }

  /** The answer for somebody who hears it. */
  get spoken() {
    return [heard(read(this.answer)).trim(), this.note.words].filter(Boolean).join("\n");
  }

  remove() {
    this.asked.remove();
    this.said.remove();
  }
}

/** @param {string} who @param {string} name @param {Node[]} children */
function item(who, name, ...children) {
  return element("li", { class: `turn turn-${who}` }, element("p", { class: "turn-who", text: name }), ...children);
}
