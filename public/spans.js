// spans.js: the words inside of a paragraph of the tutor's: code, bold, emphasis, and lines of the code that are named.
//
// A star between two words or two spaces is a star, since learners write `2*3` and `a ** b` without backticks. What is
// never closed is text, unless more may come (markdown.js).

/** @typedef {"p" | "ul" | "ol" | "li" | "pre" | "code" | "strong" | "em" | "br" | "button"} Tag */
/** @typedef {{tag: Tag, label?: string, number?: number, parts: Part[]}} Branch */
/** @typedef {string | Branch} Part */

const LINE = /\b([Ll]ine )(\d{1,5})\b/;
const WORD_END = /[\p{L}\p{N}]$/u;
const WORD_START = /^[\p{L}\p{N}]/u;

/** @param {Tag} tag @param {Part[]} [parts] @returns {Branch} */
export const branch = (tag, parts = []) => ({ tag, parts });

/** Words with code, bold and emphasis in them. @param {string} text @param {boolean} open @returns {Part[]} */
export function spans(text, open) {
  const root = branch("p");
  /** @type {Branch[]} what is open, the innermost last */
  const stack = [root];
  const put = (/** @type {Part} */ part) => stack[stack.length - 1].parts.push(part);
  const ticks = closers(text);
  let from = 0;
  for (const found of text.matchAll(/\\[`*\\]|`+|\*+|\n/g)) {
    const { 0: mark, index } = found;
    if (index < from) continue;
    const end = index + mark.length;
    if (index > from) words(text.slice(from, index), put);
    from = end;
    if (mark[0] === "\\") put(mark[1]);
    else if (mark === "\n") put(branch("br"));
    else if (mark[0] === "*") {
      stars(mark.length, text.slice(Math.max(0, index - 2), index), text.slice(end, end + 2), stack);
    } else {
      const close = ticks.get(index) ?? (open ? text.length : -1);
      if (close < 0) put(mark);
      else {
        put(branch("code", [inner(text.slice(end, close))]));
        from = close + (close < text.length ? mark.length : 0);
      }
    }
  }
  if (from < text.length) words(text.slice(from), put);
  while (stack.length > 1) open ? shut(stack) : undo(stack);
  return joined(root.parts);
}

/** For each run of backticks, where the next one of its length is. @param {string} text */
function closers(text) {
  /** @type {Map<number, number>} */
  const next = new Map();
  /** @type {Map<number, number>} */
  const last = new Map(); // by length
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].reverse()) {
    const close = last.get(run.length);
    if (close !== undefined) next.set(index, close);
    last.set(run.length, index);
  }
  return next;
}

/** Code that begins and ends with a backtick has a space before it. @param {string} code */
function inner(code) {
  const one = code.replaceAll("\n", " ");
  return one.startsWith(" ") && one.endsWith(" ") && one.trim() ? one.slice(1, -1) : one;
}

/**
 * Opens or closes what a run of stars stands for. A star between two words or spaces is a star: `2*3`, `a ** b`.
 * @param {number} count
 * @param {string} left what is before it
 * @param {string} right what is behind
 * @param {Branch[]} stack
 */
function stars(count, left, right, stack) {
  const opens = /^\S/.test(right) && !WORD_END.test(left);
  const closes = /\S$/.test(left) && !WORD_START.test(right);
  // What lies across the end of what is closed was no mark.
  const wanted = count === 1 ? "em" : "strong";
  if (closes && count < 3 && stack.length === 3 && stack[2].tag !== wanted) undo(stack);
  while (closes && count > 0 && count <= 3 && stack.length > 1) {
    const width = stack[stack.length - 1].tag === "strong" ? 2 : 1;
    if (width > count) break;
    count -= width;
    shut(stack);
  }
  if (count <= 3 && opens && count >= 2 && !stack.some(({ tag }) => tag === "strong")) {
    stack.push(branch("strong"));
    count -= 2;
  }
  if (count === 1 && opens && !stack.some(({ tag }) => tag === "em")) {
    stack.push(branch("em"));
    count = 0;
  }
  if (count) stack[stack.length - 1].parts.push("*".repeat(count));
}

/** The innermost is whole. @param {Branch[]} stack */
function shut(stack) {
  const top = /** @type {Branch} */ (stack.pop());
  top.parts = joined(top.parts);
  if (top.parts.length) stack[stack.length - 1].parts.push(top);
}

/** The innermost was never closed: its mark is a text. @param {Branch[]} stack */
function undo(stack) {
  const top = /** @type {Branch} */ (stack.pop());
  const { parts } = stack[stack.length - 1];
  parts.push(top.tag === "strong" ? "**" : "*");
  for (const part of top.parts) parts.push(part);
}

/**
 * Plain words, in which lines of the code that are named can be gone to.
 * @param {string} text
 * @param {(part: Part) => void} put
 */
function words(text, put) {
  const pieces = text.split(LINE);
  for (let i = 0; i < pieces.length; i += 3) {
    if (pieces[i]) put(pieces[i]);
    const [name, number] = pieces.slice(i + 1, i + 3);
    if (number) put({ tag: "button", number: Number(number), parts: [name + number] });
  }
}

/** Texts side by side are one. @param {Part[]} parts @returns {Part[]} */
function joined(parts) {
  /** @type {Part[]} */
  const all = [];
  /** @type {string[]} */
  let run = [];
  const flush = () => {
    if (run.length) all.push(run.join(""));
    run = [];
  };
  for (const part of parts) {
    if (typeof part === "string") run.push(part);
    else {
      flush();
      all.push(part);
    }
  }
  flush();
  return all;
}
