// The lexicon as make makes it: the same bytes each time. How well it tells is measured with the gate (test/gate).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeLexicon } from "../../src/make/lexicon.mjs";
import { readWords } from "../../src/make/lexicon-words.mjs";
import { ROOT } from "../story/player.mjs";

test("the same sources give the same bytes", () => {
  const { text } = makeLexicon();
  assert.equal(makeLexicon().text, text);
  assert.equal(readFileSync(join(ROOT, "build/gen/lexicon.c"), "utf8"), text, "build/gen/lexicon.c is older than its sources");
});

test("no word is in two classes by hand", () => {
  const lists = ["strong", "weak", "glue"].map((name) => readWords(join(ROOT, `src/lexicon/${name}.txt`)));
  const both = [...lists[0]].filter((word) => lists[2].has(word));
  assert.deepEqual(both, []);
});
