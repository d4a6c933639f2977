// markdown.js: what the tutor says, as parts of a page, from a small part of Markdown.
//
// A model's words are an attacker's. They are read into plain data, a tree of `parts` whose tags are all named in
// spans.js, and shown through DOM nodes and their text (parts.js): no HTML is ever made, and an address stays a text.
//
// It has paragraphs and line breaks, headings (as bold lines), lists in lists, fenced code, `code`, **bold** and
// *emphasis*; not `_`, of which code is full. An answer that still streams is `open`: its last mark counts as closed,
// and half a mark at its end is not shown yet, so that what was shown does not change its look with the next piece.
// Reading is linear in the text, whatever it holds.

import { branch, spans } from "./spans.js";

/** @typedef {import("./spans.js").Branch} Branch */
/** @typedef {import("./spans.js").Part} Part */
/** @typedef {{mark: string, indent: number, branch: Branch, lines: string[]}} Fence */

const LEVELS_MAX = 4; // lists in lists; what is set in more stays at this level
const FENCE = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;
const ITEM = /^(\s*)([-*+]|\d{1,6}[.)])(?:\s+(.*)|$)/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*)$/;
// A line that says nothing yet: a mark that is to become one of a list, a heading or a fence.
const HALF_LINE = /^\s*(?:[-*+#~`]+|\d{1,6}[.)]?)\s*$/;
const HALF_FENCE = /^\s*[`~]+$/;

/**
 * Reads an answer.
 * @param {string} text
 * @param {boolean} [open] more of it will come
 * @returns {Part[]}
 */
export function read(text, open = false) {
  const reader = new Reader(open);
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (open) {
    const last = lines.pop() ?? "";
    for (const line of lines) reader.line(line);
    // A line inside of a fence is code as it stands, unless it may become the fence's end.
    reader.line(reader.fenced ? last.replace(HALF_FENCE, "") : whole(last));
  } else {
    for (const line of lines) reader.line(line);
  }
  return reader.end();
}

/** The line without what may become a mark at its end. @param {string} line */
function whole(line) {
  if (HALF_LINE.test(line)) return "";
  let end = line.length;
  while (end && "*`\\".includes(line[end - 1])) end--;
  return line.slice(0, end);
}

/** Lines become blocks. */
class Reader {
  /** @type {Part[]} */
  #root = [];
  /** @type {{indent: number, list: Branch, item: Branch}[]} lists that the line may belong to, the outer one first */
  #lists = [];
  /** @type {{branch: Branch, lines: string[]} | null} the paragraph that the line may belong to */
  #paragraph = null;
  /** @type {Fence | null} */
  #fence = null;
  #blank = false; // the line before was one

  /** @param {boolean} open */
  constructor(open) {
    this.open = open;
  }

  get fenced() {
    return this.#fence !== null;
  }

  /** @param {string} line */
  line(line) {
    if (this.#fence) return this.#code(this.#fence, line);
    if (!line.trim()) {
      this.#close(false);
      this.#blank = true;
      return;
    }
    const fence = FENCE.exec(line);
    const item = fence ? null : ITEM.exec(line);
    if (fence) this.#begin(fence);
    else if (item && this.#isItem(item)) this.#item(item);
    else this.#words(line);
    this.#blank = false;
  }

  end() {
    if (this.#fence) this.#endFence(this.#fence);
    this.#close(this.open && !this.#blank);
    return this.#root;
  }

  /** @param {string} line how far it is set in */
  #indent(line) {
    return (/^\s*/.exec(line)?.[0] ?? "").replaceAll("\t", "    ").length;
  }

  /** Leaves the lists that something set in so far is no part of, and gives the place for it. @param {number} indent */
  #place(indent) {
    while (this.#lists.length && indent <= (this.#lists.at(-1)?.indent ?? 0)) this.#lists.pop();
    return this.#lists.at(-1)?.item.parts ?? this.#root;
  }

  /** @param {RegExpExecArray} fence */
  #begin([, space, mark, label]) {
    this.#close(false);
    const pre = branch("pre");
    pre.label = label.slice(0, 20);
    const indent = this.#indent(space);
    this.#place(indent).push(pre);
    this.#fence = { mark, indent, branch: pre, lines: [] };
  }

  /** @param {Fence} fence @param {string} line */
  #code(fence, line) {
    const words = line.trim();
    const isEnd = words.length >= fence.mark.length && words === fence.mark[0].repeat(words.length);
    if (isEnd) return this.#endFence(fence);
    let cut = 0;
    while (cut < fence.indent && (line[cut] === " " || line[cut] === "\t")) cut++;
    fence.lines.push(line.slice(cut));
  }

  /** @param {Fence} fence */
  #endFence(fence) {
    const text = fence.lines.join("\n");
    fence.branch.parts = text ? [text] : [];
    this.#fence = null;
    this.#blank = false;
  }

  /** A number inside of a sentence begins no list, unless it is the first one. @param {RegExpExecArray} item */
  #isItem([, , mark, words]) {
    if (!this.#paragraph || this.#lists.length) return true;
    return words !== undefined && (mark.length === 1 || /^1[.)]$/.test(mark));
  }

  /** @param {RegExpExecArray} item */
  #item([, space, mark, words = ""]) {
    this.#close(false);
    const indent = this.#indent(space);
    const number = parseInt(mark, 10);
    const tag = mark.length === 1 ? "ul" : "ol";
    while (this.#lists.length && indent < (this.#lists.at(-1)?.indent ?? 0)) this.#lists.pop();
    let level = this.#lists.at(-1);
    const deeper = level && indent > level.indent + 1 && this.#lists.length < LEVELS_MAX;
    if (!level || deeper || level.list.tag !== tag) {
      if (level && !deeper) this.#lists.pop();
      const list = branch(tag);
      if (tag === "ol" && number !== 1) list.number = number;
      (this.#lists.at(-1)?.item.parts ?? this.#root).push(list);
      level = { indent, list, item: branch("li") };
      this.#lists.push(level);
    }
    level.item = branch("li");
    level.list.parts.push(level.item);
    if (words.trim()) this.#words(words, level.item.parts);
  }

  /** @param {string} line @param {Part[]} [place] */
  #words(line, place) {
    const heading = place ? null : HEADING.exec(line);
    if (heading) {
      this.#close(false);
      this.#place(0).push(branch("p", [branch("strong", spans(heading[1], this.open))]));
      return;
    }
    if (!this.#paragraph) {
      // Behind an empty line, what is not set in is no part of a list any more.
      const inside = this.#blank ? undefined : this.#lists.at(-1)?.item.parts;
      this.#paragraph = { branch: branch("p"), lines: [] };
      (place ?? inside ?? this.#place(this.#indent(line))).push(this.#paragraph.branch);
    }
    this.#paragraph.lines.push(line.trim());
  }

  /** Ends the paragraph. @param {boolean} open its last mark may still be closed */
  #close(open) {
    if (!this.#paragraph) return;
    this.#paragraph.branch.parts = spans(this.#paragraph.lines.join("\n"), open);
    this.#paragraph = null;
  }
}

/** The same for somebody who hears it. @param {Part[]} parts @returns {string} */
export function heard(parts) {
  const words = parts.map((part) => {
    if (typeof part === "string") return part;
    if (part.tag === "br") return "\n";
    const inside = heard(part.parts);
    return ["p", "li", "pre"].includes(part.tag) ? `${inside}\n` : inside;
  });
  return words.join("").replace(/\n+/g, "\n");
}
