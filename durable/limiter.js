// One ledger: what calls of models cost, and which providers are asked just now. A request comes, the stored ledger goes
// into the core with it, and what comes back is stored before the answer leaves. Nothing is awaited in between, so two
// requests cannot see the same ledger. Who is asked when: shim/ledger.js; what is decided: src/session/limiter.h.
import { DurableObject } from "cloudflare:workers";
import coreModule from "../build/core.wasm";
import { Core, textOf } from "../shim/core.js";
import { hitPayload } from "../shim/ledger.js";

/** A ledger that nobody used for so long is deleted: its day is over, and who asked is nobody's business any more. */
const KEPT_MS = 2 * 86_400_000;

export class Limiter extends DurableObject {
  /** @param {DurableObjectState} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    /** @type {Core | null} */
    this.core = null;
    this.lastHit = 0;
  }

  /**
   * One request (src/session/event_hit.c says which), and its answer. When the core traps or storage fails, what is
   * stored stays as it was and the answer says so: nothing was granted.
   * @param {object} request @returns {any}
   */
  hit(request) {
    const id = (this.lastHit = (this.lastHit % 0xffff) + 1);
    try {
      this.core ??= new Core(coreModule);
      const now = Date.now();
      return this.#perform(this.core.step("hit", id, now, hitPayload(this.#stored(), JSON.stringify(request))), now);
    } catch (error) {
      this.core = null;
      log({ what: "ledger", lost: String(error) });
      return { granted: false, why: "broken" };
    }
  }

  /** Stores, notes, and gives the answer. @param {import("../shim/core.js").Effect[]} effects @param {number} now */
  #perform(effects, now) {
    let answer;
    for (const { kind, bytes } of effects) {
      if (kind === "save") this.#save(bytes, now);
      if (kind === "note") log(JSON.parse(textOf(bytes)));
      if (kind === "send") answer = JSON.parse(textOf(bytes));
    }
    return answer;
  }

  /** A ledger that nobody used has no table, and asking about it makes none. */
  #exists() {
    return this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ledger'").toArray().length > 0;
  }

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
      this.sql.exec("INSERT OR REPLACE INTO ledger VALUES (1, ?, ?)", bytes.slice().buffer, now);
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

/** One line of JSON, without keys or learners. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
