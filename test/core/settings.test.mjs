// What a deployment may set about money, and what happens to what it set wrongly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { microOf, readSettings } from "../../shim/settings.js";

test("dollars become micro-dollars digit by digit", () => {
  const right = { 0: 0, 1: 1e6, "1.00": 1e6, "0.1": 100_000, "0.000001": 1, "1.005": 1_005_000, "8.29": 8_290_000, "999999.999999": 999_999_999_999 };
  for (const [text, micro] of Object.entries(right)) assert.equal(microOf(text), micro, text);
  for (const text of ["", "-1", "+1", "1.", ".5", "1,00", "1e3", "$1", "0x10", "1.0000001", "1000000", "NaN", "١", "1 0"])
    assert.equal(microOf(text), null, text);
});

const DEFAULTS = { dayMicro: 1_000_000, sessionMicro: 250_000, learnerMicro: 500_000, minuteCalls: 300, chatLimit: 50, chatWindowS: 3600 };

test("nothing set means the defaults", () => {
  assert.deepEqual(readSettings({}), { settings: DEFAULTS, faults: [] });
});

test("text and TOML's numbers are read", () => {
  const { settings, faults } = readSettings({ DAILY_BUDGET_USD: " 2.50 ", SESSION_DAILY_USD: "0.1", LEARNER_DAILY_USD: 0.25, MINUTE_CALLS: 60, CHAT_LIMIT: "0", CHAT_WINDOW_S: 86400 });
  assert.deepEqual(settings, { dayMicro: 2_500_000, sessionMicro: 100_000, learnerMicro: 250_000, minuteCalls: 60, chatLimit: 0, chatWindowS: 86400 });
  assert.deepEqual(faults, []);
});

test("a wrong one is named, and its default holds", () => {
  const { settings, faults } = readSettings({ DAILY_BUDGET_USD: "ten", LEARNER_DAILY_USD: "", MINUTE_CALLS: "3.5" });
  assert.deepEqual(settings, DEFAULTS);
  assert.deepEqual(faults.map((fault) => fault.split(" ")[0]), ["DAILY_BUDGET_USD", "LEARNER_DAILY_USD", "MINUTE_CALLS"]);
  for (const fault of faults) assert.ok(!fault.includes("ten") && !fault.includes("3.5"));
});

test("a window is from a second to a day", () => {
  for (const text of ["0", "86401", "1.5", "-1", "1h", ""]) {
    const { settings, faults } = readSettings({ CHAT_WINDOW_S: text });
    assert.equal(settings.chatWindowS, 3600);
    assert.equal(faults.length, 1);
  }
  for (const seconds of [1, 86400]) assert.equal(readSettings({ CHAT_WINDOW_S: seconds }).settings.chatWindowS, seconds);
});
