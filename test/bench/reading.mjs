// What is done when the hands rest: the program is read (the outline) and compared with what was there at the last call.
// The peer is tree-sitter's own parse of the same text, without which nobody knows what a program says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Core, startPayload } from "../../shim/core.js";
import { Syntax } from "../../shim/syntax.js";
import { ROOT } from "./edits.mjs";
import { cpuSeconds, interleave, median, ratioOf, time } from "./measure.mjs";
import { generated, real } from "./program.mjs";
import { generator } from "./typing.mjs";

/** @typedef {import("./edits.mjs").Edit} Edit */
/** @typedef {{ edits: Edit[], text: Uint8Array, outline: Uint8Array }} Pause  what was typed before it, and what is read */

const START_MS = 1_700_000_000_000;
const PAUSE_MS = 30_000; // longer than any wait of the budget for code that parses
const LANGUAGE = "javascript";

const moduleOf = (/** @type {string} */ name) => new WebAssembly.Module(readFileSync(join(ROOT, "build", name)));
const encoder = new TextEncoder();

/** tree-sitter by itself. The text lies in its memory already, the parser is new and the tree is let go. */
class Bare {
  /** @param {WebAssembly.Module} module @param {number} language */
  constructor(module, language) {
    this.wasm = /** @type {any} */ (new WebAssembly.Instance(module, {}).exports);
    this.wasm._initialize();
    this.language = language;
  }

  /** Where the text lies then. @param {Uint8Array} text @returns {number} */
  put(text) {
    const at = this.wasm.syntax_inbox(text.length);
    new Uint8Array(this.wasm.memory.buffer).set(text, at);
    return at;
  }

  /** Seconds. @param {Uint8Array} text */
  run(text) {
    const at = this.put(text);
    let nodes = 0;
    const seconds = cpuSeconds(() => (nodes = this.wasm.bench_parse(this.language, at, text.length)));
    if (!nodes) throw new Error("the program has a place that does not parse");
    return seconds;
  }

  /** @param {string} text */
  isWhole(text) {
    const bytes = encoder.encode(text);
    return this.wasm.bench_parse(this.language, this.put(bytes), bytes.length) > 0;
  }
}

/**
 * A program that grows: before each pause a function comes at two places far from each other, so that what lies between
 * the first and the last change is much.
 * @param {import("./program.mjs").Program} program @param {number} count @param {(text: Uint8Array) => Uint8Array} read
 */
function pausesOf(program, count, read) {
  const random = generator(11);
  const parts = [...program];
  /** @type {Pause[]} */
  const pauses = [];
  for (let number = 0; number < count; number++) {
    /** @type {Edit[]} */
    const edits = [0, 0.5].map((half, i) => {
      const place = Math.floor((half + random() / 2) * parts.length);
      const ins = `function added${number * 2 + i}(first) {\n  return first * ${number} + 1;\n}\n\n`;
      const at = parts.slice(0, place).join("").length;
      parts.splice(place, 0, ins);
      return [at, 0, ins];
    });
    const text = encoder.encode(parts.join(""));
    pauses.push({ edits, text, outline: read(text) });
  }
  return pauses;
}

/** A session in the core that gets outlines instead of asking for them. */
class Session {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.core = new Core(module);
    this.now = START_MS;
    this.revision = 0;
    this.length = 0;
    // No model: then what is decided ends with the decision, and not with a prompt and a snapshot.
    const config = { session: "bench", language: LANGUAGE, seed: "0000000000000001", models: [], sockets: [], alarm: 0 };
    this.core.step("start", 0, this.now, startPayload(config, []));
    this.core.step("open", 1, this.now, JSON.stringify({ role: "owner", client: "tab" }));
  }

  /** The number of the outline that the core asks for after an event. @param {string} event @param {number} id @param {string} [payload] */
  asks(event, id, payload) {
    const parse = this.core.step(event, id, this.now, payload).find(({ kind }) => kind === "parse");
    if (!parse) throw new Error("the core did not ask for an outline");
    return parse.id;
  }

  /** @param {string} text @param {Uint8Array} outline of it */
  begin(text, outline) {
    const id = this.asks("frame", 1, JSON.stringify({ t: "text", text }));
    this.core.step("outline", id, this.now, outline);
    this.revision++;
    this.length = text.length;
  }

  /** Seconds that the outline of one pause takes: its bytes go in, are checked, weighed and decided upon. @param {Pause} pause */
  pause({ edits, outline }) {
    for (const edit of edits) {
      this.length += edit[2].length - edit[1];
      const frame = { t: "edit", rev: this.revision++, len: this.length, d: [edit], n: this.revision };
      this.core.step("frame", 1, this.now, JSON.stringify(frame));
    }
    this.now += PAUSE_MS;
    const id = this.asks("alarm", 0);
    let count = 0;
    const seconds = cpuSeconds(() => (count = this.core.step("outline", id, this.now, outline).length));
    if (!count) throw new Error("the core did not care for an outline"); // it tells the tab what it thinks of it
    return seconds;
  }
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * @param {string} label @param {import("./program.mjs").Program} program @param {number} count of pauses in a round
 * @param {number} rounds @param {{ core: WebAssembly.Module, whole: Syntax, alone: Syntax, bare: Bare, language: number }} tools
 */
async function compare(label, program, count, rounds, { core, whole, alone, bare, language }) {
  const read = (/** @type {Syntax} */ syntax, /** @type {Uint8Array} */ text) => {
    const outline = syntax.attempt(language, text);
    if (!outline) throw new Error("the sandbox trapped");
    return outline;
  };
  const start = program.join("");
  const first = read(whole, encoder.encode(start));
  const pauses = pausesOf(program, count, (text) => read(whole, text));
  const results = await interleave(rounds, {
    bare: () => mean(pauses.map(({ text }) => bare.run(text))),
    outline: () => mean(pauses.map(({ text }) => cpuSeconds(() => read(alone, text)))),
    findings: () => mean(pauses.map(({ text }) => cpuSeconds(() => read(whole, text)))),
    comparison: () => {
      const session = new Session(core);
      session.begin(start, first);
      return mean(pauses.map((pause) => session.pause(pause)));
    },
  });
  const both = results.outline.map((seconds, i) => seconds + results.comparison[i]);
  const row = (/** @type {string} */ ours, /** @type {number[]} */ seconds, /** @type {number | undefined} */ most) => ({
    what: `pause, ${label}: ${ours} / tree-sitter's bare parse`,
    ours: time(median(seconds)),
    peer: time(median(results.bare)),
    ratio: ratioOf(seconds, results.bare),
    most,
  });
  const rows = [
    row("outline and comparison", both, 1.5),
    row("outline", results.outline, undefined),
    row("comparison", results.comparison, undefined),
    row("outline with the catalogue's queries", results.findings, undefined),
  ];
  return { rows, seconds: median(both) };
}

/** @param {boolean} quick */
export async function reading(quick) {
  const core = moduleOf("core.wasm");
  const language = new Core(core).abi.languages.indexOf(LANGUAGE);
  const bench = moduleOf("bench-syntax.wasm");
  const bare = new Bare(bench, language);
  const tools = { core, whole: new Syntax(moduleOf("syntax.wasm")), alone: new Syntax(bench), bare, language };
  const sizes = [
    { label: "10 KB", bytes: 10_000, count: 20, aim: "5 ms" },
    { label: "100 KB", bytes: 100_000, count: 4, aim: "30 ms" },
  ];
  const rows = [];
  const notes = [];
  for (const { label, bytes, count, aim } of sizes) {
    /** @type {Record<string, import("./program.mjs").Program | null>} */
    const programs = { generated: generated(bytes), real: real(bytes, (text) => bare.isWhole(text)) };
    for (const [from, program] of Object.entries(programs)) {
      if (!program) continue;
      const part = await compare(`${label} ${from}`, program, count, quick ? 3 : 9, tools);
      rows.push(...part.rows);
      notes.push(`pause, ${label} ${from}: outline and comparison take ${time(part.seconds)}; ${aim} are wanted`);
    }
  }
  return { rows, notes };
}
