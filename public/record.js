// record.js: unsaved typing that outlives its tab.
//
// Every tab is a client with a name of its own. A tab that goes leaves its record behind; the next one on the same
// session takes over record and name, so that the server still knows which edits of it were applied. A lock shows
// whether a name is in use: it ends with its tab, however that ends. Where a browser has no locks (they need a secure
// context), only a record that its tab closed is taken, and under a new name.

import { Sync } from "./sync.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{name: string, at: number, closed: boolean, sync: import("./sync.js").SyncJSON}} Kept */

// While typing, a record is at most this old, and older when much has to be written: a text of a megabyte takes two
// seconds more. At the end of a visit it is exact.
const KEEP_MS = 400;
const KEEP_UNITS_A_MS = 500;
// A record that nobody closed and nobody touched for so long belongs to a tab that crashed.
const FORGOTTEN_MS = 3_600_000;

export class Record {
  #timer = /** @type {any} */ (null);

  /**
   * @param {Store} store
   * @param {string} session "new" before there is one
   * @param {string} client
   * @param {Sync} sync
   * @param {Sync[]} others documents of other tabs that left something unsaved
   */
  constructor(store, session, client, sync, others) {
    this.store = store;
    this.session = session;
    this.client = client;
    this.sync = sync;
    this.others = others;
  }

  /** Takes over what earlier tabs left, or starts with nothing. @param {Store} store @param {string} session */
  static async open(store, session) {
    /** @type {Record[]} */
    const adopted = [];
    /** @type {Sync[]} */
    const others = [];
    for (const kept of left(store, session)) {
      const name = kept.name.split(".")[2];
      const locked = await lock(kept.name);
      if (locked === false || (locked === null && !kept.closed && Date.now() - kept.at < FORGOTTEN_MS)) continue;
      const first = adopted.length === 0;
      const same = first && locked === true;
      const sync = revive(kept, same);
      if (!sync || !same) store.remove(kept.name);
      if (!sync) continue;
      if (first) adopted.push(new Record(store, session, same ? name : newName(), sync, others));
      else others.push(sync);
    }
    const [record] = adopted;
    if (!record) return Record.start(store, session, new Sync());
    await lock(record.#name);
    record.write(false);
    return record;
  }

  /** A record of a document that starts now. @param {Store} store @param {string} session @param {Sync} sync */
  static async start(store, session, sync) {
    const record = new Record(store, session, newName(), sync, []);
    await lock(record.#name);
    record.write(false);
    return record;
  }

  get #name() {
    return `record.${this.session}.${this.client}`;
  }

  /** Something has changed: writes the record soon. */
  touch() {
    this.#timer ??= setTimeout(() => this.write(false), KEEP_MS + this.sync.doc.length / KEEP_UNITS_A_MS);
  }

  /** Writes the record now, or takes it away when nothing can be lost. @param {boolean} closed the tab is going */
  write(closed) {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.sync.unsaved) return this.store.remove(this.#name);
    this.store.set(this.#name, JSON.stringify({ at: Date.now(), closed, sync: this.sync }));
  }

  /** Takes the record away: its document lives on elsewhere. */
  discard() {
    clearTimeout(this.#timer);
    this.store.remove(this.#name);
  }

  /** From now on the record belongs to this session. @param {string} session */
  async move(session) {
    this.store.remove(this.#name);
    this.session = session;
    await lock(this.#name);
    this.write(false);
  }
}

/** The records of a session, the newest first. @param {Store} store @param {string} session @returns {Kept[]} */
function left(store, session) {
  const found = [];
  for (const name of store.names(`record.${session}.`)) {
    try {
      found.push({ name, ...JSON.parse(store.get(name) ?? "") });
    } catch {
      store.remove(name);
    }
  }
  return found.sort((a, b) => b.at - a.at);
}

/** @param {Kept} kept @param {boolean} same @returns {Sync | null} null when it is damaged */
function revive(kept, same) {
  try {
    return Sync.fromJSON(kept.sync, { same });
  } catch {
    return null;
  }
}

/**
 * Takes a name for as long as this page lives.
 * @param {string} name
 * @returns {Promise<boolean | null>} false when another tab has it, null when the browser has no locks
 */
function lock(name) {
  if (!navigator.locks) return Promise.resolve(null);
  return new Promise((resolve) => {
    const held = navigator.locks.request(`mentor.${name}`, { ifAvailable: true }, (got) => {
      resolve(got !== null);
      return got ? new Promise(() => {}) : undefined;
    });
    held.catch(() => resolve(null));
  });
}

/** A name that no other tab has: 72 bits by chance. */
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
