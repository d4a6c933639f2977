// How many messages a user may send, in real workerd: exact under concurrency, through eviction and restart, and nothing
// counts that came to nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { userOf } from "../../shim/auth.js";
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

/** Asks as the chat would. @param {string} what @param {string} learner @param {any} [asked] @param {object} [vars] @param {string} [kind] */
async function ask(what, learner, asked, vars = {}, kind = undefined) {
  const response = await door.fetch("http://door/", { method: "POST", body: JSON.stringify({ what, learner, asked, vars, kind }) });
  assert.equal(response.status, 200);
  return response.json();
}
const storageOf = (name) => worker.getDurableObjectStorage("Limiter", { name });
const forget = async (name) => (await storageOf(name)).exec("DROP TABLE IF EXISTS ledger");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const question = (n, more = {}) => ({ key: `c/${n}`, messageKey: `m/${n}`, provider: "gemini", micro: 1000, ...more });
/** How many messages are left, asked without sending one: taken, and given back. */
async function left(user, vars) {
  const { remaining } = await ask("admitMessage", user, "how-many", vars);
  assert.equal(await ask("giveBack", user, "how-many"), true);
  return remaining + 1;
}

test("of 100 messages at once exactly 50 are let through", async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask("admitMessage", "crowd", `m/${i}`)));
  const granted = answers.filter((answer) => answer.granted);
  assert.equal(granted.length, 50);
  assert.deepEqual(granted.map(({ remaining }) => remaining).sort((a, b) => a - b), Array.from({ length: 50 }, (_, i) => i));
  const refused = answers.find((answer) => !answer.granted);
  assert.deepEqual([refused.why, refused.limit, refused.scope], ["messages", 50, "user"]);
  assert.ok(refused.until_ms > Date.now() + 3_590_000 && refused.until_ms <= Date.now() + 3_600_000);
  assert.equal((await ask("admitMessage", "another", "m/0")).remaining, 49); // each user's own
});

test("of 40 questions at once, with their calls, exactly 20 are let through, and those are paid for", async () => {
  await forget("deployment");
  const vars = { CHAT_LIMIT: "20" };
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask("begin", "asker", question(i), vars)));
  assert.equal(answers.filter((answer) => answer.granted).length, 20);
  for (const answer of answers) assert.ok(answer.granted || answer.why === "messages");
  const look = await ask("look", "asker", "user");
  for (const { held_micro, calls } of [look.learner, look.deployment]) assert.deepEqual([held_micro, calls], [20_000, 20]);
});

test("the count survives eviction and a restart", async () => {
  const vars = { CHAT_LIMIT: "3" };
  await ask("admitMessage", "stays", "m/1", vars);
  await worker.evictDurableObject("Limiter", { name: "user:stays" });
  await ask("admitMessage", "stays", "m/2", vars);
  await server.update((options) => options); // every worker starts anew, on the same storage
  assert.deepEqual(await ask("admitMessage", "stays", "m/3", vars), { granted: true, remaining: 0 });
  assert.equal((await ask("admitMessage", "stays", "m/4", vars)).why, "messages");
});

test("the window slides: a message leaves it to the millisecond, one after the other", async () => {
  const vars = { CHAT_LIMIT: "2", CHAT_WINDOW_S: "2" };
  assert.equal((await ask("admitMessage", "slides", "m/1", vars)).granted, true);
  await sleep(600);
  assert.equal((await ask("admitMessage", "slides", "m/2", vars)).granted, true);
  const first = await ask("admitMessage", "slides", "m/3", vars);
  assert.equal(first.why, "messages");
  assert.ok(first.until_ms > Date.now() && first.until_ms <= Date.now() + 1500);
  await sleep(first.until_ms - Date.now() + 5); // timers may be a little early
  assert.deepEqual(await ask("admitMessage", "slides", "m/3", vars), { granted: true, remaining: 0 });
  const second = await ask("admitMessage", "slides", "m/4", vars);
  assert.ok(second.until_ms >= first.until_ms + 500, "no new window, the next message's end");
});

test("the same message counts once, and one given back not at all", async () => {
  const vars = { CHAT_LIMIT: "2" };
  const twice = [await ask("admitMessage", "again", "m/1", vars), await ask("admitMessage", "again", "m/1", vars)];
  assert.deepEqual(twice, [{ granted: true, remaining: 1 }, { granted: true, remaining: 1 }]);
  assert.equal(await ask("giveBack", "again", "m/1"), true);
  assert.equal(await ask("giveBack", "again", "m/1"), false);
  assert.equal(await left("again", vars), 2);
  assert.equal((await ask("admitMessage", "again", "m/2", { CHAT_LIMIT: "0" })).limit, 0);
});

test("a question that is refused for its price does not count", async () => {
  await forget("deployment");
  const day = await ask("begin", "poor", question(1), { LEARNER_DAILY_USD: "0.0005" });
  assert.deepEqual([day.granted, day.why, day.scope], [false, "day", "user"]);
  const all = await ask("begin", "poor", question(2), { DAILY_BUDGET_USD: "0.0005" });
  assert.deepEqual([all.granted, all.why, all.scope], [false, "day", "deployment"]);
  const minute = await ask("begin", "poor", question(3, { provider: "workers-ai" }), { MINUTE_CALLS: "0" });
  assert.deepEqual([minute.granted, minute.why, minute.scope], [false, "minute", "user"]);
  assert.equal(await left("poor"), 50);
  const look = await ask("look", "poor", "user");
  for (const { held_micro, calls } of [look.learner, look.deployment]) assert.deepEqual([held_micro, calls], [0, 0]);
});

test("a question over the limit costs nothing, and reaches no other ledger", async () => {
  await forget("deployment");
  const vars = { CHAT_LIMIT: "1" };
  assert.deepEqual(await ask("begin", "over", question(1), vars), { granted: true, remaining: 0 });
  const refused = await ask("begin", "over", question(2), vars);
  assert.deepEqual([refused.why, refused.limit, refused.scope], ["messages", 1, "user"]);
  const look = await ask("look", "over", "user");
  for (const { held_micro } of [look.learner, look.deployment]) assert.equal(held_micro, 1000);
  assert.equal(await ask("settle", "over", { key: "c/1", micro: 400, outcome: "ok" }, {}, "user"), true);
  const after = await ask("look", "over", "user");
  for (const { held_micro, spent_micro } of [after.learner, after.deployment]) assert.deepEqual([held_micro, spent_micro], [0, 400]);
});

test("the embedded tutor costs nothing, and its answers count", async () => {
  await forget("deployment");
  const vars = { CHAT_LIMIT: "1", DAILY_BUDGET_USD: "0", LEARNER_DAILY_USD: "0" };
  const ask1 = (n) => ask("begin", "offline", question(n, { provider: "embedded", micro: 0 }), vars);
  assert.deepEqual(await ask1(1), { granted: true, remaining: 0 });
  assert.equal((await ask1(2)).why, "messages");
  assert.equal((await ask("look", "offline", "user")).deployment.calls, 0);
});

test("a provider that fails is asked all the same when there is nobody else", async () => {
  await forget("deployment");
  for (let i = 0; i < 5; i++) {
    await ask("begin", "alone", question(i));
    await ask("settle", "alone", { key: `c/${i}`, micro: 0, outcome: "broken" }, {}, "user");
  }
  assert.deepEqual([(await ask("begin", "alone", question(8))).why, await left("alone")], ["breaker", 45]);
  assert.deepEqual(await ask("begin", "alone", question(9, { last: true })), { granted: true, remaining: 44 });
  assert.deepEqual(await ask("reserve", "alone", { ...question(10), last: true }, {}, "user"), { granted: true });
  await ask("settle", "alone", { key: "c/9", micro: 1, outcome: "ok" }, {}, "user");
  assert.equal((await ask("look", "alone", "user")).deployment.breakers.gemini, "closed");
});

test("1300 calls in a moment are not too many for a ledger, where no minute counts them", async () => {
  await forget("deployment");
  for (let i = 0; i < 1300; i += 50) {
    const calls = Array.from({ length: 50 }, (_, k) => [
      { do: "reserve", key: `c/${i + k}`, provider: "openai", micro: 10, day_micro: 1_000_000 },
      { do: "settle", key: `c/${i + k}`, micro: 10, outcome: "ok" },
    ]);
    const answers = await ask("hits", "deployment", calls.flat());
    assert.deepEqual(answers, Array(50).fill([{ granted: true }, { settled: true }]).flat());
  }
  assert.deepEqual(await ask("begin", "busy", question(1)), { granted: true, remaining: 49 });
  const [row] = await (await storageOf("deployment")).exec("SELECT length(bytes) AS bytes FROM ledger");
  assert.ok(row.bytes < 300, `${row.bytes} bytes`);
  assert.equal((await ask("look", "busy", "user")).deployment.spent_micro, 13_000);
});

test("several requests in one visit: all or nothing, up to the first that is refused", async () => {
  const take = (key, limit = 5) => ({ do: "take", key, limit, window_ms: 60_000 });
  const call = (key, day_micro = 5000) => ({ do: "reserve", key, provider: "gemini", micro: 1000, day_micro });
  const hits = (...requests) => ask("hits", "visited", requests);
  assert.deepEqual(await hits(take("a"), call("a"), { do: "release", key: "a" }), [{ taken: true, remaining: 4 }, { granted: true }, { released: true }]);
  assert.deepEqual(await hits(take("b"), call("b", 1), call("c")).then(([one, two, ...rest]) => [one, two.why, rest]), [{ taken: true, remaining: 3 }, "day", []]);
  assert.deepEqual((await hits(take("b", 1), call("b"))).length, 1);
  assert.deepEqual(await hits(call("d"), { do: "nothing" }, call("e")), [{ granted: true }, { error: "bad_request" }]);
  assert.equal((await ask("hit", "visited", { do: "look" })).calls, 0); // a is released, and d was never granted
  assert.deepEqual(await hits(take("f")), [{ taken: true, remaining: 3 }]); // beside a: b was never taken
  const storage = await storageOf("visited");
  await storage.exec("CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'disk full'); END");
  assert.deepEqual(await hits(take("g"), call("g")), [{ granted: false, why: "broken" }]);
  await storage.exec("DROP TRIGGER full");
  assert.deepEqual(await hits(take("g")), [{ taken: true, remaining: 2 }]);
});

test("a damaged ledger takes no message for a window, and heals", async () => {
  const vars = { CHAT_WINDOW_S: "1" };
  await ask("admitMessage", "unlucky", "m/1", vars);
  await (await storageOf("user:unlucky")).exec("UPDATE ledger SET bytes = zeroblob(100)");
  const refused = await ask("begin", "unlucky", question(2), vars);
  assert.deepEqual([refused.why, refused.scope], ["messages", "user"]);
  await sleep(refused.until_ms - Date.now() + 5);
  assert.deepEqual(await ask("admitMessage", "unlucky", "m/2", vars), { granted: true, remaining: 49 });
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
  const hits = (name) => (requests) => Promise.all(requests.map(hit(name)));
  return { heard, env: { LIMITER: { idFromName: (name) => name, get: (name) => ({ hit: hit(name), hits: hits(name) }) } } };
}
const grants = () => ({ granted: true, taken: true, remaining: 7, settled: true, released: true, given_back: true });
const dies = () => {
  throw new Error("network");
};

test("a ledger that does not answer grants nothing, and what may be held is given back", async () => {
  const far = fakes({ user: grants, deployment: dies });
  assert.deepEqual(await ledger.begin(far.env, "a", question(1)), { granted: false, why: "broken", scope: "deployment" });
  assert.deepEqual(far.heard.sort(), ["deployment release", "deployment reserve", "user give_back", "user release", "user reserve", "user take"]);
  const near = fakes({ user: dies, deployment: grants });
  assert.deepEqual(await ledger.begin(near.env, "a", question(1)), { granted: false, why: "broken", scope: "user" });
  assert.deepEqual(near.heard, ["user take", "user reserve", "user give_back", "user release"]);
  assert.deepEqual(await ledger.admitMessage(near.env, "a", "m"), { granted: false, why: "broken", scope: "user" });
  assert.equal(await ledger.giveBack(near.env, "a", "m"), false);
});

test("a call that was made before is refused, and its message still counts", async () => {
  const { heard, env } = fakes({ user: grants, deployment: () => ({ granted: false, why: "settled", until_ms: 0 }) });
  assert.equal((await ledger.begin(env, "a", question(1))).why, "settled");
  assert.deepEqual(heard, ["user take", "user reserve", "deployment reserve"]);
});

test("the ledgers are asked with the settings, and only Workers AI has a minute", async () => {
  /** @type {any[]} */
  const requests = [];
  const hear = (r) => (requests.push(r), grants());
  const { env } = fakes({ user: hear, deployment: hear });
  const set = { ...env, CHAT_LIMIT: "9", CHAT_WINDOW_S: "60", LEARNER_DAILY_USD: "2", MINUTE_CALLS: "0" };
  assert.deepEqual(await ledger.begin(set, "a", question(1, { last: true })), { granted: true, remaining: 7 });
  const asked = { do: "reserve", key: "c/1", provider: "gemini", micro: 1000, last: true };
  assert.deepEqual(requests, [
    { do: "take", key: "m/1", limit: 9, window_ms: 60_000 },
    { ...asked, day_micro: 2_000_000 },
    { ...asked, day_micro: 1_000_000 },
  ]);
  requests.length = 0;
  await ledger.begin(set, "a", question(2, { provider: "workers-ai" }));
  assert.deepEqual(requests.slice(1).map(({ minute_calls, last }) => [minute_calls, last]), [[0, undefined], [0, undefined]]);
});

test("a user's word is the same on every day, another for each user and deployment, and says nothing", async () => {
  const word = await userOf("user-42", { LEARNER_SALT: "salt" });
  assert.match(word, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(await userOf("user-42", { LEARNER_SALT: "salt" }), word);
  const others = [await userOf("user-43", { LEARNER_SALT: "salt" }), await userOf("user-42", { LEARNER_SALT: "other" }), await userOf("user-42", {})];
  assert.equal(new Set([word, ...others]).size, 4);
});
