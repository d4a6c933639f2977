// What a session keeps in its SQLite: one row about itself, and the two newest snapshots.

/** Snapshots that are kept: the newest, and one to fall back to when it cannot be read. */
const GENERATIONS = 2;

export class Store {
  /** @param {DurableObjectStorage} storage */
  constructor(storage) {
    this.storage = storage;
    this.sql = storage.sql;
  }

  /** A session that nobody created has no tables, and asking about it makes none. */
  exists() {
    return this.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'session'").toArray().length > 0;
  }

  /** @param {string} session @param {Uint8Array} ownerHash @param {string} language @param {number} now */
  create(session, ownerHash, language, now) {
    this.storage.transactionSync(() => {
      this.sql.exec("CREATE TABLE session (name TEXT, owner_hash BLOB, language TEXT, created_ms INTEGER)");
      this.sql.exec("CREATE TABLE snapshot (generation INTEGER PRIMARY KEY, bytes BLOB)");
      this.sql.exec("INSERT INTO session VALUES (?, ?, ?, ?)", session, ownerHash, language, now);
    });
  }

  /** @returns {{ name: string, ownerHash: Uint8Array, language: string }} */
  session() {
    const row = this.sql.exec("SELECT name, owner_hash, language FROM session").one();
    return {
      name: String(row.name),
      ownerHash: new Uint8Array(/** @type {ArrayBuffer} */ (row.owner_hash)),
      language: String(row.language),
    };
  }

  /** The snapshots, newest first. @returns {Uint8Array[]} */
  snapshots() {
    const rows = this.sql.exec("SELECT bytes FROM snapshot ORDER BY generation DESC LIMIT ?", GENERATIONS);
    return rows.toArray().map((row) => new Uint8Array(/** @type {ArrayBuffer} */ (row.bytes)));
  }

  /** Stores a snapshot and drops what is older than the one before it, in one transaction. @param {Uint8Array} bytes */
  save(bytes) {
    this.storage.transactionSync(() => {
      this.sql.exec(
        "INSERT INTO snapshot SELECT coalesce(max(generation), 0) + 1, ? FROM snapshot",
        bytes.slice().buffer,
      );
      this.sql.exec(
        "DELETE FROM snapshot WHERE generation <= (SELECT max(generation) FROM snapshot) - ?",
        GENERATIONS,
      );
    });
  }
}
