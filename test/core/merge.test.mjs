// The page's diff and its merge of texts: by examples, and by what must hold for any texts.

import assert from "node:assert/strict";
import test from "node:test";
import { difference, merge } from "../../public/merge.js";

/** Texts of few different lines, so that they are alike in many places. */
function* texts(seed, count) {
  let state = seed;
  const below = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const lines = ["", "a", "b = 1;", "b = 2;", "  if (b) {", "}", "😀", "😁x"];
  const change = (text) => {
    const parts = text.split("\n");
    for (let i = below(4); i > 0; i--) parts.splice(below(parts.length + 1), below(3), ...pick(below(3)));
    return parts.join("\n");
  };
  const pick = (n) => Array.from({ length: n }, () => lines[below(lines.length)]);
  for (let i = 0; i < count; i++) {
    const base = pick(below(12)).join("\n");
    yield [base, change(base), change(base)];
  }
}

const apply = (text, changes) =>
  changes.reduceRight((done, { from, to, insert }) => done.slice(0, from) + insert + done.slice(to), text);

test("a difference leads from the one text to the other, in order, and touches nothing that both share at the ends", () => {
  for (const [a, b] of texts(1, 5000)) {
    const changes = difference(a, b);
    assert.equal(apply(a, changes), b);
    let last = -1;
    for (const { from, to, insert } of changes) {
      assert.ok(from > last && to >= from && (to > from || insert), JSON.stringify([a, b, changes]));
      assert.notEqual(a.slice(from, to), insert);
      last = to;
    }
  }
  assert.deepEqual(difference("same\ntext", "same\ntext"), []);
  assert.deepEqual(difference("let a = 1;\nb\n", "let a = 12;\nb\n"), [{ from: 9, to: 9, insert: "2" }]);
});

test("texts that have nothing in common are one change, in good time", () => {
  const a = Array.from({ length: 20000 }, (_, i) => `a${i}`).join("\n");
  const b = Array.from({ length: 20000 }, (_, i) => `b${i}`).join("\n");
  const start = performance.now();
  assert.equal(apply(a, difference(a, b)), b);
  assert.ok(performance.now() - start < 5000);
});

test("what only one side changed is as that side has it", () => {
  for (const [base, mine] of texts(2, 3000)) {
    assert.deepEqual(merge(base, mine, base), { text: mine, conflicts: 0 });
    assert.deepEqual(merge(base, base, mine), { text: mine, conflicts: 0 });
    assert.deepEqual(merge(base, mine, mine), { text: mine, conflicts: 0 });
  }
});

test("no line that a side added is lost", () => {
  const count = (text) => {
    const counts = new Map();
    for (const line of text.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  let conflicts = 0;
  for (const [base, mine, theirs] of texts(3, 5000)) {
    const merged = merge(base, mine, theirs);
    conflicts += merged.conflicts ? 1 : 0;
    if (!merged.conflicts) continue;
    const [b, m, t, all] = [base, mine, theirs, merged.text].map(count);
    for (const [line, n] of m) if (n > (b.get(line) ?? 0) && !t.has(line)) assert.ok(all.has(line), line);
    for (const [line, n] of t) if (n > (b.get(line) ?? 0) && !m.has(line)) assert.ok(all.has(line), line);
  }
  assert.ok(conflicts > 500);
});

test("changes of different words of a line both hold; of the same word both versions stay, theirs first", () => {
  assert.deepEqual(merge("let x = 12;", "let x = 13;", "let y = 12;"), { text: "let y = 13;", conflicts: 0 });
  assert.deepEqual(merge("a\nx = 1\nb", "a\nx = 2\nb", "a\nx = 3\nb"), { text: "a\nx = 3\nx = 2\nb", conflicts: 1 });
  assert.deepEqual(merge("a\nb", "a\nnew\nb", "a\nnew\nb"), { text: "a\nnew\nb", conflicts: 0 });
  assert.deepEqual(merge("", "mine", "theirs"), { text: "theirs\nmine", conflicts: 1 });
  assert.deepEqual(merge("a\ngone\nb", "a\nb", "a\ngone too\nb"), { text: "a\ngone too\nb", conflicts: 1 });
});
