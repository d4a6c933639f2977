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
   * The outline of a text. A text that breaks the sandbox is read once more, by a new instance with the plain lexer.
   * @param {number} language number of a language (src/code/language.h) @param {Uint8Array} text UTF-8
   * @param {number} readPlain what asks for the plain lexer beside a language's number (core_abi)
   * @returns {Uint8Array | null} the outline, a copy; null when the sandbox trapped twice
   */
  outline(language, text, readPlain) {
    return this.attempt(language, text) ?? this.attempt(language | readPlain, text);
  }

  /** @param {number} language @param {Uint8Array} text @returns {Uint8Array | null} */
  attempt(language, text) {
    try {
      const exports = this.instance();
      const at = exports.syntax_inbox(text.length);
      new Uint8Array(exports.memory.buffer, at, text.length).set(text);
      const result = exports.syntax_outline(language, text.length);
      const length = new DataView(exports.memory.buffer).getUint32(result, true);
      return new Uint8Array(exports.memory.buffer, result + 8, length).slice();
    } catch {
      this.exports = null; // half changed: never used again
      return null;
    }
  }
}
