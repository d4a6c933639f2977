// One ledger: what calls of models cost, and which providers are asked just now. A request comes, the stored ledger goes
// into the core with it, and what comes back is stored before the answer leaves. Nothing is awaited in between, so two
// requests cannot see the same ledger. Who is asked when: shim/ledger.js; what is decided: src/session/limiter.h.
import { DurableObject } from "cloudflare:workers";
import coreModule from "../build/core.wasm";
import { Core, textOf } from "../shim/core.js";
import { hitPayload } from "../shim/ledger.js";

/** A ledger that nobody used for so long is deleted: its day and the longest window of messages are over, and who asked is
 *  nobody's business any more. */
const KEPT_MS = 2 * 86_400_000;

/** One core for all ledgers of this isolate: a hit needs no session. A new one after a trap. @type {Core | null} */
let core = null;

export class Limiter extends DurableObject {
  /** @param {DurableObjectState} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.lastHit = 0;
  }

  /** One request (src/session/event_hit.c says which), and its answer. @param {object} request @returns {any} */
  hit(request) {
    return this.hits([request])[0];
  }

  /**
   * Several requests in one visit, one after the other, up to the first that is refused; their answers so far. All or
   * nothing: when a later one is refused, what the ones before it were granted is not stored and need not be given back.
   * When the core traps or storage fails, what is stored stays as it was, and the only answer says so: nothing was granted.
   * @param {object[]} requests @returns {any[]}
   */
  hits(requests) {
    /** @type {any[]} */
    const answers = [];
    try {
      const now = Date.now();
      const stored = this.#stored();
      let ledger = stored;
      const notes = [];
      for (const request of requests) {
        const step = this.#step(ledger, request, now);
        const refused = isRefused(step.answer);
        if (refused && answers.length) return [...answers, step.answer];
        if (step.saved) ledger = step.saved;
        notes.push(...step.notes);
        answers.push(step.answer);
        if (refused) break;
      }
      if (ledger !== stored) this.#save(ledger, now);
      for (const note of notes) log(note);
      return answers;
    } catch (error) {
      core = null;
      log({ what: "ledger", lost: String(error) });
      return [{ granted: false, why: "broken" }];
    }
  }

  /** What the core makes of one request. @param {Uint8Array} ledger @param {object} request @param {number} now */
  #step(ledger, request, now) {
    const id = (this.lastHit = (this.lastHit % 0xffff) + 1);
    core ??= new Core(coreModule);
    /** @type {{ answer: any, saved: Uint8Array | null, notes: any[] }} */
    const made = { answer: null, saved: null, notes: [] };
    for (const { kind, bytes } of core.step("hit", id, now, hitPayload(ledger, JSON.stringify(request)))) {
      if (kind === "save") made.saved = bytes.slice(); // the core's memory is another's at the next step
      if (kind === "note") made.notes.push(JSON.parse(textOf(bytes)));
      if (kind === "send") made.answer = JSON.parse(textOf(bytes));
    }
    return made;
  }

  /** A ledger that nobody used has no table, and asking about it makes none. */
  #exists() {
    return this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'").toArray().length > 0;
  }

  /** @returns {Uint8Array} */
  #stored() {
    if (!this.#exists()) return new Uint8Array();
    const [row] = this.sql.exec("SELECT bytes FROM ledger").toArray();
    return row ? new Uint8Array(/** @type {ArrayBuffer} */ (row.bytes)) : new Uint8Array();
  }

  /** @param {Uint8Array} bytes @param {number} now */
  #save(bytes, now) {
    const isNew = !this.#exists();
    this.ctx.storage.transactionSync(() => {
      if (isNew) this.sql.exec("CREATE TABLE ledger (id INTEGER PRIMARY KEY CHECK (id = 1), bytes BLOB, used_ms INTEGER)");
      this.sql.exec("INSERT OR REPLACE INTO ledger VALUES (1, ?, ?)", /** @type {ArrayBuffer} */ (bytes.buffer), now);
    });
    if (isNew) this.ctx.storage.setAlarm(now + KEPT_MS);
  }

  /** Looks whether the ledger is still used: the alarm is not moved with each call, since that costs a write. */
  async alarm() {
    if (!this.#exists()) return;
    const [row] = this.sql.exec("SELECT used_ms FROM ledger").toArray();
    const due = Number(row?.used_ms ?? 0) + KEPT_MS;
    if (due > Date.now()) await this.ctx.storage.setAlarm(due);
    else await this.ctx.storage.deleteAll();
  }
}

/** @param {any} answer */
const isRefused = (answer) => answer.granted === false || answer.taken === false || answer.error !== undefined;

/** One line of JSON, without keys or learners. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
