// The page's log of a session: whoever replays its lines gets the text, whatever was typed and however much was folded.

import assert from "node:assert/strict";
import test from "node:test";
import { ChangeSet } from "@codemirror/state";
import { fromEdits, toText } from "../../public/change.js";
import { Log } from "../../public/log.js";

const HEADER = ["format", "name", "language", "kind", "time_resolution_ms", "offsets", "initial"];

/** A random stream that a seed decides. */
function randomOf(seed) {
  let state = seed;
  const below = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const characters = ["a", "b", "\n", "é", "字", "😀", "😁", "𝒳", "\u{10ffff}"];
  return { below, text: (n) => Array.from({ length: below(n) }, () => characters[below(characters.length)]).join("") };
}

/** One action, in code points: parts of the text are replaced. Where they are is told in UTF-16 units. */
function action(text, { below, text: some }) {
  const points = [...text];
  const parts = [];
  for (let at = below(points.length + 1), n = 1 + below(3); n > 0 && at <= points.length; n--) {
    const to = Math.min(points.length, at + below(4));
    parts.push({ from: at, to, insert: some(4) });
    at = to + 1 + below(points.length + 1);
  }
  const unit = (point) => points.slice(0, point).join("").length;
  return parts.map(({ from, to, insert }) => narrow(text, unit(from), unit(to), insert));
}

/** The same change with what both sides share cut away, as an editor finds it that looks at units: inside pairs too. */
function narrow(text, from, to, insert) {
  while (from < to && insert && text[from] === insert[0]) [from, insert] = [from + 1, insert.slice(1)];
  while (from < to && insert && text[to - 1] === insert.at(-1)) [to, insert] = [to - 1, insert.slice(0, -1)];
  return { from, to, insert: toText(insert) };
}

/** What a reader of edit-trace/1 does: it counts code points. */
function replay(file) {
  const [header, ...lines] = file.trimEnd().split("\n").map((line) => JSON.parse(line));
  const points = [...header.initial];
  let last = 0;
  for (const { t, edits } of lines) {
    assert.ok(Number.isSafeInteger(t) && t >= last);
    last = t;
    for (const [at, del, ins] of edits) {
      assert.ok(at >= 0 && del >= 0 && at + del <= points.length, "an edit lies inside the text");
      assert.ok(ins.isWellFormed());
      points.splice(at, del, ...ins);
    }
  }
  return { header, lines, text: points.join("") };
}

for (const most of [undefined, { changes: 20, units: 1e6 }, { changes: 1e6, units: 300 }, { changes: 0, units: 0 }]) {
  test(`random edits replay to the text${most ? `, with at most ${JSON.stringify(most)}` : ""}`, () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      let now = 1e12;
      const log = new Log({ now: () => now, most });
      let doc = toText(random.text(30));
      log.begin(doc);
      for (let i = random.below(80); i > 0; i--) {
        now += random.below(500) - 20; // clocks are set back too
        const changes = ChangeSet.of(action(doc.toString(), random), doc.length);
        const after = changes.apply(doc);
        log.take(changes, doc, after);
        doc = after;
      }
      const { text, lines, header } = replay(log.write("some", "python"));
      assert.equal(text, doc.toString(), `seed ${seed}`);
      assert.deepEqual(Object.keys(header), HEADER);
      assert.equal(lines[0]?.t ?? 0, 0, "time counts from the first change that is left");
      if (!most) continue;
      assert.ok(lines.length <= most.changes);
      assert.equal(log.empty, lines.length === 0);
    }
  });
}

test("a log says what it is", () => {
  const log = new Log({ now: () => 5000.4 });
  log.begin(toText("x\n"));
  const doc = toText("x\n");
  const changes = ChangeSet.of({ from: 2, insert: "😀y" }, 2);
  log.take(changes, doc, changes.apply(doc));
  log.take(ChangeSet.empty(5), changes.apply(doc), changes.apply(doc));
  assert.equal(
    log.write("abc", "java"),
    '{"format":"edit-trace/1","name":"abc","language":"java","kind":"recorded","time_resolution_ms":1,' +
      '"offsets":"codepoint","initial":"x\\n"}\n{"t":0,"edits":[[2,0,"😀y"]]}\n',
  );
});

test("a change of very many places becomes lines that fit into frames, at one time", () => {
  const log = new Log({ now: () => 7 });
  const doc = toText("ab".repeat(9000));
  log.begin(doc);
  const changes = ChangeSet.of(Array.from({ length: 9000 }, (_, i) => ({ from: 2 * i, to: 2 * i + 1, insert: "😀" })), doc.length);
  log.take(changes, doc, changes.apply(doc));
  const { text, lines } = replay(log.write("many", "c"));
  assert.equal(text, "😀b".repeat(9000));
  assert.ok(lines.length > 1 && lines.every(({ t, edits }) => t === 0 && edits.length <= 4096));
});

test("a full log takes a key in no time", () => {
  const log = new Log({ now: () => 0 });
  let doc = toText("😀\n".repeat(20_000));
  log.begin(doc);
  const start = performance.now();
  for (let i = 0; i < 60_000; i++) {
    const changes = fromEdits([[i % doc.length & ~3, 0, "k"]], doc.length);
    const after = changes.apply(doc);
    log.take(changes, doc, after);
    doc = after;
  }
  const { lines, text } = replay(log.write("full", "c"));
  assert.equal(lines.length, 50_000);
  assert.equal(text, doc.toString());
  assert.ok(performance.now() - start < 20_000);
});
