// strip.js: what the mentor is doing, and why, in words; and whether the code is safe.
//
// The server says a word and a sentence for everything that it does not do. The strip never stays behind the truth:
// without a connection it says so instead of repeating what the mentor did last.

import { byId, say } from "./dom.js";

/** @typedef {import("./link.js").LinkState} LinkState */
/** @typedef {{look: string, why: string, text: string, next_ms?: number, spent?: number, saved?: number, spent_micro?: number}} MentorState */

/** @type {Record<string, string>} */
const LOOKS = {
  idle: "Watching",
  waiting: "Waiting",
  looking: "Looking",
  asking: "Asking",
  cooling: "Resting",
};

// Who hears the page hears a tip itself, and knows about the own hands.
const UNHEARD = new Set(["waiting_pause", "looking", "said"]);

export class Strip {
  #dom = byId("mentor");
  #look = byId("look");
  #why = byId("why");
  #calls = byId("calls");
  #now = /** @type {HTMLButtonElement} */ (byId("look-now"));
  #visit = /** @type {HTMLButtonElement} */ (byId("visit"));
  #safe = byId("safe");
  /** @type {MentorState | null} */
  #state = null;
  /** @type {LinkState} */
  #link = "connecting";

  /** @param {{lookNow: () => void, visit: () => void, speak: (sentence: string) => void}} actions */
  constructor({ lookNow, visit, speak }) {
    this.speak = speak;
    this.#now.addEventListener("click", lookNow);
    this.#visit.addEventListener("click", visit);
  }

  /** @param {MentorState} state */
  mentor(state) {
    this.#state = state;
    this.#show();
  }

  /** @param {LinkState} link */
  link(link) {
    this.#link = link;
    this.#show();
  }

  /** How safe the code is. @param {boolean} unsaved @param {boolean} connected */
  safe(unsaved, connected) {
    const [word, sentence] = !connected
      ? unsaved
        ? ["Kept here", "Not connected. What you typed is kept in this browser and sent when the connection is back."]
        : ["Not connected", "Not connected. You can go on: what you type is kept in this browser."]
      : unsaved
        ? ["Saving…", "What you typed is on its way to the server."]
        : ["Saved", "Everything is stored by the server."];
    say(this.#safe, word);
    this.#safe.title = sentence;
    this.#safe.dataset.safe = !connected ? "here" : unsaved ? "soon" : "yes";
  }

  /** @param {number} count of tips that stand */
  tips(count) {
    this.#visit.hidden = count === 0;
    this.#visit.textContent = count === 1 ? "1 tip" : `${count} tips`;
  }

  #show() {
    const state = this.#state;
    const connected = this.#link === "open" && state !== null;
    const look = connected ? state.look : this.#link === "connecting" ? "connecting" : "away";
    this.#dom.dataset.look = look;
    this.#dom.dataset.why = connected ? state.why : "";
    this.#now.disabled = !connected || look === "looking" || look === "asking";
    if (connected) {
      say(this.#look, LOOKS[state.look] ?? state.look);
      say(this.#why, state.text);
      this.speak(UNHEARD.has(state.why) ? "" : state.text);
      this.#calls.textContent = state.spent || state.saved ? callsOf(state) : "";
      return;
    }
    const away = look === "connecting" ? "" : "The mentor cannot see your code now. Type on, it catches up.";
    say(this.#look, look === "connecting" ? "Connecting" : "Away");
    say(this.#why, away);
    this.speak(away);
    this.#calls.textContent = "";
  }
}

/** @param {MentorState} state */
function callsOf({ spent = 0, saved = 0, spent_micro: micro = 0 }) {
  const cents = micro ? ` for ${(micro / 10_000).toFixed(2)} cents` : "";
  return `${spent} ${spent === 1 ? "call" : "calls"} of a model${cents}, ${saved} saved`;
}
