// One user's conversations on their way to the platform (shim/handoff.js). A row is stored before anybody hears that it was
// put, and deleted when the platform has accepted it, so it arrives at least once; its id goes with it as Idempotency-Key,
// so that it counts once. The alarm delivers: nobody waits for it, and it comes back after an eviction or a restart.
//
// Rows go in the order in which they came. One that fails holds up those behind it, since most likely the platform is away;
// but not for ever: after HOLDS tries the others go on without it.
import { DurableObject } from "cloudflare:workers";
import { targetOf } from "../shim/handoff.js";
import { network } from "../shim/models/post.js";

const ANSWER_MS = 10_000; // the platform has so long to answer
const RETRY_MS = 2_000; // after the first failure; doubled with each
const RETRY_MS_MAX = 900_000; // and what a Retry-After may ask for
const KEPT_MS = 86_400_000; // then it is given up
const LATER = [401, 403, 408, 425, 429]; // tried again: a wrong secret may be set right, and nothing is lost by then
const HOLDS = 6; // tries, a minute of them: a platform that restarts is back by then
const ROUND_ROWS = 32; // delivered by one alarm, which may run for 15 minutes
const ROWS_MAX = 100; // of one user; a conversation has two messages, so this is a busy day
const BYTES_MAX = 2_000_000; // of their bodies together
const EMPTY_MS = 3_600_000; // an outbox that stays empty for so long is deleted

/** @typedef {{ seq: number, id: string, tries: number, made_ms: number, due_ms: number }} Row */

export class Outbox extends DurableObject {
  /** @param {DurableObjectState} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
  }

  /**
   * Stores a row; the same id once. False when it is larger than an outbox.
   * @param {string} id 128 random bits @param {string} body JSON
   */
  async put(id, body) {
    const now = Date.now();
    const bytes = new TextEncoder().encode(body).length;
    if (bytes > BYTES_MAX) {
      log({ dropped: "too large", bytes });
      return false;
    }
    this.ctx.storage.transactionSync(() => {
      this.sql.exec(
        "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, body TEXT, " +
          "bytes INTEGER, tries INTEGER, made_ms INTEGER, due_ms INTEGER)",
      );
      const into = "INSERT OR IGNORE INTO outbox (id, body, bytes, tries, made_ms, due_ms) VALUES (?, ?, ?, 0, ?, ?)";
      this.sql.exec(into, id, body, bytes, now, now);
      this.#dropOldest();
    });
    await this.#arm();
    return true;
  }

  /** Keeps the newest rows that fit. */
  #dropOldest() {
    const rows = this.sql.exec("SELECT seq, bytes FROM outbox ORDER BY seq DESC").toArray();
    let total = 0;
    for (const [i, { seq, bytes }] of rows.entries()) {
      total += Number(bytes);
      if (i < ROWS_MAX && total <= BYTES_MAX) continue;
      this.sql.exec("DELETE FROM outbox WHERE seq <= ?", seq);
      log({ dropped: "full", rows: rows.length - i });
      return;
    }
  }

  async alarm() {
    if (this.#rows().length === 0) return this.ctx.storage.deleteAll(); // nothing came since the last one left
    for (let i = 0; i < ROUND_ROWS; i++) {
      const row = this.#next();
      if (!row || row.due_ms > Date.now()) break;
      if (!(await this.#deliver(row))) break;
    }
    await this.#arm();
  }

  /** @returns {Row[]} */
  #rows() {
    const made = this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'outbox'").toArray();
    if (made.length === 0) return [];
    return /** @type {any} */ (this.sql.exec("SELECT seq, id, tries, made_ms, due_ms FROM outbox ORDER BY seq").toArray());
  }

  /** The row whose turn is next, and when: the first that is due, or of those that are not, the one that is due first. */
  #next() {
    const now = Date.now();
    /** @type {Row | null} */
    let next = null;
    for (const row of this.#rows()) {
      if (row.due_ms <= now) return row;
      if (!next || row.due_ms < next.due_ms) next = row;
      if (row.tries < HOLDS) break; // those behind it wait for it
    }
    return next;
  }

  /** The alarm comes when the next row is due, or when an empty outbox has been empty for long. */
  async #arm() {
    const now = Date.now();
    await this.ctx.storage.setAlarm(Math.max(now, this.#next()?.due_ms ?? now + EMPTY_MS));
  }

  /** Tries once. True when the row is done with, one way or the other. @param {Row} row */
  async #deliver({ seq, id, tries, made_ms }) {
    const { status, retryAfter } = await this.#send(seq, id);
    const isAccepted = (status >= 200 && status < 300) || status === 409; // 409: it was there already
    const isRefused = status >= 400 && status < 500 && !LATER.includes(status);
    const due = Date.now() + Math.max(pauseMs(tries), retryAfterMs(retryAfter));
    const isOver = due >= made_ms + KEPT_MS;
    if (!isAccepted) log({ failed: status, tries: tries + 1, given_up: isRefused || isOver });
    if (isAccepted || isRefused || isOver) this.sql.exec("DELETE FROM outbox WHERE seq = ?", seq);
    else this.sql.exec("UPDATE outbox SET tries = tries + 1, due_ms = ? WHERE seq = ?", due, seq);
    return isAccepted || isRefused;
  }

  /** The platform's status, 0 when there was none. Its body is nobody's business. @param {number} seq @param {string} id */
  async #send(seq, id) {
    const nothing = { status: 0, retryAfter: null };
    const target = targetOf(this.env);
    if (!target) return nothing; // taken away since: perhaps it comes back
    const { body } = this.sql.exec("SELECT body FROM outbox WHERE seq = ?", seq).one();
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ANSWER_MS);
    try {
      const response = await network(this.env)(target.url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-internal-secret": target.secret, "idempotency-key": id },
        body: String(body),
        redirect: "manual", // the conversation and the secret were meant for this address
        signal: abort.signal,
      });
      response.body?.cancel().catch(() => {});
      return { status: response.status, retryAfter: response.headers.get("retry-after") };
    } catch {
      return nothing;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** How long to wait after so many failures and one more: doubled, and up to a quarter less, so that not all come back at once.
 *  @param {number} tries */
function pauseMs(tries) {
  return Math.min(RETRY_MS * 2 ** Math.min(tries, 20), RETRY_MS_MAX) * (1 - Math.random() / 4);
}

/** Seconds or a date, as RFC 9110 has it; 0 for what is neither. @param {string | null} after */
function retryAfterMs(after) {
  const ms = /^\d{1,9}$/.test(after ?? "") ? 1000 * Number(after) : Date.parse(after ?? "") - Date.now();
  return Math.min(Math.max(ms || 0, 0), RETRY_MS_MAX);
}

/** One line of JSON, without ids, bodies, addresses or secrets. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify({ what: "outbox", ...entry }));
}
