// A typing session made by a generator with a fixed seed: for machines where no recorded one lies beside the repository,
// and for the code that fills a document up to a size. Somebody writes statements key by key, mistypes and takes it
// back, adds a line between two others, deletes one, and jumps about.

/** @typedef {[at: number, del: number, ins: string]} Edit in UTF-16 units */

const NAMES = ["total", "count", "lives", "word", "index", "found", "score", "next", "left", "limit"];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const TYPO = 0.04; // of the keys are wrong and taken back at once
const JUMP = 0.35; // of the statements are written somewhere else than behind the last one
const DELETE = 0.2; // of the turns delete a line

/** Numbers in [0, 1), the same ones every time. @param {number} seed */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** One line of a made-up program. @param {() => number} random */
function statement(random) {
  const pick = () => NAMES[Math.floor(random() * NAMES.length)];
  const number = Math.floor(random() * 100);
  const forms = [
    () => `let ${pick()} = ${pick()} + ${number};`,
    () => `if (${pick()} > ${number}) { ${pick()} = ${pick()}; }`,
    () => `console.log("${pick()} is", ${pick()});`,
    () => `for (let i = 0; i < ${pick()}; i++) { ${pick()} += i; }`,
    () => `// the ${pick()} of this round, at most ${number}`,
  ];
  return forms[Math.floor(random() * forms.length)]();
}

/** Code of exactly `bytes` bytes of ASCII. @param {number} seed @param {number} bytes */
export function code(seed, bytes) {
  const random = generator(seed);
  const lines = [];
  for (let size = 0; size < bytes; size += lines[lines.length - 1].length) lines.push(`  ${statement(random)}\n`);
  const text = lines.join("").slice(0, bytes);
  return bytes ? `${text.slice(0, bytes - 1)}\n` : "";
}

/** @param {() => number} random @param {number} at @param {string} line @returns {Edit[]} one edit a key */
function typeLine(random, at, line) {
  /** @type {Edit[]} */
  const keys = [];
  for (const key of line) {
    if (random() < TYPO) {
      keys.push([at, 0, LETTERS[Math.floor(random() * LETTERS.length)]], [at, 1, ""]);
    }
    keys.push([at++, 0, key]);
  }
  return keys;
}

/**
 * @param {number} seed @param {string} text the document at the beginning @param {number} count edits
 * @param {number} most length that the document keeps below
 * @returns {Edit[]}
 */
export function typing(seed, text, count, most) {
  const random = generator(seed);
  /** @type {Edit[]} */
  const edits = [];
  let place = text.length;
  while (edits.length < count) {
    const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
    const some = Math.floor(random() * (starts.length - 1));
    /** @type {Edit[]} */
    let turn;
    if (text.length > most - 100 || (starts.length > 8 && random() < DELETE)) {
      turn = [[starts[some], (starts[some + 1] ?? text.length) - starts[some], ""]];
    } else {
      if (random() < JUMP) place = starts[some];
      place = Math.min(place, text.length);
      turn = [...typeLine(random, place, statement(random)), [0, 0, "\n"]];
      const last = turn[turn.length - 2];
      turn[turn.length - 1][0] = last[0] + last[2].length;
    }
    for (const [at, del, ins] of turn) text = text.slice(0, at) + ins + text.slice(at + del);
    place = turn[turn.length - 1][0] + turn[turn.length - 1][2].length;
    edits.push(...turn);
  }
  return edits.slice(0, count);
}
