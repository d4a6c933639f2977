// Reads one file of the catalogue: src/catalogue/<language>/<tip>.md. Its format is described in src/catalogue/README.md.
//
// Whatever is wrong with a file is said with its line and with what to do, all faults of a file at once.
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

export const SEVERITIES = { error: 1, warning: 2, idea: 3, praise: 4 };
const SENTENCE_MIN = 12;
const SENTENCE_MAX = 240;
const STEP_MAX = 240;
const WORDS_MAX = 45;
const SLOTS_MAX = 3;
const LADDER_STEPS = 4;
const COMMENTS = { python: "#", ruby: "#", shell: "#", sql: "--", lua: "--", html: "<!--", svelte: "<!--" };
export const MARK = "<- here";

/**
 * @typedef {{language: string | null, text: string, line: number}} Block
 * @typedef {object} Tip
 * @property {string} file
 * @property {string} id
 * @property {keyof typeof SEVERITIES} severity
 * @property {string} concept
 * @property {string[]} languages
 * @property {string} sentence
 * @property {number} sentenceLine
 * @property {string[]} ladder
 * @property {string[]} slots        names of captures that the sentence quotes, in order of appearance
 * @property {Block[]} queries
 * @property {(Block & {kind: "wrong" | "right", lines: number[]})[]} examples
 */

/** The languages of src/code/language.h, in their order. @param {string} header path of the header */
export function readLanguages(header) {
  const found = [...readFileSync(header, "utf8").matchAll(/X\((\w+), "([^"]+)", "[^"]+", (true|false),/g)];
  if (found.length === 0) throw new Error(`${header}: no language found: does its list still look like X(NAME, "wire", …)?`);
  return found.map(([, name, wire, grammar], number) => ({ name, wire, grammar: grammar === "true", number }));
}

class Faults {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    /** @type {string[]} */
    this.list = [];
  }
  /** @param {number} line @param {string} sentence */
  add(line, sentence) {
    this.list.push(`${this.file}:${line}: ${sentence}`);
  }
}

/** @param {string[]} lines @param {Faults} faults @returns {{fields: Record<string, {value: string, line: number}>, end: number}} */
function readFrontMatter(lines, faults) {
  /** @type {Record<string, {value: string, line: number}>} */
  const fields = {};
  if (lines[0] !== "---") {
    faults.add(1, "the first line must be ---, then the front matter (id, severity, concept), then ---.");
    return { fields, end: 0 };
  }
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === "---") return { fields, end: i + 1 };
    const match = /^([a-z]+):\s*(.*?)\s*$/.exec(lines[i]);
    if (!match) faults.add(i + 1, `write "name: value" here, not "${lines[i]}".`);
    else if (!["id", "severity", "concept", "languages"].includes(match[1]))
      faults.add(i + 1, `"${match[1]}" is not known here: use id, severity, concept, languages.`);
    else if (fields[match[1]]) faults.add(i + 1, `"${match[1]}" is given twice.`);
    else fields[match[1]] = { value: match[2], line: i + 1 };
  }
  faults.add(lines.length, "the front matter is not closed by a line ---.");
  return { fields, end: lines.length };
}

/** Splits the body into the sentence, the ladder, and the fenced blocks. @param {string[]} lines @param {number} from @param {Faults} faults */
function readBody(lines, from, faults) {
  /** @type {{text: string, line: number}[]} */
  const paragraphs = [];
  /** @type {{text: string, line: number, number: number}[]} */
  const steps = [];
  /** @type {{kind: string, language: string | null, text: string, line: number}[]} */
  const blocks = [];
  let open = false;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i];
    const fence = /^(`{3,})\s*(\S*)\s*(\S*)\s*$/.exec(line);
    if (fence) {
      let end = i + 1;
      while (end < lines.length && lines[end] !== fence[1]) end++;
      if (end === lines.length) faults.add(i + 1, `this block is not closed by ${fence[1]}.`);
      blocks.push({ kind: fence[2], language: fence[3] || null, text: lines.slice(i + 1, end).join("\n") + "\n", line: i + 1 });
      i = end;
      open = false;
      continue;
    }
    const step = /^(\d+)\.\s+(.*)$/.exec(line);
    if (line.trim() === "") open = false;
    else if (step) {
      steps.push({ number: Number(step[1]), text: step[2].trim(), line: i + 1 });
      open = true;
    } else if (open && steps.length > 0) steps[steps.length - 1].text += ` ${line.trim()}`;
    else if (open) paragraphs[paragraphs.length - 1].text += ` ${line.trim()}`;
    else {
      paragraphs.push({ text: line.trim(), line: i + 1 });
      open = steps.length === 0;
    }
  }
  return { paragraphs, steps, blocks };
}

/** The rules for every sentence that a learner reads. @param {string} text @param {number} line @param {number} most @param {string} what @param {Faults} faults */
function checkProse(text, line, most, what, faults) {
  if (text.length > most) faults.add(line, `${what} has ${text.length} characters; ${most} are allowed. Say less.`);
  if ((text.match(/`/g) ?? []).length % 2) faults.add(line, `${what} has a backtick without its partner.`);
  for (const run of text.split(/`[^`]*`/)) {
    const odd = /[^ A-Za-z0-9.,:;!?'"()%+*\/\-]/.exec(run.replace(/\{[a-z_][a-z0-9_]*\}/g, ""));
    if (odd) faults.add(line, `${what} holds "${odd[0]}" outside of backticks: use plain letters and punctuation, and \`code\` in backticks.`);
  }
  // eslint-disable-next-line no-control-regex
  const foreign = /[^\x20-\x7e]/.exec(text);
  if (foreign) faults.add(line, `${what} holds "${foreign[0]}": plain ASCII only.`);
  if (!/[.?!]$/.test(text)) faults.add(line, `${what} must end with a period or a question mark.`);
}

/** @param {string} text */
function sentencesIn(text) {
  const plain = text.replace(/`[^`]*`/g, "x");
  return (plain.match(/[.?!](?=\s+[A-Z]|\s*$)/g) ?? []).length;
}

/** Lines with the mark, counted from 1. @param {string} code */
export function markedLines(code) {
  return code.split("\n").flatMap((line, i) => (line.includes(MARK) ? [i + 1] : []));
}

/**
 * @param {string} file path as it shall appear in messages
 * @param {ReturnType<typeof readLanguages>} known
 * @returns {{tip: Tip | null, faults: string[]}}
 */
export function readTip(file, known) {
  const faults = new Faults(file);
  const lines = readFileSync(file, "utf8").replace(/\r\n/g, "\n").split("\n");
  const { fields, end } = readFrontMatter(lines, faults);
  const { paragraphs, steps, blocks } = readBody(lines, end, faults);
  const folder = basename(dirname(file));
  const id = fields.id?.value ?? "";
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) faults.add(fields.id?.line ?? 1, "id: give a name of small letters and hyphens.");
  else if (`${id}.md` !== basename(file)) faults.add(fields.id.line, `id: "${id}" must be the file's name, ${basename(file, ".md")}.`);
  const severity = fields.severity?.value ?? "";
  if (!(severity in SEVERITIES)) faults.add(fields.severity?.line ?? 1, "severity: give one of error, warning, idea, praise.");
  const concept = fields.concept?.value ?? "";
  if (concept.length < 3 || concept.length > 40) faults.add(fields.concept?.line ?? 1, "concept: name what it teaches, in 3 to 40 characters.");
  const languages = readLanguagesOf(fields.languages, folder, known, faults);

  if (paragraphs.length !== 1) faults.add(paragraphs[1]?.line ?? end + 1, "write one paragraph, the sentence, before the numbered steps, and no other text.");
  const sentence = paragraphs[0]?.text ?? "";
  const sentenceLine = paragraphs[0]?.line ?? end + 1;
  checkSentence(sentence, sentenceLine, faults);
  checkLadder(steps, severity, sentenceLine, faults);
  const slots = [...new Set([...sentence.matchAll(/\{([a-z_][a-z0-9_]*)\}/g)].map((match) => match[1]))];
  for (const step of steps)
    for (const slot of slots)
      if (step.text.includes(`{${slot}}`)) faults.add(step.line, `only the sentence quotes names: write this step without {${slot}}.`);
  if (slots.length > SLOTS_MAX) faults.add(sentenceLine, `the sentence quotes ${slots.length} names; ${SLOTS_MAX} are allowed.`);

  const queries = blocks.filter((block) => block.kind === "query");
  checkQueries(queries, slots, sentenceLine, languages, faults);
  const examples = readExamples(blocks, languages, queries.length > 0, faults);
  for (const block of blocks)
    if (!["query", "wrong", "right"].includes(block.kind)) faults.add(block.line, `a block is \`\`\`query, \`\`\`wrong or \`\`\`right, not "${block.kind}".`);
  if (faults.list.length > 0) return { tip: null, faults: faults.list };
  const tip = { file, id, severity: /** @type {keyof typeof SEVERITIES} */ (severity), concept, languages, sentence, sentenceLine };
  return { tip: { ...tip, ladder: steps.map((step) => step.text), slots, queries, examples }, faults: [] };
}

/** @param {{value: string, line: number} | undefined} field @param {string} folder @param {ReturnType<typeof readLanguages>} known @param {Faults} faults */
function readLanguagesOf(field, folder, known, faults) {
  if (!field) return folder === "any" ? known.map((language) => language.wire) : [folder];
  const list = field.value.split(/[\s,]+/).filter(Boolean);
  for (const name of list)
    if (!known.some((language) => language.wire === name)) faults.add(field.line, `languages: "${name}" is not in src/code/language.h.`);
  if (list.length === 0) faults.add(field.line, "languages: name one or more, or leave the line out.");
  return list;
}

/** @param {string} sentence @param {number} line @param {Faults} faults */
function checkSentence(sentence, line, faults) {
  if (sentence.length < SENTENCE_MIN) faults.add(line, `the sentence has ${sentence.length} characters; ${SENTENCE_MIN} at least.`);
  checkProse(sentence, line, SENTENCE_MAX, "the sentence", faults);
  const words = sentence.split(/\s+/).filter(Boolean).length;
  if (words > WORDS_MAX) faults.add(line, `the sentence has ${words} words; ${WORDS_MAX} are allowed.`);
  if (sentencesIn(sentence) > 1) faults.add(line, "the sentence must be one sentence: use a colon or a comma, or say less.");
}

/** @param {{text: string, line: number, number: number}[]} steps @param {string} severity @param {number} line @param {Faults} faults */
function checkLadder(steps, severity, line, faults) {
  const wanted = severity === "praise" && steps.length === 0 ? 0 : LADDER_STEPS;
  if (steps.length !== wanted) faults.add(steps[0]?.line ?? line, `the hint ladder has ${steps.length} steps; write ${LADDER_STEPS}, numbered 1. to 4.`);
  steps.forEach((step, i) => {
    if (step.number !== i + 1) faults.add(step.line, `this step is number ${i + 1}, not ${step.number}.`);
    checkProse(step.text, step.line, STEP_MAX, `step ${i + 1}`, faults);
  });
}

/** @param {Block[]} queries @param {string[]} slots @param {number} line @param {string[]} languages @param {Faults} faults */
function checkQueries(queries, slots, line, languages, faults) {
  const seen = new Set();
  for (const query of queries) {
    const language = query.language ?? "";
    if (seen.has(language)) faults.add(query.line, "there are two query blocks for the same language: write both patterns into one.");
    seen.add(language);
    if (language && !languages.includes(language)) faults.add(query.line, `the tip does not speak about "${language}".`);
    if (!/@here\b/.test(query.text)) faults.add(query.line, "the query must capture @here: the code that the tip points at.");
    for (const slot of slots)
      if (!new RegExp(`@${slot}\\b`).test(query.text)) faults.add(query.line, `the sentence quotes {${slot}}, but the query captures no @${slot}.`);
    for (const match of query.text.matchAll(/^(.*)$/gm))
      // eslint-disable-next-line no-control-regex
      if (/[^\x09\x20-\x7e]/.test(match[0])) faults.add(query.line, `the query holds a character that is not ASCII: ${match[0]}`);
  }
  if (queries.length === 0 && slots.length > 0) faults.add(line, "a sentence without a query cannot quote names: take {…} out.");
}

/** @param {{kind: string, language: string | null, text: string, line: number}[]} blocks @param {string[]} languages @param {boolean} hasQuery @param {Faults} faults */
function readExamples(blocks, languages, hasQuery, faults) {
  /** @type {Tip["examples"]} */
  const examples = [];
  for (const block of blocks) {
    if (block.kind !== "wrong" && block.kind !== "right") continue;
    const lines = markedLines(block.text);
    if (block.kind === "wrong" && lines.length === 0)
      faults.add(block.line, `mark each line to be found with a comment "${MARK}" (${COMMENTS.python} … in Python, // … elsewhere).`);
    if (block.kind === "right" && lines.length > 0) faults.add(block.line, `a right block must not have the mark "${MARK}".`);
    if (block.language && !languages.includes(block.language)) faults.add(block.line, `the tip does not speak about "${block.language}".`);
    const language = block.language ?? languages[0];
    examples.push({ kind: block.kind, language, text: block.text, line: block.line, lines });
  }
  for (const kind of ["wrong", "right"]) {
    const count = examples.filter((example) => example.kind === kind).length;
    if (hasQuery && count < 2) faults.add(blocks[0]?.line ?? 1, `a tip with a query needs 2 ${kind} blocks at least; here are ${count}.`);
    if (!hasQuery && count > 0) faults.add(blocks[0].line, `a tip without a query cannot have ${kind} blocks.`);
  }
  return examples;
}

/** The query of a tip for a language, or null. @param {Tip} tip @param {string} language */
export function queryFor(tip, language) {
  if (!tip.languages.includes(language)) return null;
  return tip.queries.find((query) => query.language === language) ?? tip.queries.find((query) => query.language === null) ?? null;
}

/** One query text for a language, and where each tip's part begins. @param {Tip[]} tips @param {string} language */
export function joinQueries(tips, language) {
  let source = "";
  /** @type {{at: number, tip: number, severity: number, slots: string[], line: number, file: string}[]} */
  const rules = [];
  tips.forEach((tip, number) => {
    const query = queryFor(tip, language);
    if (!query) return;
    rules.push({ at: source.length, tip: number, severity: SEVERITIES[tip.severity], slots: tip.slots, line: query.line, file: tip.file });
    source += query.text;
  });
  return { source, rules };
}
