// chat.js: the conversation with the tutor, beside the code or under it.
//
// The server keeps it, and every tab of the session shows the same: what is asked here is shown at once, and is a part
// of the conversation when the server says so. Without that it comes back to where it was written (question.js).

import { byId, element, say } from "./dom.js";
import { Question } from "./question.js";
import { Store } from "./store.js";
import { Turn, UNANSWERED } from "./turn.js";

/** @typedef {import("./sync.js").Frame} Frame */
/**
 * @typedef {object} ChatActions
 * @property {(frame: Frame) => boolean} say to the server, now; false without a connection
 * @property {(line: number) => void} goTo a line of the code
 * @property {() => void} leave give the focus back to the code
 * @property {(sentence: string) => void} tell somebody who hears the page
 */

const EXAMPLES = ["What happens when this code runs?", "Why does it not do what I expect?", "What could I try next?"];
// Where it stands beside the code it is open from the start.
const WIDE = "(min-width: 64rem)";
const NOW = { waiting: "thinking", answering: "answering", over: "" };
const END_PX = 32; // so near to the end counts as the end
// The server refuses a question with these words.
const REFUSALS = ["busy", "question_too_long", "bad_field"];
const OVERTAKEN = "Another tab was faster. Send this when that has its answer.";

export class Chat {
  #dom = byId("chat");
  #body = byId("chat-body");
  #fold = byId("chat-fold");
  #now = byId("chat-now");
  #talk = byId("talk");
  #list = byId("turns");
  #start = byId("talk-start");
  /** @type {Turn[]} */
  #turns = [];
  session = "";
  #id = 0; // of the question that is being answered
  #sending = ""; // a question that the server has not taken yet; its turn is the last one
  #doubtful = false; // the connection went before it did
  #stopping = false;
  #connected = false;
  #news = false; // an answer came while it was folded
  #following = true; // the end is in view, and is to stay there
  #drawing = false;

  /** @param {ChatActions} actions @param {Store} store */
  constructor(actions, store) {
    this.actions = actions;
    this.store = store;
    this.question = new Question(
      { ...actions, send: (question) => this.#ask(question, true), stop: () => this.#stop() },
      new Store("sessionStorage"),
    );
    this.#start.append(
      ...EXAMPLES.map((text) => element("button", { type: "button", text, onclick: () => this.question.fill(text) })),
    );
    this.#fold.addEventListener("click", () => this.#open(this.#body.hidden, true));
    this.#talk.addEventListener("scroll", () => (this.#following = this.#atEnd));
    new ResizeObserver(() => this.#follow()).observe(this.#talk);
    this.#list.addEventListener("click", ({ target }) => {
      const line = target instanceof HTMLElement && target.dataset.line;
      if (line) actions.goTo(Number(line));
    });
    const kept = store.get("chat");
    this.#open(kept ? kept === "open" : matchMedia(WIDE).matches, false);
  }

  /** The conversation of this session is to come. @param {string} session */
  begin(session) {
    for (const turn of this.#turns.splice(0)) turn.remove();
    this.session = session;
    this.#id = 0;
    this.#sending = "";
    this.question.begin(session);
    this.#draw();
  }

  /** @param {boolean} connected */
  link(connected) {
    this.#connected = connected;
    this.#doubtful ||= !connected && this.#sending !== "";
    this.#stopping &&= connected;
    this.#draw();
  }

  /** @param {Frame} frame */
  welcome({ role, chat = [], asked = 0 }) {
    this.#dom.hidden = role === "viewer";
    const before = this.#waiting;
    const turns = turnsOf(chat);
    if (this.#doubtful) this.#take(turns.at(-1)?.question === this.#sending);
    this.#renew(turns, asked);
    // What ended while there was no connection.
    if (before && !this.#waiting && before === this.#turns.at(-1)) this.#tellEnd(before);
    this.#draw();
  }

  /** True when the frame was about the conversation. @param {Frame} frame */
  takes(frame) {
    const open = this.#waiting;
    if (frame.t === "asked") this.#asked(frame);
    else if (frame.t === "error" && this.#sending && REFUSALS.includes(frame.code)) this.#take(false, frame.text);
    else if (frame.t !== "say" && frame.t !== "said") return false;
    else if (open && frame.id === this.#id && frame.t === "say") this.#say(open, frame.text);
    else if (open && frame.id === this.#id) this.#said(open, frame);
    this.#draw();
    return true;
  }

  /** The turn that waits for more. */
  get #waiting() {
    const last = this.#turns.at(-1);
    return last && last.state !== "over" ? last : null;
  }

  // ---- asking ----

  /** @param {string} question @param {boolean} written it stands in the field */
  #ask(question, written) {
    if (this.#waiting || !this.actions.say({ t: "ask", question })) return;
    this.#sending = question;
    this.#following = true;
    this.#add(question).state = "waiting";
    this.question.went(question, written);
    this.#draw();
  }

  #stop() {
    this.#stopping = this.actions.say({ t: "stop" });
  }

  /** The server has taken the question that was sent, or has not. @param {boolean} taken @param {string} [why] */
  #take(taken, why) {
    this.#sending = "";
    this.#doubtful = false;
    if (taken) return this.question.arrived();
    this.#turns.pop()?.remove();
    this.question.giveBack(why);
  }

  /** @param {string} question */
  #add(question) {
    const turn = new Turn(question, (again) => this.#ask(again, false));
    this.#turns.push(turn);
    this.#list.append(turn.asked, turn.said);
    return turn;
  }

  // ---- the answer ----

  /** @param {Frame} frame */
  #asked({ id, question }) {
    if (this.#sending) this.#take(question === this.#sending, OVERTAKEN);
    this.#id = id;
    this.#stopping = false;
    const turn = this.#waiting ?? this.#add(question);
    turn.state = "waiting";
  }

  /** @param {Turn} turn @param {string} text */
  #say(turn, text) {
    if (turn.state === "waiting") this.actions.tell("The tutor answers.");
    turn.state = "answering";
    turn.answer += text;
  }

  /** @param {Turn} turn @param {Frame} frame */
  #said(turn, { finish, text, remaining }) {
    turn.finish(finish, text);
    this.#tellEnd(turn);
    this.question.left(remaining);
  }

  /** @param {Turn} turn */
  #tellEnd(turn) {
    this.#id = 0;
    this.#stopping = false;
    this.#news = this.#body.hidden;
    this.actions.tell(turn.note.words ? turn.spoken : `The answer is complete. ${turn.spoken}`);
  }

  /**
   * Makes the conversation the one that the server has.
   * @param {{question: string, answer: string}[]} turns
   * @param {number} asked the question that is being answered, 0 for none
   */
  #renew(turns, asked) {
    const pending = this.#sending ? this.#turns.pop() : undefined;
    const known = this.#turns.every((turn, i) => turn.question === turns[i]?.question);
    if (!known) for (const turn of this.#turns.splice(0)) turn.remove();
    turns.forEach(({ question, answer }, i) => {
      const turn = this.#turns[i] ?? this.#add(question);
      const open = asked > 0 && i === turns.length - 1;
      if (turn.answer !== answer || turn.state !== "over") turn.finish("stop");
      turn.answer = answer;
      if (open) turn.state = answer ? "answering" : "waiting";
      else if (!answer && !turn.note.words) turn.note = UNANSWERED;
    });
    this.#id = asked;
    if (!pending) return;
    this.#turns.push(pending);
    this.#list.append(pending.asked, pending.said);
  }

  // ---- on the page ----

  /** @param {boolean} open @param {boolean} kept the learner wants it so */
  #open(open, kept) {
    this.#body.hidden = !open;
    this.#dom.toggleAttribute("data-open", open);
    this.#fold.setAttribute("aria-expanded", String(open));
    if (kept) this.store.set("chat", open ? "open" : "folded");
    this.#news &&= !open;
    this.#draw();
  }

  /** Shows it all with the next picture: many pieces may come before it. */
  #draw() {
    const state = this.#waiting?.state ?? (this.#turns.length ? "over" : "empty");
    this.#dom.dataset.chat = state;
    this.question.show({ connected: this.#connected, answering: this.#waiting !== null });
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const waiting = this.#waiting;
      const now = { connected: this.#connected, free: this.#connected && !waiting };
      this.#turns.forEach((turn, i) => turn.show({ ...now, last: i === this.#turns.length - 1 }));
      this.#start.hidden = this.#turns.length > 0;
      say(this.#now, !this.#body.hidden ? "" : NOW[waiting?.state ?? "over"] || (this.#news ? "new answer" : ""));
      this.#follow();
    });
  }

  get #atEnd() {
    return this.#talk.scrollHeight - this.#talk.scrollTop - this.#talk.clientHeight < END_PX;
  }

  #follow() {
    if (this.#following) this.#talk.scrollTop = this.#talk.scrollHeight;
  }
}

/** The server's list as questions with their answers. @param {{who: string, text: string}[]} chat */
function turnsOf(chat) {
  /** @type {{question: string, answer: string}[]} */
  const turns = [];
  for (const { who, text } of chat) {
    const last = turns.at(-1);
    if (who === "learner") turns.push({ question: text, answer: "" });
    else if (last && !last.answer) last.answer = text;
    else turns.push({ question: "", answer: text });
  }
  return turns;
}
