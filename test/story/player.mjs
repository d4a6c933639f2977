// Plays stories on the wasm modules, the same ones that `build/mentor step` plays natively (src/cli/step.c says what the
// lines mean). For each step it gives the outbox's length and hash, so that two builds can be compared.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesHash } from "../../public/hash.js";
import { Core, startPayload } from "../../shim/core.js";
import { hitPayload } from "../../shim/ledger.js";
import { Syntax } from "../../shim/syntax.js";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const moduleOf = (name) => new WebAssembly.Module(readFileSync(join(ROOT, "build", name)));
const coreModule = moduleOf("core.wasm");
const syntax = new Syntax(moduleOf("syntax.wasm"));
const encoder = new TextEncoder();

/** Words of a line up to the n-th, and the rest as it is. */
function cut(line, words) {
  const found = [];
  let rest = line;
  for (let i = 0; i < words; i++) {
    const space = rest.indexOf(" ");
    found.push(space < 0 ? rest : rest.slice(0, space));
    rest = space < 0 ? "" : rest.slice(space).replace(/^ +/, "");
  }
  return [...found, rest];
}

/** The bytes of a frame; \xNN is a byte. @param {string} text */
function frameBytes(text) {
  if (!text.includes("\\x")) return encoder.encode(text);
  const parts = text.split(/(\\x[0-9a-fA-F]{2})/).map((part, i) => (i % 2 ? [parseInt(part.slice(2), 16)] : [...encoder.encode(part)]));
  return new Uint8Array(parts.flat());
}

export class Player {
  constructor() {
    this.armed = 0;
    /** @type {Uint8Array[]} */
    this.saves = [];
    /** @type {Uint8Array} what a hit stored last */
    this.ledger = new Uint8Array();
    /** @type {string[]} one line a step: length and hash of its outbox */
    this.digests = [];
    /** @type {(effect: import("../../shim/core.js").Effect) => void} */
    this.listen = () => {};
  }

  /** @param {string} event @param {number} id @param {number} now @param {Uint8Array} [payload] */
  step(event, id, now, payload) {
    const effects = this.core.step(event, id, now, payload?.length ? payload : undefined);
    const bytes = this.core.block(this.core.exports.core_outbox());
    this.digests.push(`${bytes.length} ${bytesHash(bytes)}`);
    let answer = null;
    for (const effect of effects) {
      if (effect.kind === "arm") this.armed = effect.at;
      if (effect.kind === "save" && event === "hit") this.ledger = effect.bytes.slice();
      else if (effect.kind === "save") this.saves = [effect.bytes.slice(), ...this.saves.slice(0, 1)];
      if (effect.kind === "parse") answer = [effect.id, syntax.outline(effect.at, effect.bytes, this.core.abi.read_plain)];
      this.listen(effect);
    }
    if (answer?.[1]) this.step("outline", answer[0], now, answer[1]);
    else if (answer) this.step("fail", answer[0], now, encoder.encode("trap"));
  }

  /** @param {number} now @param {boolean} restore @param {boolean} rebuilt */
  start(now, restore, rebuilt) {
    this.core = new Core(coreModule);
    const config = { ...this.config, ...(rebuilt ? { rebuilt: 1, sockets: [1, 2, 3, 4, 5, 6, 7, 8] } : {}), alarm: this.armed };
    this.step("start", 0, now, startPayload(config, restore ? this.saves : []));
  }

  /** Plays one line of a story. @param {string} line */
  play(line) {
    if (!line.startsWith("@")) return;
    const [time, verb, rest] = cut(line, 2);
    const now = Number(time.slice(1));
    if (verb === "start") {
      const [session, ...models] = rest.split(" ").filter(Boolean);
      this.config = { session, seed: "00000000000000aa", models };
      this.start(now, false, false);
    } else if (verb === "restart" || verb === "rebuild") {
      this.start(now, true, verb === "rebuild");
    } else if (verb === "open") {
      const [id, role, members] = cut(rest, 2);
      this.step("open", Number(id), now, encoder.encode(`{"role":"${role}"${members ? `,${members}` : ""}}`));
    } else if (verb === "alarm") {
      this.armed = 0;
      this.step("alarm", 0, now);
    } else if (verb === "sleep") {
      while (this.armed && this.armed <= now) {
        const at = this.armed;
        this.armed = 0;
        this.step("alarm", 0, at);
      }
    } else if (verb === "hit") {
      const [id, request] = cut(rest, 1);
      this.core ??= new Core(coreModule); // a ledger needs no session
      this.step("hit", Number(id), now, hitPayload(this.ledger, request));
    } else if (verb === "spoil" && this.ledger.length) {
      this.ledger[this.ledger.length >> 1] ^= 1;
    } else {
      const [id, payload] = cut(rest, 1);
      this.step(verb, Number(id), now, frameBytes(payload));
    }
  }
}
