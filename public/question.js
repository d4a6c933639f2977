// question.js: where the learner writes a question to the tutor.
//
// Nothing that she writes is lost: what was not sent is kept for a reload, and what was sent is kept until the server
// has it. A question that cannot be sent stays, and a line under it says why.

import { byId, say } from "./dom.js";

/** @typedef {import("./store.js").Store} Store */
/**
 * @typedef {object} QuestionActions
 * @property {(question: string) => void} send
 * @property {() => void} stop
 * @property {() => void} leave give the focus back to the code
 * @property {(sentence: string) => void} tell somebody who hears the page
 */

/** UTF-16 units of a question. */
const UNITS_MAX = LIMITS.CHAT_QUESTION_UNITS_MAX;
const UNITS_NEAR = 4_500; // from here on they are counted for the learner
const FEW = 5; // so many messages that are left are worth a word

export class Question {
  #area = /** @type {HTMLTextAreaElement} */ (byId("question"));
  #button = /** @type {HTMLButtonElement} */ (byId("send"));
  #why = byId("send-why");
  #session = "";
  #sent = ""; // and the server has not said that it has it
  #connected = false;
  #answering = false;
  #stopping = false;
  #trouble = ""; // why the last one came back
  /** @type {number | null} */
  #remaining = null;

  /** @param {QuestionActions} actions @param {Store} drafts */
  constructor(actions, drafts) {
    this.actions = actions;
    this.drafts = drafts;
    this.#area.addEventListener("input", () => {
      this.#trouble = "";
      this.#changed();
    });
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    byId("ask").addEventListener("submit", (event) => event.preventDefault());
    // The second click of a double one is not meant for the button that took the place of the first.
    this.#button.addEventListener("click", ({ detail }) => void (detail < 2 && this.#press()));
    new ResizeObserver(() => this.#fit()).observe(byId("ask"));
  }

  /** This session's questions are written now. @param {string} session */
  begin(session) {
    const draft = this.drafts.get(`draft.${session}`) ?? this.#draft;
    if (session !== this.#session) this.drafts.remove(`draft.${this.#session}`);
    this.#session = session;
    this.#sent = "";
    this.#area.value = draft;
    this.#changed();
  }

  /** @param {{connected: boolean, answering: boolean}} state */
  show({ connected, answering }) {
    this.#connected = connected;
    if (answering !== this.#answering || !connected) this.#stopping = false;
    this.#answering = answering;
    this.#show();
  }

  /** How many more may be asked for now. @param {number} [remaining] */
  left(remaining) {
    this.#remaining = remaining ?? null;
    this.#show();
  }

  /** Puts a question there, for the learner to send or to change. @param {string} question */
  fill(question) {
    this.#area.value = question;
    this.#area.focus();
    this.#changed();
  }

  /** It is on its way. @param {string} question @param {boolean} written the learner has just written it here */
  went(question, written) {
    this.#sent = question;
    this.#trouble = "";
    if (written) this.#area.value = "";
    this.#changed();
    this.#area.focus();
  }

  /** The server has it. */
  arrived() {
    this.#sent = "";
    this.#changed();
  }

  /** It did not get there: it comes back, before what was written since. @param {string} [why] */
  giveBack(why = "") {
    this.#area.value = this.#draft;
    this.#sent = "";
    this.#trouble = why;
    if (why) this.actions.tell(why);
    this.#changed();
  }

  /** All that is not with the server. */
  get #draft() {
    return [this.#sent, this.#area.value].filter(Boolean).join("\n\n");
  }

  /** What would be sent: whole characters, none of them U+0000. */
  get #question() {
    return this.#area.value.replaceAll("\0", "").toWellFormed().trim();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return; // the key belongs to a character that is being put together
    if (event.key === "Escape") {
      event.preventDefault();
      return this.actions.leave();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (this.#answering) this.actions.tell("The tutor is still answering.");
    else this.#press();
  }

  #press() {
    if (this.#answering) {
      this.#stopping = true;
      this.#area.focus();
      this.#show();
      return this.actions.stop();
    }
    const question = this.#question;
    const why = this.#blocked(question);
    if (why) this.actions.tell(why);
    else if (question) this.actions.send(question);
  }

  /** Why this cannot be sent. @param {string} question */
  #blocked(question) {
    if (!this.#connected) return "Not connected. Your question stays here until it can be sent.";
    const over = question.length - UNITS_MAX;
    const many = over === 1 ? "1 character" : `${number(over)} characters`;
    if (over > 0) return `${many} too many: a question has at most ${number(UNITS_MAX)}.`;
    return "";
  }

  #changed() {
    const draft = this.#draft;
    if (draft) this.drafts.set(`draft.${this.#session}`, draft);
    else this.drafts.remove(`draft.${this.#session}`);
    this.#fit();
    this.#show();
  }

  /** As high as its text, up to what the style sheet allows. */
  #fit() {
    const { style, offsetHeight, clientHeight } = this.#area;
    style.height = "auto";
    style.height = `${this.#area.scrollHeight + offsetHeight - clientHeight}px`;
  }

  #show() {
    const question = this.#question;
    const blocked = this.#blocked(question);
    const idle = this.#answering ? !this.#connected || this.#stopping : blocked !== "" || question === "";
    this.#button.textContent = this.#answering ? "Stop" : "Send";
    // A button that is disabled loses the focus to nowhere.
    if (idle && document.activeElement === this.#button) this.#area.focus();
    this.#button.disabled = idle;
    say(this.#why, blocked || this.#trouble || this.#aside(question));
  }

  /** @param {string} question */
  #aside(question) {
    if (question.length >= UNITS_NEAR) return `${number(question.length)} of ${number(UNITS_MAX)} characters`;
    if (this.#answering) return question ? "The tutor is still answering. This can be sent when it is done." : "";
    const left = this.#remaining;
    if (left === null || left > FEW) return "";
    return `${left} more ${left === 1 ? "question" : "questions"} for now.`;
  }
}

/** @param {number} count */
const number = (count) => count.toLocaleString("en");
