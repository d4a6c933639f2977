// Conversations on their way to the platform, in real workerd, to a real HTTP server: each arrives, in order, and counts once.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { targetOf } from "../../shim/handoff.js";
import { startServer } from "./harness.mjs";

const SECRET = "internal-secret-7f";
const PATH = "/rails/api/internal/llm/conversations";
const DAY_MS = 86_400_000;

/** What came, and how each test's user is answered: what other tests left behind comes too, and is nobody's business. */
const platform = { heard: /** @type {any[]} */ ([]), answers: /** @type {Map<string, (n: number) => any>} */ (new Map()) };
const http = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString() || "null");
  platform.heard.push({ at: Date.now(), path: request.url, method: request.method, headers: request.headers, body });
  const how = platform.answers.get(body.user_id)?.(numberOf(body)) ?? 201;
  if (how === "cut") return request.socket.destroy();
  if (how === "hang") return;
  const [status, headers] = Array.isArray(how) ? how : [how, {}];
  response.writeHead(status, { "content-type": "application/json", ...headers }).end('{"ok":true}');
});

/** The number that talk() put into a conversation. @param {any} body */
const numberOf = (body) => Number(/\d+/.exec(body.messages[0].content));
const heardOf = (user) => platform.heard.filter(({ body }) => body.user_id === user);
const contents = (user) => heardOf(user).map(({ body }) => numberOf(body));
const answer = (user, how) => platform.answers.set(user, how);

let server, worker, door, close, vars;
before(async () => {
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  vars = { RAILS_API_URL: `http://127.0.0.1:${port}/rails/`, INTERNAL_API_SECRET: SECRET };
  const DOOR = {
    name: "outbox-door",
    main: "test/worker/outbox-door.mjs",
    compatibility_date: "2026-10-20",
    vars,
    durable_objects: {
      bindings: [
        { name: "OUTBOX", class_name: "Outbox", script_name: "code-mentor" },
        { name: "BELL", class_name: "Bell" },
      ],
    },
    exports: { Bell: { type: "durable-object", storage: "sqlite" } },
  };
  ({ server, worker, close } = await startServer({ vars }, [{ config: DOOR }]));
  door = server.getWorker("outbox-door");
});
after(async () => {
  await close();
  http.closeAllConnections();
  http.close();
});
beforeEach(() => Object.assign(platform, { heard: [], answers: new Map() }));

/** @param {string} what @param {string} user @param {any} asked @param {object} [others] */
async function ask(what, user, asked, others) {
  const response = await door.fetch("http://door/", { method: "POST", body: JSON.stringify({ what, user, asked, vars: others }) });
  assert.equal(response.status, 200);
  return response.json();
}
const talk = (user, n) => ({
  user_id: user,
  exercise_slug: "bob",
  messages: [{ role: "user", content: `Why ${n}?`, tokens: 3 }, { role: "assistant", content: `Because ${n}: 日本 "x"`, tokens: 9 }],
  timestamp: "2026-11-28T08:00:00Z",
});
/** A conversation of so many bytes. @param {string} user @param {number} bytes */
const sized = (user, bytes) => {
  const body = JSON.stringify({ ...talk(user, 1), more: "" });
  return body.replace(/"}$/, `${"x".repeat(bytes - Buffer.byteLength(body))}"}`);
};
const handOn = (user, n) => ask("handOff", user, talk(user, n));
const storageOf = (user) => worker.getDurableObjectStorage("Outbox", { name: user });
const rowsOf = async (user) => (await storageOf(user)).exec("SELECT seq, id, tries, due_ms FROM outbox ORDER BY seq");

/** @param {() => any} holds @param {string} what @param {number} [patienceMs] */
async function until(holds, what, patienceMs = 10_000) {
  for (const stop = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (await holds()) return;
    if (Date.now() > stop) throw new Error(`waited for ${what}; heard ${JSON.stringify(platform.heard.map(({ body }) => [body.user_id, body.messages?.[0].content])).slice(0, 1500)}`);
  }
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test("a conversation is handed on at once, whole, with the secret and a key, and no row is left", async () => {
  assert.equal(await handOn("plain", 1), true);
  await until(() => heardOf("plain").length, "the conversation", 3000);
  const [{ path, method, headers, body }] = heardOf("plain");
  assert.deepEqual([method, path, headers["x-internal-secret"], headers["content-type"]], ["POST", PATH, SECRET, "application/json"]);
  assert.match(headers["idempotency-key"], /^[A-Za-z0-9_-]{22}$/);
  assert.deepEqual(body, talk("plain", 1));
  await until(async () => (await rowsOf("plain")).length === 0, "an empty outbox");
  await sleep(300);
  assert.equal(heardOf("plain").length, 1);
});

test("twenty at once arrive once each, in the order in which they were put", async () => {
  for (let n = 1; n <= 20; n++) await handOn("many", n);
  await until(() => heardOf("many").length >= 20, "all");
  await sleep(300);
  assert.deepEqual(contents("many"), Array.from({ length: 20 }, (_, i) => i + 1));
  assert.equal(new Set(heardOf("many").map(({ headers }) => headers["idempotency-key"])).size, 20);
});

test("what fails is tried again with the same key, later each time, and those behind it wait their turn", async () => {
  const failures = [503, "cut"];
  answer("retries", () => failures.shift() ?? 200);
  for (let n = 1; n <= 3; n++) await handOn("retries", n);
  await until(() => heardOf("retries").length >= 5, "three conversations and two failures", 15_000);
  await until(async () => (await rowsOf("retries")).length === 0, "an empty outbox");
  assert.deepEqual(contents("retries"), [1, 1, 1, 2, 3]);
  const keys = heardOf("retries").map(({ headers }) => headers["idempotency-key"]);
  assert.equal(new Set(keys.slice(0, 3)).size, 1);
  assert.equal(new Set(keys).size, 3);
  const [first, second, third] = heardOf("retries").map(({ at }) => at);
  assert.ok(second - first >= 1450 && second - first < 4000, `${second - first} ms`);
  assert.ok(third - second >= 2950 && third - second < 7000, `${third - second} ms`);
});

test("what is refused for good is given up, and the next one goes on; 409 means it was there", async () => {
  const answers = { 1: 400, 2: 409, 3: 422, 4: 200 };
  answer("refused", (n) => answers[n]);
  for (let n = 1; n <= 4; n++) await handOn("refused", n);
  await until(() => heardOf("refused").length >= 4, "all four");
  await until(async () => (await rowsOf("refused")).length === 0, "an empty outbox");
  await sleep(300);
  assert.deepEqual(contents("refused"), [1, 2, 3, 4]);
});

test("a wrong secret loses nothing", async () => {
  const failures = [401, 403];
  answer("locked", () => failures.shift() ?? 200);
  await handOn("locked", 1);
  await until(() => heardOf("locked").length >= 3, "the third try", 14_000);
  await until(async () => (await rowsOf("locked")).length === 0, "an empty outbox");
});

test("a redirect is not followed, and counts as a failure", async () => {
  answer("redirected", () => [307, { location: "/elsewhere" }]);
  await handOn("redirected", 1);
  await until(async () => (await rowsOf("redirected"))[0]?.tries === 1, "a failure");
  assert.deepEqual(heardOf("redirected").map(({ path }) => path), [PATH]);
});

test("a platform that does not answer is given ten seconds", async () => {
  answer("hangs", () => "hang");
  await handOn("hangs", 1);
  await until(async () => (await rowsOf("hangs"))[0]?.tries === 1, "a failure", 14_000);
  const [{ at }] = heardOf("hangs");
  assert.ok(Date.now() - at >= 9900 && heardOf("hangs").length === 1);
});

test("Retry-After is kept to, up to a quarter of an hour", async () => {
  const wait = async (user, header) => {
    answer(user, () => [429, { "retry-after": header }]);
    await handOn(user, 1);
    await until(async () => (await rowsOf(user))[0]?.tries === 1, "a failure");
    return (await rowsOf(user))[0].due_ms - Date.now();
  };
  const near = (ms, want) => assert.ok(ms > want - 5000 && ms <= want, `${ms} ms, not ${want}`);
  near(await wait("after-1", "120"), 120_000);
  near(await wait("after-2", "999999"), 900_000);
  near(await wait("after-3", new Date(Date.now() + 61_000).toUTCString()), 61_000);
  near(await wait("after-4", "soon"), 2000);
});

test("an eviction and a restart lose nothing", async () => {
  answer("stays", () => 503);
  for (let n = 1; n <= 3; n++) await handOn("stays", n);
  await until(async () => (await rowsOf("stays"))[0].tries >= 1, "a failure");
  await worker.evictDurableObject("Outbox", { name: "stays" });
  await server.update((options) => options); // every worker starts anew, on the same storage
  platform.heard = [];
  answer("stays", () => 200);
  await until(() => heardOf("stays").length >= 3, "all three", 20_000);
  await until(async () => (await rowsOf("stays")).length === 0, "an empty outbox");
  assert.deepEqual(contents("stays"), [1, 2, 3]);
});

test("the same row put twice is one", async () => {
  answer("twice", () => 503);
  for (let i = 0; i < 3; i++) assert.equal(await ask("put", "twice", ["same-id", JSON.stringify(talk("twice", 1))]), true);
  assert.equal((await rowsOf("twice")).length, 1);
});

test("after a minute of failures a row holds up nobody; after a day it is given up", async () => {
  answer("poison", (n) => (n === 1 ? 500 : 200));
  await handOn("poison", 1);
  await until(async () => (await rowsOf("poison"))[0]?.tries >= 1, "a failure");
  await (await storageOf("poison")).exec("UPDATE outbox SET tries = 5, due_ms = 0"); // the next one is the sixth
  await handOn("poison", 2);
  await until(() => contents("poison").includes(2), "the second");
  const [row, ...rest] = await rowsOf("poison");
  assert.deepEqual([row.tries, rest], [6, []]);
  assert.ok(row.due_ms > Date.now() + 40_000 && row.due_ms <= Date.now() + 64_000);
  await (await storageOf("poison")).exec(`UPDATE outbox SET due_ms = 0, made_ms = made_ms - ${DAY_MS}`);
  await handOn("poison", 3);
  await until(async () => (await rowsOf("poison")).length === 0, "an empty outbox");
  assert.deepEqual(contents("poison").slice(-2), [1, 3]);
});

test("an outbox holds a hundred rows and two megabytes: the oldest are dropped", async () => {
  answer("full", () => 503);
  for (let n = 0; n < 103; n++) await ask("put", "full", [`id-${n}`, JSON.stringify(talk("full", n))]);
  const rows = await rowsOf("full");
  assert.deepEqual([rows.length, rows[0].id, rows.at(-1).id], [100, "id-3", "id-102"]);
  answer("large", () => 503);
  const large = (n, bytes) => ask("put", "large", [`id-${n}`, sized("large", bytes)]);
  assert.equal(await large(1, 900_000), true);
  assert.equal(await large(2, 900_000), true);
  assert.equal(await large(3, 900_000), true);
  assert.deepEqual((await rowsOf("large")).map(({ id }) => id), ["id-2", "id-3"]);
  assert.equal(await large(4, 2_000_001), false);
  assert.equal(await large(5, 2_000_000), true);
  assert.deepEqual((await rowsOf("large")).map(({ id }) => id), ["id-5"]);
});

test("an outbox that stays empty for an hour is deleted, and begins anew", async () => {
  const storage = await server.getWorker("outbox-door").getDurableObjectStorage("Bell", { name: "old" });
  const tables = async () => (await storage.exec("SELECT name FROM sqlite_master WHERE name = 'outbox'")).length;
  const bell = (what, ...asked) => ask("bell", "old", { what, asked });
  const near = (at, ms) => Math.abs(at - Date.now() - ms) < 60_000;
  await bell("put", "a", JSON.stringify(talk("old", 1)));
  await until(async () => heardOf("old").length === 1 && near(await bell("alarmAt"), 3_600_000), "an alarm in an hour");
  assert.equal(await tables(), 1);
  await bell("ring"); // as if the hour were over
  await until(async () => (await tables()) === 0, "no table");
  assert.equal(await bell("alarmAt"), null);
  await bell("put", "b", JSON.stringify(talk("old", 2)));
  await until(() => heardOf("old").length === 2, "the second");
  assert.deepEqual(contents("old"), [1, 2]);
});

test("without an address or a secret nothing is handed on", async () => {
  const cases = [{ RAILS_API_URL: "" }, { INTERNAL_API_SECRET: "" }, { RAILS_API_URL: "not an address" }, { RAILS_API_URL: "ftp://example.org" }];
  for (const others of cases) assert.equal(await ask("handOff", "nobody", talk("nobody", 1), others), false);
  assert.equal((await (await storageOf("nobody")).exec("SELECT name FROM sqlite_master WHERE name = 'outbox'")).length, 0);
  assert.equal(heardOf("nobody").length, 0);
});

test("an address with or without a path, and what is wrong with one is told once", (t) => {
  const log = t.mock.method(console, "log", () => {});
  const url = (RAILS_API_URL) => targetOf({ RAILS_API_URL, INTERNAL_API_SECRET: "s" })?.url;
  assert.equal(url("https://example.org"), "https://example.org/api/internal/llm/conversations");
  assert.equal(url(" https://example.org:8443/v1// "), "https://example.org:8443/v1/api/internal/llm/conversations");
  assert.equal(url(undefined), undefined);
  assert.equal(log.mock.callCount(), 0);
  for (let i = 0; i < 3; i++) assert.equal(url("javascript:alert(1)"), undefined);
  assert.equal(log.mock.callCount(), 1);
  assert.ok(!String(log.mock.calls[0].arguments[0]).includes("alert"));
});

test("an outbox that cannot be reached is asked again with the same key, and the caller never hears of it", async (t) => {
  const { handOff } = await import("../../shim/handoff.js");
  t.mock.method(console, "log", () => {});
  /** @type {string[]} */
  const ids = [];
  const outbox = (fails) => ({ idFromName: (name) => name, get: () => ({ put: async (id) => {
    ids.push(id);
    if (ids.length <= fails) throw new Error("network");
    return true;
  } }) });
  assert.equal(await handOff({ ...vars, OUTBOX: outbox(2) }, "a", talk("a", 1)), true);
  assert.deepEqual([ids.length, new Set(ids).size], [3, 1]);
  ids.length = 0;
  assert.equal(await handOff({ ...vars, OUTBOX: outbox(9) }, "a", talk("a", 1)), false);
  assert.equal(ids.length, 3);
});
