// The tutor's small Markdown: what it makes of an answer, of half an answer, and of text that wants to be more than text.

import assert from "node:assert/strict";
import test from "node:test";
import { heard, read } from "../../public/markdown.js";

/** Parts as a short text: tags with their parts in brackets, lines and labels behind a colon. @param {import("../../public/spans.js").Part[]} parts */
function short(parts) {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const { tag, label, number, parts: inside } = part;
      return `${tag}${label !== undefined ? `:${label}` : ""}${number !== undefined ? `:${number}` : ""}[${short(inside)}]`;
    })
    .join("");
}

/** @param {string} text @param {string} expected @param {boolean} [open] */
const reads = (text, expected, open) => assert.equal(short(read(text, open)), expected, JSON.stringify(text));

/** A text of `length` that a seed makes of pieces. @param {number} seed @param {string[]} pieces @param {number} length */
function random(seed, pieces, length) {
  let text = "";
  for (let state = seed; text.length < length; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += pieces[(state >>> 8) % pieces.length];
  }
  return text.slice(0, length);
}
const PIECES = ["*", "**", "***", "`", "``", "```", "~~~", "\n", "\n\n", "- ", "1. ", "  ", "\t", "# ", "a", "word ", "line 7", "\\", "<b>", "[x](", "é", "\u{1f600}"];

test("paragraphs, line breaks, headings", () => {
  reads("", "");
  reads("one\ntwo\n\n\nthree", "p[onebr[]two]p[three]");
  reads("one\r\ntwo\r\n\r\nthree", "p[onebr[]two]p[three]");
  reads("## What it does ##\nIt adds.", "p[strong[What it does ##]]p[It adds.]");
  reads("#hashtag", "p[#hashtag]");
});

test("bold, emphasis, code, and stars that are only stars", () => {
  reads("a **b** *c* ***d*** `e`", "p[a strong[b] em[c] strong[em[d]] code[e]]");
  reads("**a *b* `c*` d**", "p[strong[a em[b] code[c*] d]]");
  reads("***a* b**", "p[strong[em[a] b]]");
  reads("2*3*4, a ** b, a**b**c, **kwargs, *args", "p[2*3*4, a ** b, a**b**c, **kwargs, *args]");
  reads("snake_case __init__ _x_", "p[snake_case __init__ _x_]");
  reads("`` a`b `` and `*x*`", "p[code[a`b] and code[*x*]]");
  reads("\\*not\\* \\`code\\`", "p[*not* `code`]");
  reads("**open and `open", "p[**open and `open]");
  reads("**a *b** c*", "p[strong[a *b] c*]");
  reads("*a **b* c**", "p[em[a **b] c**]");
  reads("**a *b", "p[**a *b]");
  reads("****", "p[****]");
});

test("lists, lists in lists, and code in them", () => {
  reads("- a\n- b\n\n- c", "ul[li[p[a]]li[p[b]]li[p[c]]]");
  reads("1. a\n2. b", "ol[li[p[a]]li[p[b]]]");
  reads("3) c", "ol:3[li[p[c]]]");
  reads("- a\n1. b", "ul[li[p[a]]]ol[li[p[b]]]");
  reads("1. a\n   - b\n   - c\n2. d", "ol[li[p[a]ul[li[p[b]]li[p[c]]]]li[p[d]]]");
  reads("- a\n  b\nc\n\n  d\n\ne", "ul[li[p[abr[]bbr[]c]p[d]]]p[e]");
  reads("1. a\n   ```js\n   if (x) {\n     y();\n   ```\n2. b", "ol[li[p[a]pre:js[if (x) {\n  y();]]li[p[b]]]");
  reads("In\n1994. It was", "p[Inbr[]1994. It was]");
  reads("So:\n- a\n* b\n+ c", "p[So:]ul[li[p[a]]li[p[b]]li[p[c]]]");
  reads("-a\n1.5", "p[-abr[]1.5]");
});

test("fenced code: nothing in it is a mark", () => {
  reads("```python\n# **x**\n- `y`\n\n  z\n```\nend", "pre:python[# **x**\n- `y`\n\n  z]p[end]");
  reads("````\n```\n````", "pre:[```]");
  reads("~~~\n```\n~~~", "pre:[```]");
  reads("```c\nnever closed\n", "pre:c[never closed\n]");
  reads("```inline```", "p[code[inline]]");
  assert.equal(/** @type {any} */ (read("```" + "x".repeat(500) + "\n"))[0].label.length, 20);
});

test("lines of the code that are named", () => {
  reads("Line 3: see line 12, deadline 5, line 1234567, `line 4`", "p[button:3[Line 3]: see button:12[line 12], deadline 5, line 1234567, code[line 4]]");
  reads("```\nline 4\n```", "pre:[line 4]");
});

test("HTML, addresses and entities are the text that they are", () => {
  for (const text of ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt; &#106;", "[a](javascript:alert(1))", "![a](http://evil.example/a.png)", "<http://evil.example>", "http://evil.example"]) {
    reads(text, `p[${text}]`);
    reads(`\`${text}\``, `p[code[${text}]]`);
    reads(`\`\`\`\n${text}\n\`\`\``, `pre:[${text}]`);
  }
});

test("while it streams, a mark that is half there is not shown, and the last one that is open counts as closed", () => {
  for (const half of ["-", "- ", "1", "1.", "#", "##", "`", "``", "```", "*", "**"]) reads(`a\n${half}`, "p[a]", true);
  reads("a **b", "p[a strong[b]]", true);
  reads("a **b*", "p[a strong[b]]", true);
  reads("a `b", "p[a code[b]]", true);
  reads("a `b`", "p[a code[b]]", true);
  reads("**a\n\nb", "p[**a]p[b]", true);
  reads("```py\nx = 1\n``", "pre:py[x = 1\n]", true);
  reads("```py\nx = 2 *", "pre:py[x = 2 *]", true);
});

test("an answer only grows while it streams: what was read of a block before the last one stays", () => {
  const text = "Look at **line 2**.\n\n1. What does `=` do?\n2. And `===`?\n\n```js\nlet a = 1 * 2;\n```\n\nWhich *asks*?";
  const whole = read(text);
  let least = 0;
  for (let end = 0; end <= text.length; end++) {
    const parts = read(text.slice(0, end), true);
    assert.ok(parts.length >= least, `at ${end}: ${short(parts)}`);
    least = parts.length;
    assert.deepEqual(parts.slice(0, -1), whole.slice(0, Math.max(0, parts.length - 1)), `at ${end}`);
  }
});

test("whatever is read, its tags are ours, its text is from the answer, and it is not deep", () => {
  const tags = new Set(["p", "ul", "ol", "li", "pre", "code", "strong", "em", "br", "button"]);
  /** @param {any[]} parts @param {number} depth @returns {string} */
  const walk = (parts, depth) => {
    assert.ok(depth < 16);
    return parts.map((part) => (typeof part === "string" ? part : (assert.ok(tags.has(part.tag)), walk(part.parts, depth + 1)))).join("");
  };
  for (let seed = 0; seed < 2000; seed++) {
    const text = random(seed, PIECES, 1 + (seed % 120));
    for (const open of [false, true]) {
      const letters = walk(read(text, open), 0).replace(/[^\p{L}\p{N}<>[(]/gu, "");
      let at = 0;
      for (const letter of letters) {
        at = text.indexOf(letter, at) + letter.length;
        assert.ok(at >= letter.length, JSON.stringify(text));
      }
    }
  }
});

test("no word of an answer is left out", () => {
  for (let seed = 0; seed < 2000; seed++) {
    const text = random(seed, PIECES.filter((piece) => !/[`~\d]/.test(piece)), 200);
    const words = (/** @type {string} */ from) => from.match(/word|[aé\u{1f600}]|<b>|\[x\]\(/gu) ?? [];
    assert.deepEqual(words(heard(read(text))), words(text), JSON.stringify(text));
  }
});

test("32 KB are read quickly, whatever they are", () => {
  const size = 32 * 1024;
  const runs = Array.from({ length: 250 }, (_, i) => "`".repeat(i)).join(" ");
  const repeated = ["`", "*", "a", "*a ", "**a *b ", "a* ", "`a", "[", "<", "> ", "- ", "\n- a", "1", "line ", "line 1 ", "\n", "```\n", "~", "\\", "#", " #", "# ", "\t", "\r", "_"];
  const texts = [runs, ...repeated.map((piece) => piece.repeat(size / piece.length)), `x${" ".repeat(size)}#`, `${" ".repeat(size)}x`, `-${" ".repeat(size)}`, `# ${"#".repeat(size)}x`];
  texts.push(Array.from({ length: 250 }, (_, i) => `${" ".repeat(i)}- x`).join("\n"));
  for (let seed = 1; seed <= 10; seed++) texts.push(random(seed, PIECES, size));
  for (const text of texts) {
    for (const open of [false, true]) {
      const start = process.cpuUsage();
      heard(read(text, open));
      const { user } = process.cpuUsage(start);
      assert.ok(user < 400_000, `${JSON.stringify(text.slice(0, 20))} took ${user / 1000} ms`);
    }
  }
});
