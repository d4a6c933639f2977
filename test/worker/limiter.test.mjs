// The ledgers in real workerd: exact under concurrency, through eviction and restart, and both asked or none charged.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as ledger from "../../shim/ledger.js";
import { startServer } from "./harness.mjs";

const DOOR = {
  name: "limiter-door",
  main: "test/worker/limiter-door.mjs",
  compatibility_date: "2026-10-20",
  durable_objects: {
    bindings: [
      { name: "LIMITER", class_name: "Limiter", script_name: "code-mentor" },
      { name: "RINGER", class_name: "Ringer" },
    ],
  },
  exports: { Ringer: { type: "durable-object", storage: "sqlite" } },
};
let server, worker, door, close;
before(async () => {
  ({ server, worker, close } = await startServer({}, [{ config: DOOR }]));
  door = server.getWorker("limiter-door");
});
after(() => close());

/** Asks the ledgers as a session would. @param {string} what @param {string} learner @param {object | string} [asked] @param {object} [vars] */
async function ask(what, learner, asked, vars = {}) {
  const response = await door.fetch("http://door/", { method: "POST", body: JSON.stringify({ what, learner, asked, vars }) });
  assert.equal(response.status, 200);
  return response.json();
}
const call = (key, micro = 1000) => ({ key, provider: "workers-ai", micro });
const storageOf = (name) => worker.getDurableObjectStorage("Limiter", { name });

/** Every test begins with ledgers that nobody used: an object remembers nothing beside its storage. */
async function forget(...names) {
  for (const name of names) await (await storageOf(name)).exec("DROP TABLE IF EXISTS ledger");
}

test("of 64 calls at once exactly 10 fit a budget for 10", async () => {
  await forget("deployment");
  const vars = { DAILY_BUDGET_USD: "0.01", LEARNER_DAILY_USD: "0.005" }; // at 0.001 a call
  const asked = Array.from({ length: 64 }, (_, i) => ask("reserve", `crowd-${i % 4}`, call(`s${i}/1`), vars));
  const answers = await Promise.all(asked);
  assert.equal(answers.filter((answer) => answer.granted).length, 10);
  for (const answer of answers) if (!answer.granted) assert.equal(answer.why, "day");
  const looks = await Promise.all([0, 1, 2, 3].map((i) => ask("look", `crowd-${i}`)));
  assert.deepEqual([looks[0].deployment.held_micro, looks[0].deployment.calls], [10_000, 10]);
  // What the deployment refused was given back: the learners together hold what it holds.
  assert.equal(looks.reduce((sum, look) => sum + look.learner.held_micro, 0), 10_000);
  for (const look of looks) assert.ok(look.learner.held_micro <= 5000);
  assert.equal((await ask("reserve", "late", call("late/1"), vars)).scope, "deployment");
});

test("a learner's own budget is asked first, and costs the others nothing", async () => {
  await forget("deployment", "learner:greedy");
  const vars = { LEARNER_DAILY_USD: "0.002" };
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await ask("reserve", "greedy", call(`g/${i}`), vars));
  assert.deepEqual(answers.slice(0, 2), [{ granted: true }, { granted: true }]);
  assert.deepEqual([answers[2].granted, answers[2].why, answers[2].scope], [false, "day", "learner"]);
  assert.ok(answers[2].until_ms > Date.now() && answers[2].until_ms % 86_400_000 === 0);
  assert.deepEqual((await ask("reserve", "modest", call("m/1"), vars)), { granted: true });
  assert.equal((await ask("look", "greedy")).deployment.calls, 3);
});

test("a call is settled at both for what it cost, once", async () => {
  await forget("deployment", "learner:payer");
  assert.deepEqual(await ask("reserve", "payer", call("p/1", 947)), { granted: true });
  assert.deepEqual(await ask("reserve", "payer", call("p/1", 947)), { granted: true });
  assert.equal(await ask("settle", "payer", { key: "p/1", micro: 512, outcome: "ok" }), true);
  assert.equal(await ask("settle", "payer", { key: "p/1", micro: 512, outcome: "ok" }), true);
  assert.equal(await ask("settle", "payer", { key: "p/2", micro: 1, outcome: "ok" }), false);
  const { learner, deployment } = await ask("look", "payer");
  for (const { spent_micro, held_micro, calls } of [learner, deployment])
    assert.deepEqual([spent_micro, held_micro, calls], [512, 0, 1]);
  assert.equal((await ask("reserve", "payer", call("p/1", 947))).why, "settled");
});

test("a call that is never started is given back at both", async () => {
  await forget("deployment", "learner:halts");
  await ask("reserve", "halts", call("h/1"));
  assert.equal(await ask("release", "halts", "h/1"), true);
  const { learner, deployment } = await ask("look", "halts");
  for (const { held_micro, calls } of [learner, deployment]) assert.deepEqual([held_micro, calls], [0, 0]);
});

test("a provider that fails is left alone by everybody, and its breaker is the deployment's", async () => {
  await forget("deployment", "learner:first", "learner:second");
  for (let i = 0; i < 5; i++) {
    await ask("reserve", "first", call(`f/${i}`));
    await ask("settle", "first", { key: `f/${i}`, micro: 0, outcome: "broken" });
  }
  const refused = await ask("reserve", "second", call("f/9"));
  assert.deepEqual([refused.granted, refused.why, refused.scope], [false, "breaker", "deployment"]);
  const { learner, deployment } = await ask("look", "second");
  assert.deepEqual([deployment.breakers["workers-ai"], deployment.breakers.openai], ["open", "closed"]);
  assert.deepEqual([learner.held_micro, learner.calls], [0, 0]);
  assert.deepEqual(await ask("reserve", "second", { ...call("f/10"), provider: "openai" }), { granted: true });
});

test("the minute is counted for the whole deployment", async () => {
  await forget("deployment");
  const vars = { MINUTE_CALLS: "3" };
  const answers = await Promise.all([1, 2, 3, 4, 5].map((i) => ask("reserve", `minute-${i}`, call(`n${i}/1`, 1), vars)));
  assert.equal(answers.filter((answer) => answer.granted).length, 3);
  assert.ok(answers.every((answer) => answer.granted || answer.why === "minute"));
});

test("the count survives eviction and a restart", async () => {
  await forget("deployment", "learner:stays");
  const vars = { DAILY_BUDGET_USD: "0.003" };
  await ask("reserve", "stays", call("e/1"), vars);
  await worker.evictDurableObject("Limiter", { name: "deployment" });
  await worker.evictDurableObject("Limiter", { name: "learner:stays" });
  await ask("reserve", "stays", call("e/2"), vars);
  await server.update((options) => options); // every worker starts anew, on the same storage
  await ask("reserve", "stays", call("e/3"), vars);
  assert.deepEqual((await ask("look", "stays")).deployment.held_micro, 3000);
  assert.equal((await ask("reserve", "stays", call("e/4"), vars)).why, "day");
});

test("a damaged ledger grants nothing today and heals", async () => {
  await forget("deployment", "learner:unlucky");
  await ask("reserve", "unlucky", call("d/1"));
  await (await storageOf("deployment")).exec("UPDATE ledger SET bytes = zeroblob(100)");
  assert.equal((await ask("reserve", "unlucky", call("d/2"))).why, "day");
  const [row] = await (await storageOf("deployment")).exec("SELECT hex(substr(bytes, 1, 4)) AS magic, count(*) AS rows FROM ledger");
  assert.deepEqual(row, { magic: "434D4C31", rows: 1 });
  assert.equal((await ask("look", "unlucky")).learner.held_micro, 1000);
});

test("what traps or is no request is answered, and what is stored stays", async () => {
  await forget("deployment", "learner:odd");
  await ask("reserve", "odd", call("o/1"));
  for (const bad of [{}, { do: "reserve", key: "o/2" }, { do: "look", more: 1 }, { do: "x".repeat(3 << 20) }])
    assert.deepEqual(await ask("hit", "deployment", bad), { error: "bad_request" });
  assert.equal((await ask("reserve", "odd", { key: "o/3", provider: "nobody", micro: 1 })).why, "broken");
  const storage = await storageOf("deployment");
  await storage.exec("CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'disk full'); END");
  const lost = await ask("reserve", "odd", call("o/4"));
  assert.deepEqual(lost, { granted: false, why: "broken", scope: "deployment" });
  await storage.exec("DROP TRIGGER full");
  const { learner, deployment } = await ask("look", "odd");
  assert.deepEqual([learner.held_micro, deployment.held_micro], [1000, 1000]);
});

test("nothing in storage names a learner or a session", async () => {
  await forget("deployment", "learner:private-person");
  await ask("reserve", "private-person", call("private-session/1"));
  const storage = await storageOf("learner:private-person");
  const rows = await storage.exec("SELECT id, hex(bytes) AS bytes, used_ms FROM ledger");
  assert.equal(rows.length, 1);
  const bytes = Buffer.from(rows[0].bytes, "hex").toString("latin1");
  assert.ok(!bytes.includes("private"));
});

test("two days after its last use a ledger is deleted, and not before", async () => {
  const ring = (call, request) => ask("ringer", "old", { call, request });
  const storage = await server.getWorker("limiter-door").getDurableObjectStorage("Ringer", { name: "old" });
  const tables = () => storage.exec("SELECT name FROM sqlite_master WHERE name = 'ledger'");
  const until = async (holds) => {
    for (let i = 0; i < 100 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    return holds();
  };
  const two = 2 * 86_400_000;
  assert.deepEqual(await ring("hit", { do: "look" }).then(({ calls }) => calls), 0);
  assert.deepEqual([(await tables()).length, await ring("alarmAt")], [0, null]); // a look leaves nothing behind
  const request = { do: "reserve", ...call("r/1"), day_micro: 5000, minute_calls: 5 };
  const near = (at, ms) => Math.abs(at - Date.now() - ms) < 60_000;
  await ring("hit", request);
  assert.ok(near(await ring("alarmAt"), two));
  // Used a day ago: the alarm looks and comes back a day later.
  await storage.exec("UPDATE ledger SET used_ms = used_ms - 86400000");
  await ring("ring");
  assert.ok(await until(async () => near(await ring("alarmAt"), two / 2)));
  assert.equal((await tables()).length, 1);
  await storage.exec("UPDATE ledger SET used_ms = used_ms - 86400000");
  await ring("ring");
  assert.ok(await until(async () => (await tables()).length === 0));
  assert.equal(await ring("alarmAt"), null);
  assert.deepEqual(await ring("hit", request), { granted: true }); // and begins anew
  assert.ok(near(await ring("alarmAt"), two));
});

// ---- what happens when a ledger cannot be reached: the real shim/ledger.js, ledgers made of a few lines ----

/** @param {Record<string, (request: any) => any>} ledgers answers by name */
function fakes(ledgers) {
  /** @type {string[]} */
  const heard = [];
  const hit = (name) => async (request) => {
    heard.push(`${name.split(":")[0]} ${request.do}`);
    return ledgers[name.split(":")[0]](request);
  };
  return { heard, env: { LIMITER: { idFromName: (name) => name, get: (name) => ({ hit: hit(name) }) } } };
}
const grants = () => ({ granted: true, settled: true, released: true });
const dies = () => {
  throw new Error("network");
};

test("a ledger that does not answer grants nothing, and what may be held is given back", async () => {
  const far = fakes({ learner: grants, deployment: dies });
  assert.deepEqual(await ledger.reserve(far.env, "a", call("k")), { granted: false, why: "broken", scope: "deployment" });
  assert.deepEqual(far.heard.sort(), ["deployment release", "deployment reserve", "learner release", "learner reserve"]);
  const near = fakes({ learner: dies, deployment: grants });
  assert.deepEqual(await ledger.reserve(near.env, "a", call("k")), { granted: false, why: "broken", scope: "learner" });
  assert.deepEqual(near.heard, ["learner reserve", "learner release"]);
  assert.equal(await ledger.settle(near.env, "a", { key: "k", micro: 1, outcome: "ok" }), false);
  assert.deepEqual((await ledger.look(near.env, "a")).learner, null);
});

test("the learner's ledger hears no outcome, and both are asked with the settings", async () => {
  /** @type {any[]} */
  const requests = [];
  const both = { learner: (r) => (requests.push(r), grants()), deployment: (r) => (requests.push(r), grants()) };
  const { env } = fakes(both);
  await ledger.reserve({ ...env, DAILY_BUDGET_USD: "2", LEARNER_DAILY_USD: "x" }, "a", call("k", 5));
  await ledger.settle(env, "a", { key: "k", micro: 5, outcome: "denied" });
  const asked = { do: "reserve", key: "k", provider: "workers-ai", micro: 5, minute_calls: 300 };
  assert.deepEqual(requests, [
    { ...asked, day_micro: 500_000 },
    { ...asked, day_micro: 2_000_000 },
    { do: "settle", key: "k", micro: 5, outcome: "halted" },
    { do: "settle", key: "k", micro: 5, outcome: "denied" },
  ]);
});
