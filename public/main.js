// main.js: the page. It finds the session or makes one, and joins editor, session, tips, strip and chat.

import { anchor } from "./anchor.js";
import { between } from "./change.js";
import { Chat } from "./chat.js";
import { Dial } from "./dial.js";
import { byId, element, saveFile, spoken } from "./dom.js";
import { Editor } from "./editor.js";
import { isLanguage, languages } from "./languages.js";
import { Log } from "./log.js";
import { Notice } from "./notice.js";
import { Record } from "./record.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { Strip } from "./strip.js";
import { Sync } from "./sync.js";
import { Tips } from "./tips.js";
import { Voice } from "./voice.js";
import { keymap } from "@codemirror/view";
import { Prec } from "@codemirror/state";

/** @typedef {import("./sync.js").Frame} Frame */
/** @typedef {import("./meeting.js").Outcome} Outcome */

const HINT = "Type some code. When your hands are still, the mentor looks at it and says one thing about one line.";
// A server that does not answer is asked again, later each time.
const CREATE_FIRST_MS = 1_000;
const CREATE_MOST_MS = 30_000;
const UNSAVED = "new"; // the name of the record before there is a session

const store = new Store();
const notice = new Notice();
const picker = /** @type {HTMLSelectElement} */ (byId("language"));
const voice = new Voice(byId("announce"));

class Page {
  /** @type {Session | null} */
  #session = null;
  #opened = false; // a welcome has come
  #log = new Log();
  #dial = new Dial((dial) => this.#session?.wish({ t: "set", dial }));

  /** @param {Record} record */
  constructor(record) {
    this.record = record;
    this.#log.begin(record.sync.doc);
    this.strip = new Strip({
      lookNow: () => this.#session?.wish({ t: "look" }),
      visit: () => this.tips.visit(1),
      speak: (sentence) => voice.state(spoken(sentence)),
    });
    this.tips = new Tips({
      help: (id) => {
        this.tips.note(id, { asked: true });
        this.#session?.wish({ t: "hint", tip: id });
      },
      judge: (id, verdict) => this.#judge(id, verdict),
    });
    this.editor = new Editor(byId("editor"), {
      doc: record.sync.doc,
      hint: HINT,
      extension: [
        this.tips.extension,
        Prec.high(
          keymap.of([
            { key: "F8", run: () => this.tips.visit(1), shift: () => this.tips.visit(-1) },
            { key: "Mod-Enter", run: () => this.#lookNow() },
          ]),
        ),
      ],
      onChange: (changes, before, after) => this.#log.take(changes, before, after),
      onType: (changes) => this.#typed(changes),
      onLeave: () => this.#session?.tell({ t: "left" }),
      onRefused: (sentence) => notice.show(sentence),
    });
    this.tips.view = this.editor.view;
    this.chat = new Chat(
      {
        say: (frame) => this.#session?.say(frame) ?? false,
        goTo: (line) => this.editor.goTo(line),
        leave: () => this.editor.view.focus(),
        tell: (sentence) => voice.tell(sentence),
      },
      store,
    );
    this.chat.begin(record.session);
    this.#pick(picked());
  }

  /** Works on a session. @param {string} id */
  join(id) {
    store.set("session", id);
    history.replaceState(null, "", `#s=${id}`);
    this.#session?.close();
    if (id !== this.chat.session) this.chat.begin(id);
    this.#session = new Session(id, this.record.client, this.record.sync, {
      onOutcome: (outcome) => this.#changed(outcome),
      onWelcome: (frame) => this.#welcome(frame),
      onFrame: (frame) => this.#frame(frame),
      onLink: (state, why) => this.#linked(state, why),
      onSync: () => this.#synced(),
    });
    this.#session.open();
  }

  /** Makes a session, however long that takes, and works on it. What is typed meanwhile is kept. */
  async create() {
    this.strip.link("connecting");
    for (let wait = CREATE_FIRST_MS; ; wait = Math.min(CREATE_MOST_MS, wait * 2)) {
      const id = await post({ language: picker.value });
      if (id) {
        await this.record.move(id);
        return this.join(id);
      }
      this.strip.link("waiting");
      this.#synced();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** The learner picked a language. @param {string} wire */
  choose(wire) {
    this.#pick(wire);
    this.#session?.wish({ t: "set", language: wire });
  }

  /** Saves what happened to the document as a file of the learner's. */
  saveLog() {
    const name = this.record.session;
    saveFile(`${name}.jsonl`, this.#log.write(name, picker.value));
  }

  /** The page is seen again, or the network has changed. */
  wake() {
    this.record.touch();
    this.#session?.nudge();
  }

  /** The page may be gone in a moment. */
  rest() {
    this.record.write(true);
  }

  /** @param {string} wire */
  #pick(wire) {
    picker.value = wire;
    store.set("language", wire);
    this.editor.setLanguage(wire);
  }

  #lookNow() {
    this.#session?.wish({ t: "look" });
    return true;
  }

  /** @param {import("@codemirror/state").ChangeSet} changes */
  #typed(changes) {
    if (this.#session) return this.#session.type(changes);
    this.record.sync.type(changes);
    this.#synced();
  }

  #synced() {
    this.record.touch();
    this.strip.safe(this.record.sync.unsaved, this.#session?.live ?? false);
    this.strip.tips(this.tips.standing.length);
  }

  /** @param {number} id @param {"helpful" | "wrong" | "dismissed"} verdict */
  #judge(id, verdict) {
    this.#session?.wish({ t: "seen", tip: id, verdict });
    this.tips.note(id, { verdict });
    if (verdict === "dismissed") this.tips.part(id);
    if (verdict === "wrong") this.tips.part(id, { kind: "plain", words: "Thank you for looking closely." });
    if (verdict !== "helpful") this.editor.view.focus();
    this.strip.tips(this.tips.standing.length);
  }

  /** @param {Outcome} outcome */
  #changed({ changes, conflicts, restored }) {
    // What the server has when the page opens is where the log begins.
    const opening = !this.#opened && this.#log.empty;
    if (changes) this.editor.apply(changes);
    if (opening) this.#log.begin(this.editor.doc);
    if (conflicts) {
      notice.show("The same lines were changed in another tab. Both versions are in the text now: keep the one you want.");
    }
    if (restored) notice.show("The server had lost some of this code. It was brought back from this page.");
  }

  /** @param {Frame} frame */
  #welcome(frame) {
    this.#opened = true;
    this.editor.setEditable(true);
    for (const other of this.record.others.splice(0)) this.#absorb(other);
    this.#set(frame);
    this.tips.reset((frame.tips ?? []).map((/** @type {any} */ tip) => this.#placed(tip, frame.rev)));
    if (frame.state) this.strip.mentor(frame.state);
    this.chat.welcome(frame);
    this.chat.link(true);
    this.#synced();
  }

  /** Settings of the session, as the server says them. @param {Frame} frame */
  #set({ language, dial }) {
    if (isLanguage(language)) this.#pick(language);
    this.#dial.show(dial);
  }

  /** Takes in what another tab could not save. @param {Sync} other */
  #absorb(other) {
    const { doc } = this.record.sync;
    other.welcome({ t: "welcome", rev: Number.MAX_SAFE_INTEGER, text: doc.toString() });
    this.editor.type(between(doc, other.doc));
  }

  /** @param {any} tip @param {number} [rev] */
  #placed(tip, rev) {
    return { tip, anchor: anchor(this.record.sync, { rev, ...tip }) };
  }

  /** @param {Frame} frame */
  #frame(frame) {
    if (this.chat.takes(frame)) return;
    switch (frame.t) {
      case "tip": {
        const { tip, anchor: place } = this.#placed(frame);
        const known = this.tips.standing.find((note) => note.tip.id === tip.id);
        this.tips.put(tip, place);
        voice.tell(spoken(this.#spoken(tip, known?.tip)));
        break;
      }
      case "gone":
        if (!this.tips.stands(frame.tip)) break; // the learner has sent it away already
        if (frame.because === "fixed") {
          const words = frame.text || "Fixed.";
          this.tips.part(frame.tip, { kind: "praise", words });
          voice.tell(spoken(words));
        } else this.tips.part(frame.tip);
        break;
      case "state":
        this.strip.mentor(/** @type {any} */ (frame));
        if (frame.look === "idle" || frame.look === "cooling") this.tips.looked();
        break;
      case "set":
        this.#set(frame);
        break;
      case "error":
        // A tip that went while the learner pressed its button needs no words.
        if (!["unknown_tip", "no_more_hints"].includes(frame.code)) notice.show(frame.text);
        break;
    }
    this.strip.tips(this.tips.standing.length);
  }

  /** What a screen reader says about a tip: the tip, or the help that is new in it. @param {any} tip @param {any} known */
  #spoken(tip, known) {
    const hints = tip.hints ?? [];
    if (!known) return `Line ${tip.line}. ${tip.text}`;
    return hints.length > (known.hints ?? []).length ? hints.at(-1) : "";
  }

  /** @param {import("./link.js").LinkState} state @param {import("./link.js").LinkWhy} why */
  #linked(state, why) {
    this.strip.link(state);
    this.chat.link(this.#session?.live ?? false);
    this.#synced();
    if (state !== "closed") return;
    if (why === "unknown") this.#homeless();
    if (why === "tabs") {
      notice.show("This code is open in too many tabs. Close one, then go on here.", [
        { label: "Go on here", run: () => this.#session?.open() },
      ]);
    }
    if (why === "refused") {
      notice.show("This page and the server do not understand each other. Reloading may help; your text is kept.", [
        { label: "Reload", run: () => location.reload() },
      ]);
    }
  }

  /** The session is not there, or belongs to another browser. */
  #homeless() {
    this.editor.setEditable(true);
    const { doc } = this.record.sync;
    if (doc.length === 0) return void this.#restart();
    notice.show("This session is no longer on the server, or it belongs to another browser. Your text is still here.", [
      { label: "Start a new session with it", run: () => void this.#restart() },
    ]);
  }

  /** A new session with the text as it is here. */
  async #restart() {
    const sync = new Sync();
    sync.type(between(sync.doc, this.record.sync.doc));
    this.#session?.close();
    this.#session = null;
    this.record.discard();
    this.record = await Record.start(store, UNSAVED, sync);
    await this.create();
  }
}

/** Makes a session. @param {{language: string}} body @returns {Promise<string | null>} null when the server is away */
async function post(body) {
  try {
    const answer = await fetch("/api/sessions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok ? (await answer.json()).session : null;
  } catch {
    return null;
  }
}

/** The session of the address, or the last one. */
function session() {
  const named = /^#s=([\w-]{8,64})$/.exec(location.hash)?.[1];
  return named ?? store.get("session");
}

/** The language of the last visit. */
function picked() {
  const last = store.get("language");
  return isLanguage(last) ? /** @type {string} */ (last) : "javascript";
}

picker.append(...languages.map(({ wire, people }) => element("option", { value: wire, text: people })));
const id = session();
const record = await Record.open(store, id ?? UNSAVED);
const page = new Page(record);
if (id && record.sync.doc.length === 0) page.editor.setEditable(false);
picker.addEventListener("change", () => page.choose(picker.value));
byId("log").addEventListener("click", () => page.saveLog());
addEventListener("online", () => page.wake());
addEventListener("offline", () => page.wake());
addEventListener("pagehide", () => page.rest());
addEventListener("pageshow", () => page.wake());
addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => (document.hidden ? page.record.write(false) : page.wake()));
if (id) page.join(id);
else page.create();
