// core.wasm as JavaScript sees it: events in, effects out. Every number and name of the border comes from core_abi.

const HEAD_BYTES = 24; // of an effect: u32 effect, u32 id, f64 at, u32 bytes, u32 spare (src/session/effects.h)
const SMALL_STRING = 4096; // below this, room for the worst case of three bytes a unit costs nothing
const FRAME_OF_A_KEY = 256; // below this, a loop in JavaScript is faster than the way to the encoder and back

/**
 * @typedef {object} Effect
 * @property {string} kind    name of the effect
 * @property {number} id      a socket's or request's number
 * @property {number} at      a time, a language, a close code (src/session/effects.h)
 * @property {Uint8Array} bytes  the payload, in the core's memory: valid until the next step
 */

/**
 * @typedef {object} Abi
 * @property {number} version
 * @property {number} catalogue    stamp of the catalogue, the same in both wasm modules of one build
 * @property {number} frame_bytes  the longest frame that is read
 * @property {number} chat_bytes   the longest body of a question to the chat tutor
 * @property {number} read_plain   beside a language's number: read with the plain lexer
 * @property {string[]} events     names; the first has number 1
 * @property {string[]} effects
 * @property {string[]} languages  names; the first has number 0
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** @type {Effect[]} */
const NOTHING = [];

/** One instance: one session. After an exception from step it is broken and must be thrown away. */
export class Core {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    // No imports: the core cannot call anything (law 1).
    this.exports = /** @type {any} */ (new WebAssembly.Instance(module, {}).exports);
    this.exports._initialize();
    this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.view = new DataView(this.exports.memory.buffer);
    /** @type {Abi} */
    this.abi = JSON.parse(decoder.decode(this.block(this.exports.core_abi())));
    /** @type {Record<string, number>} */
    this.events = Object.fromEntries(this.abi.events.map((name, i) => [name, i + 1]));
  }

  /** Views go stale when the memory grows: then they are empty. */
  refresh() {
    if (this.bytes.length) return;
    this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.view = new DataView(this.exports.memory.buffer);
  }

  /** Bytes behind a u32 length and 4 bytes of padding. @param {number} at */
  block(at) {
    this.refresh();
    return this.bytes.subarray(at + 8, at + 8 + this.view.getUint32(at, true));
  }

  /**
   * Handles one event. The effects' bytes lie in the core's memory: copy what outlives the next step.
   * @param {string} event @param {number} id @param {number} now epoch milliseconds
   * @param {string | Uint8Array} [payload]
   * @returns {Effect[]}
   */
  step(event, id, now, payload) {
    const number = this.events[event];
    const length = payload ? this.put(number, payload) : 0;
    this.exports.core_step(number, id, now, length);
    return this.effects(this.exports.core_outbox());
  }

  /** Writes a payload into the inbox and returns its length. @param {number} event @param {string | Uint8Array} payload */
  put(event, payload) {
    if (typeof payload === "string" && payload.length <= SMALL_STRING) {
      const at = this.exports.core_inbox(event, payload.length * 3);
      this.refresh();
      if (payload.length <= FRAME_OF_A_KEY && this.putAscii(at, payload)) return payload.length;
      return encoder.encodeInto(payload, this.bytes.subarray(at, at + payload.length * 3)).written;
    }
    const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
    const at = this.exports.core_inbox(event, bytes.length);
    if (at === 0) return bytes.length; // too long: the core answers by the length alone
    this.refresh();
    this.bytes.set(bytes, at);
    return bytes.length;
  }

  /** Writes a string of ASCII; false when it is not. @param {number} at @param {string} text */
  putAscii(at, text) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      this.bytes[at + i] = unit;
    }
    return true;
  }

  /** @param {number} outbox @returns {Effect[]} */
  effects(outbox) {
    this.refresh();
    const end = outbox + 8 + this.view.getUint32(outbox, true);
    if (end === outbox + 8) return NOTHING;
    const list = [];
    for (let at = outbox + 8; at < end; ) {
      const bytes = this.view.getUint32(at + 16, true);
      const from = at + HEAD_BYTES;
      list.push({
        kind: this.abi.effects[this.view.getUint32(at, true) - 1],
        id: this.view.getUint32(at + 4, true),
        at: this.view.getFloat64(at + 8, true),
        bytes: this.bytes.subarray(from, from + bytes),
      });
      at = from + ((bytes + 7) & ~7);
    }
    return list;
  }
}

/**
 * The payload of a start: three lengths, the configuration, the newest snapshot and the one before it.
 * @param {object} config @param {Uint8Array[]} snapshots newest first, at most two
 */
export function startPayload(config, snapshots) {
  const parts = [encoder.encode(JSON.stringify(config)), snapshots[0] ?? new Uint8Array(), snapshots[1] ?? new Uint8Array()];
  const payload = new Uint8Array(12 + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(payload.buffer);
  let at = 12;
  parts.forEach((part, i) => {
    view.setUint32(4 * i, part.length, true);
    payload.set(part, at);
    at += part.length;
  });
  return payload;
}

/** @param {Uint8Array} bytes */
export const textOf = (bytes) => decoder.decode(bytes);
