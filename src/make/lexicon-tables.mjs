// The two tables of build/gen/lexicon.c, as src/mentor/lexicon.h describes them: a graph of words, and sorted names.

const BLOCK_NAMES = 8;
const SHARED_MAX = 63;
const SETS_MAX = 1024;
/** Letters that an index tells apart in a place: what sorts before "a", and a to z. */
const RANKS = 27;
/** Letters of words after a to z, by their codes from 27 on. */
const MARKS = "'-_";

const LAST = 0x20;
const NEXT = 0x40;
const CLASS_SHIFT = 6;

/** @param {string} a @param {string} b */
function byBytes(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {string} type @param {string} name @param {number[]} numbers */
function cArray(type, name, numbers) {
  const lines = [];
  for (let i = 0; i < numbers.length; i += 24) lines.push(`    ${numbers.slice(i, i + 24).join(", ")},`);
  return `${name === name.toUpperCase() ? "" : "static "}const ${type} ${name}[] = {\n${lines.join("\n")}\n};\n`;
}

// ---- words: the smallest acyclic graph whose paths are the words (Daciuk et al., 2000) ----

/** @typedef {{edges: Map<string, State>, value: number, id: number, next: State | null, at: number}} State */

/** @returns {State} */
function newState() {
  return { edges: new Map(), value: -1, id: -1, next: null, at: 0 };
}

/** States that have the same words behind them become one. @param {State} state @param {Map<string, State>} known @returns {State} */
function minimize(state, known) {
  for (const [letter, child] of state.edges) state.edges.set(letter, minimize(child, known));
  const key = `${state.value} ${[...state.edges].map(([letter, child]) => letter + child.id).join(" ")}`;
  const same = known.get(key);
  if (same) return same;
  state.id = known.size;
  known.set(key, state);
  return state;
}

/** Puts states so that many of them follow one of their parents, whose last edge then needs no address. @param {State} root */
function arrange(root) {
  /** @type {Set<State>} */
  const placed = new Set();
  const waiting = [root];
  while (waiting.length) {
    let state = waiting.pop() ?? null;
    while (state && !placed.has(state)) {
      placed.add(state);
      const fresh = [...state.edges.values()].filter((child) => !placed.has(child));
      state.next = fresh.find((child) => child.edges.size) ?? null;
      for (const child of fresh) if (child !== state.next) waiting.push(child);
      state = state.next;
    }
  }
  return [...placed];
}

/** @param {State} state the edge to the state that follows comes last */
function edgesOf(state) {
  const edges = [...state.edges];
  const next = edges.findIndex(([, child]) => child === state.next);
  return next < 0 ? edges : [...edges.slice(0, next), ...edges.slice(next + 1), edges[next]];
}

/** @param {Map<string, number>} words word -> class */
export function wordGraph(words) {
  const root = newState();
  for (const word of [...words.keys()].sort(byBytes)) {
    let state = root;
    for (const letter of word) {
      const child = state.edges.get(letter) ?? newState();
      state.edges.set(letter, child);
      state = child;
    }
    state.value = words.get(word) ?? -1;
  }
  const states = arrange(minimize(root, new Map()));
  let at = 0;
  for (const state of states) {
    state.at = at;
    at += (state.value < 0 ? 0 : 1) + 3 * state.edges.size - (state.next ? 2 : 0);
  }
  if (at > 0xffff) throw new Error(`words: ${at} bytes do not fit into 16 bits of an address.`);
  const bytes = [];
  for (const state of states) {
    const edges = edgesOf(state);
    if (state.value >= 0) bytes.push((state.value << CLASS_SHIFT) | (edges.length ? 0 : LAST));
    for (const [i, [letter, child]] of edges.entries()) {
      const mark = MARKS.indexOf(letter);
      const code = mark < 0 ? letter.charCodeAt(0) - 96 : 27 + mark;
      if (code < 1 || code > 31) throw new Error(`words: "${letter}" is no letter of a word.`);
      const last = i === edges.length - 1;
      const follows = last && state.next !== null;
      bytes.push(code | (last ? LAST : 0) | (follows ? NEXT : 0));
      if (!follows) bytes.push(child.at & 255, child.at >> 8);
    }
  }
  return { text: cArray("u8", "LEXICON_WORDS", bytes), size: bytes.length };
}

// ---- names: front-coded blocks ----

/** @param {string} a @param {string} b */
function sharedLength(a, b) {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n] && n < SHARED_MAX) n++;
  return n;
}

/** As pair_of in lexicon.c: a number that keeps the order of bytes. @param {string} text */
function pairOf(text) {
  const [first, second] = [0, 1].map((at) => Math.max(0, Math.min((text.charCodeAt(at) || 0) - 96, RANKS - 1)));
  return first && first * RANKS + second;
}

/** For each pair of first letters the last block that begins with a smaller pair: a text with that pair is not before it.
 * One more number ends it. @param {string[]} heads the first text of each block */
function indexOf(heads) {
  const index = new Array(RANKS * RANKS + 1).fill(0);
  for (let pair = 0, block = 0; pair <= RANKS * RANKS; pair++) {
    while (block < heads.length && pairOf(heads[block]) < pair) block++;
    index[pair] = Math.max(0, block - 1);
  }
  return index;
}

/** @param {Map<string, import("./lexicon-names.mjs").Masks>} names */
export function nameTable(names) {
  /** @type {Map<string, number>} */
  const sets = new Map();
  const bytes = [];
  const blocks = [];
  const heads = [];
  let last = "";
  for (const [i, name] of [...names.keys()].sort(byBytes).entries()) {
    const { keyword, standard } = /** @type {import("./lexicon-names.mjs").Masks} */ (names.get(name));
    const key = `{0x${keyword.toString(16)}u, 0x${standard.toString(16)}u}`;
    if (!sets.has(key)) sets.set(key, sets.size);
    const value = /** @type {number} */ (sets.get(key));
    if (i % BLOCK_NAMES === 0) {
      blocks.push(bytes.length);
      heads.push(name);
      last = "";
    }
    const shared = sharedLength(last, name);
    bytes.push(shared | ((value & 3) << 6), value >> 2);
    const rest = Buffer.from(name.slice(shared), "latin1");
    for (const [k, byte] of rest.entries()) bytes.push(k === rest.length - 1 ? byte | 0x80 : byte);
    last = name;
  }
  if (sets.size > SETS_MAX) throw new Error(`${sets.size} sets of languages: more than ten bits can number.`);
  if (bytes.length > 0xffff) throw new Error(`names: ${bytes.length} bytes do not fit into 16 bits of an address.`);
  const index = indexOf(heads);
  const text =
    cArray("u8", "LEXICON_NAMES", bytes) +
    cArray("u16", "LEXICON_BLOCKS", [...blocks, bytes.length]) +
    cArray("u16", "LEXICON_INDEX", index) +
    `const u32 LEXICON_BLOCK_COUNT = ${blocks.length};\n` +
    `const struct lexicon_set LEXICON_SETS[] = {\n${[...sets.keys()].map((key) => `    ${key},`).join("\n")}\n};\n`;
  return { text, size: bytes.length + 2 * (blocks.length + 1 + index.length) + 8 * sets.size, sets: sets.size };
}
