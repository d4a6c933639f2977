// What a screen reader hears: all news, few states, never two sentences at once.

import assert from "node:assert/strict";
import test from "node:test";
import { GAP_MS, Voice } from "../../public/voice.js";

/** A voice that writes down when it says what. @param {import("node:test").TestContext} context */
function listen(context) {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const heard = [];
  const voice = new Voice({
    set textContent(sentence) {
      heard.push([Date.now() - 1_000_000, sentence]);
    },
  });
  // In small steps: within one, the clock of the test stands at its end.
  const pass = (ms) => {
    for (let past = 0; past < ms; past += 50) context.mock.timers.tick(50);
  };
  return { voice, heard, pass };
}

test("news is said at once, and every piece of it", (context) => {
  const { voice, heard, pass } = listen(context);
  voice.tell("a tip");
  voice.tell("praise");
  voice.tell("praise");
  pass(10 * GAP_MS);
  assert.deepEqual(heard, [[0, "a tip"], [GAP_MS, "praise"], [2 * GAP_MS, "praise"]]);
});

test("of states that change fast only the one that stays is said, and once", (context) => {
  const { voice, heard, pass } = listen(context);
  for (let i = 0; i < 50; i++) {
    voice.state(i % 2 ? "gathering" : "half typed");
    pass(100);
  }
  assert.deepEqual(heard, []);
  pass(GAP_MS);
  assert.deepEqual(heard, [[4900 + GAP_MS, "gathering"]]);
  voice.state("");
  pass(100);
  voice.state("gathering");
  pass(10 * GAP_MS);
  assert.equal(heard.length, 1);
  voice.state("undone");
  pass(GAP_MS);
  assert.equal(heard.at(-1)[1], "undone");
});

test("news goes before a state, and a state that is over is not said", (context) => {
  const { voice, heard, pass } = listen(context);
  voice.state("gathering");
  pass(GAP_MS / 2);
  voice.tell("a tip");
  pass(GAP_MS / 2);
  assert.deepEqual(heard, [[GAP_MS / 2, "a tip"]]);
  voice.state("");
  pass(10 * GAP_MS);
  assert.equal(heard.length, 1);
});
