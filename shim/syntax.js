// syntax.wasm as JavaScript sees it: a program in, its outline and findings out. Stateless, so one instance serves all
// sessions of an isolate; after a trap a new one is taken.

/** The sandbox that reads hostile text. */
export class Syntax {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.module = module;
    /** @type {any} */
    this.exports = null;
  }

  /** The instance, made when it is first needed. */
  instance() {
    if (!this.exports) {
      this.exports = new WebAssembly.Instance(this.module, {}).exports;
      this.exports._initialize();
    }
    return this.exports;
  }

  /** The stamp of the catalogue it was built with. */
  catalogue() {
    return this.instance().syntax_abi() >>> 0;
  }

  /**
   * @param {number} language number of a language (src/code/language.h) @param {Uint8Array} text UTF-8
   * @returns {Uint8Array | null} the outline, a copy; null when the sandbox trapped
   */
  outline(language, text) {
    try {
      const exports = this.instance();
      const at = exports.syntax_inbox(text.length);
      new Uint8Array(exports.memory.buffer, at, text.length).set(text);
      const result = exports.syntax_outline(language, text.length);
      const length = new DataView(exports.memory.buffer).getUint32(result, true);
      return new Uint8Array(exports.memory.buffer, result + 8, length).slice();
    } catch (error) {
      this.exports = null; // half changed: never used again
      return null;
    }
  }
}
