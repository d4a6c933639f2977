// Leases: what an isolate may hand out by itself, and that the ledger is told all of it, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as lease from "../../shim/lease.js";

const BIG = 1_000_000_000; // a day's budget, in micro-dollars
let calls = 0;
/** Each test has a provider of its own: leases are the module's. @param {string} name */
const callOf = (name) => `${name}/${++calls}`;

/** A provider that has answered. @param {string} provider */
function prove(provider) {
  const key = callOf(provider);
  lease.begin(key, provider, 10, 10);
  assert.deepEqual(lease.end(key, 7, "ok"), { key, micro: 7, outcome: "ok" });
}

test("who has not answered yet is trusted with one call", () => {
  assert.equal(lease.amount("new", 100, BIG), 100);
  prove("new");
  assert.equal(lease.amount("new", 100, BIG), 1600);
});

test("with a small budget every call is counted by itself", () => {
  prove("small");
  assert.equal(lease.amount("small", 100, 1000), 100);
  assert.equal(lease.amount("small", 100, 15_000), 300);
});

test("calls go along while one is in flight, up to what was reserved, and the last one tells the sum", () => {
  const [one, two, three, four] = Array.from({ length: 4 }, () => callOf("along"));
  lease.begin(one, "along", 100, 300);
  assert.ok(lease.take(two, "along", 100) && lease.take(three, "along", 100));
  assert.ok(!lease.take(four, "along", 100), "no more than was reserved");
  assert.equal(lease.end(two, 40, "ok"), null);
  assert.equal(lease.end(one, 50, "ok"), null);
  assert.deepEqual(lease.end(three, 5, "halted"), { key: one, micro: 95, outcome: "ok" });
  assert.ok(!lease.take(callOf("along"), "along", 1), "no lease lies idle");
  assert.equal(lease.end(three, 5, "ok"), undefined, "told once");
});

test("a failure closes a lease, is what the ledger hears, and ends the trust", () => {
  prove("fails");
  const [one, two] = [callOf("fails"), callOf("fails")];
  lease.begin(one, "fails", 100, 1600);
  assert.ok(lease.take(two, "fails", 100));
  assert.equal(lease.end(two, 0, "broken"), null);
  assert.ok(!lease.take(callOf("fails"), "fails", 100));
  assert.deepEqual(lease.end(one, 60, "ok"), { key: one, micro: 60, outcome: "broken" });
  assert.equal(lease.amount("fails", 100, BIG), 1600, "the answer after it counts again");
});

test("two leases of one provider do not mix", () => {
  const [one, two, three] = Array.from({ length: 3 }, () => callOf("two"));
  lease.begin(one, "two", 100, 200);
  lease.begin(two, "two", 100, 200); // of a request that asked at the same time
  assert.ok(lease.take(three, "two", 100));
  assert.deepEqual(lease.end(one, 1, "ok"), { key: one, micro: 1, outcome: "ok" });
  assert.equal(lease.end(two, 2, "ok"), null);
  assert.deepEqual(lease.end(three, 3, "ok"), { key: two, micro: 5, outcome: "ok" });
});

test("after a while it takes no more", (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const one = callOf("old");
  lease.begin(one, "old", 100, 1600);
  context.mock.timers.setTime(1_020_001);
  assert.ok(!lease.take(callOf("old"), "old", 100));
  assert.deepEqual(lease.end(one, 9, "ok"), { key: one, micro: 9, outcome: "ok" });
});
