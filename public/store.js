// store.js: what this browser remembers, and nothing else does: the last session, the language, unsaved typing, whether
// the chat is open, a question that was not sent.
//
// Vocabulary: a record is the document of one tab with what the server has not stored of it. It is written while there
// is something to lose, and taken away when there is not. Without storage (private windows, switched off) the page works
// all the same, for this visit.

const PREFIX = "mentor.";

export class Store {
  /** @type {Storage | null} */
  #storage = null;

  /** @param {"localStorage" | "sessionStorage"} [place] for all tabs, or for this one as long as it lives */
  constructor(place = "localStorage") {
    try {
      this.#storage = globalThis[place];
      this.#storage.getItem(PREFIX);
    } catch {
      this.#storage = null;
    }
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    try {
      return this.#storage?.getItem(PREFIX + name) ?? null;
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    try {
      this.#storage?.setItem(PREFIX + name, value);
    } catch {
      // Full or switched off: this visit does without.
    }
  }

  /** @param {string} name */
  remove(name) {
    try {
      this.#storage?.removeItem(PREFIX + name);
    } catch {
      // There is nothing to remove, then.
    }
  }

  /** The names that start so. @param {string} start */
  names(start) {
    const names = [];
    for (let i = 0; i < (this.#storage?.length ?? 0); i++) {
      const key = this.#storage?.key(i) ?? "";
      if (key.startsWith(PREFIX + start)) names.push(key.slice(PREFIX.length));
    }
    return names;
  }
}
