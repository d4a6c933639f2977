// Reads a word list of src/lexicon and derives the forms of its words. The format is described in src/lexicon/README.md.
import { readFileSync } from "node:fs";

const VOWELS = "aeiou";
const SECTIONS = ["verbs", "nouns", "adjectives", "words"];
const PREFIXES = ["re", "un", "in", "im", "ir", "dis", "mis", "non", "pre", "de"];

/** @param {string} word */
function vowelGroups(word) {
  return word.match(/[aeiouy]+/g)?.length ?? 0;
}

/** "stop" becomes "stopp": one syllable, one vowel, one consonant at the end. @param {string} word @param {boolean} asked */
function doubled(word, asked) {
  const [a, b, c] = word.slice(-3);
  const short = vowelGroups(word) === 1 && !VOWELS.includes(a) && VOWELS.includes(b) && !/[aeiouwxy]/.test(c);
  return asked || (short && word.length > 2) ? word + word.at(-1) : word;
}

/** @param {string} word */
export function plural(word) {
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

/** The stem before -ed, -er, -able: "use" -> "us", "copy" -> "copi". @param {string} word @param {boolean} twice */
function stem(word, twice) {
  if (word.endsWith("e")) return word.slice(0, -1);
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}i` : doubled(word, twice);
}

/** @param {string} word @param {boolean} twice */
function gerund(word, twice) {
  if (word.endsWith("ie")) return `${word.slice(0, -2)}ying`;
  return /[^eoy]e$/.test(word) ? `${word.slice(0, -1)}ing` : `${doubled(word, twice)}ing`;
}

/** @param {string} word */
function adverb(word) {
  if (word.endsWith("ic")) return `${word}ally`;
  if (/[^aeiou]le$/.test(word)) return `${word.slice(0, -1)}y`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ily` : `${word}ly`;
}

/** Past forms and participles: the given ones, or by rule. @param {Entry} entry */
function pasts(entry) {
  return entry.forms.length ? entry.forms : [`${stem(entry.base, entry.twice)}ed`];
}

/** @param {Entry} entry @returns {string[]} */
function verbForms(entry) {
  const { base, twice } = entry;
  const forms = [base, plural(base), gerund(base, twice), ...pasts(entry)];
  const out = [...forms];
  const root = stem(base, twice);
  for (const mark of entry.marks) {
    if (mark === "er" || mark === "or") out.push(`${root}${mark}`, `${root}${mark}s`);
    else if (mark === "able" || mark === "ible") out.push(`${root.replace(/i$/, "i")}${mark}`, `un${root}${mark}`, `non${root}${mark}`);
    else if (mark === "un" || mark === "in") out.push(...pasts(entry).map((past) => `${mark}${past}`));
    else if (mark === "ive") out.push(`${root}ive`);
    else if (mark === "ly") out.push(adverb(base));
    else if (PREFIXES.includes(mark)) out.push(...forms.map((form) => `${mark}${form}`));
    else if (mark !== "ed") throw new Error(`"${base}+${mark}": there is no such mark for a verb.`);
  }
  return out;
}

/** @param {Entry} entry @returns {string[]} */
function adjectiveForms(entry) {
  const out = [entry.base, ...entry.forms];
  for (const mark of entry.marks) {
    if (mark === "er") {
      const root = stem(entry.base, entry.twice);
      out.push(`${root}er`, `${root}est`);
    } else if (mark === "ly" || mark === "ally") out.push(mark === "ly" ? adverb(entry.base) : `${entry.base}ally`);
    else if (PREFIXES.includes(mark)) out.push(`${mark}${entry.base}`, ...(entry.marks.includes("ly") ? [`${mark}${adverb(entry.base)}`] : []));
    else throw new Error(`"${entry.base}+${mark}": there is no such mark for an adjective.`);
  }
  return out;
}

/** @typedef {{base: string, twice: boolean, forms: string[], marks: string[]}} Entry */

/** @param {string} token @param {string} where @returns {Entry} */
function readEntry(token, where) {
  const match = /^([a-z][a-z0-9'_-]*)(!?)((?::[a-z]+!?)*)(!?)((?:\+[a-z]+)*)$/.exec(token);
  if (!match) throw new Error(`${where}: "${token}" is not written as base!:forms+marks.`);
  return {
    base: match[1],
    twice: match[2] === "!" || match[4] === "!" || match[3].includes("!"),
    forms: match[3].split(":").slice(1).map((form) => form.replace("!", "")),
    marks: match[5].split("+").slice(1),
  };
}

/** All forms of all words of a list. @param {string} file @returns {Set<string>} */
export function readWords(file) {
  /** @type {Set<string>} */
  const out = new Set();
  let section = "";
  for (const [i, line] of readFileSync(file, "utf8").split("\n").entries()) {
    const text = line.replace(/#.*/, "").trim();
    const head = /^\[(\w+)\]$/.exec(text);
    if (head) {
      section = head[1];
      if (!SECTIONS.includes(section)) throw new Error(`${file}:${i + 1}: a section is one of ${SECTIONS.join(", ")}.`);
      continue;
    }
    for (const token of text.split(/\s+/).filter(Boolean)) {
      const entry = readEntry(token, `${file}:${i + 1}`);
      const forms =
        section === "verbs" ? verbForms(entry)
        : section === "nouns" ? [entry.base, ...entry.forms, plural(entry.base)]
        : section === "adjectives" ? adjectiveForms(entry)
        : [entry.base];
      for (const form of forms) out.add(form);
    }
  }
  return out;
}

/** Names, one or more a line; "[section]" heads. @param {string} file @returns {Map<string, Set<string>>} */
export function readSections(file) {
  /** @type {Map<string, Set<string>>} */
  const out = new Map();
  let section = "";
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const text = line.replace(/(^|\s)#.*/, "").trim();
    const head = /^\[([^\]]+)\]$/.exec(text);
    if (head) section = head[1];
    else
      for (const word of text.split(/\s+/).filter(Boolean)) {
        const set = out.get(section) ?? new Set();
        out.set(section, set.add(word));
      }
  }
  return out;
}
