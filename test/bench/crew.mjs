// The runner's end of client.mjs: calls by name, answers as promises.
import { fork } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./edits.mjs";

export class Crew {
  constructor() {
    this.child = fork(join(ROOT, "test/bench/client.mjs"));
    this.last = 0;
    /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.child.on("message", (/** @type {any} */ { id, result, error }) => {
      const { resolve, reject } = /** @type {any} */ (this.waiting.get(id));
      this.waiting.delete(id);
      if (error) reject(new Error(error));
      else resolve(result);
    });
    this.child.on("exit", () => {
      for (const { reject } of this.waiting.values()) reject(new Error("the client process ended"));
    });
  }

  /** @param {string} call @param {object} [args] @returns {Promise<any>} */
  call(call, args = {}) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, call, args });
    });
  }

  stop() {
    this.child.disconnect();
  }
}
