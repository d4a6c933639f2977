// The door of the chat: methods, other sites' pages, and who has a token. In real workerd.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ask, errorOf, now, ORIGIN, post, question, refused, startChat, token } from "./chat-client.mjs";

let fake, url;
before(async () => {
  fake = await startChat();
  ({ url } = fake);
});
after(() => fake.close());
beforeEach(async () => {
  await fake.reset();
  await fake.script({ chunks: ["Look at the line. "] });
});

/** @param {string} path @param {string} method @param {Record<string, string>} [headers] */
const send = (path, method, headers = {}) => fetch(new URL(path, url), { method, headers });
const countAsked = async () => (await fake.log({ bodies: false })).asked;

test("other methods are told which ones there are", async () => {
  for (const method of ["GET", "PUT", "DELETE", "PATCH", "QUERY"]) {
    const response = await send("/chat", method, { authorization: `Bearer ${token()}`, origin: ORIGIN });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST, OPTIONS"], method);
    assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal((await errorOf(response)).code, "method_not_allowed");
  }
  const head = await send("/chat", "HEAD");
  assert.deepEqual([head.status, head.headers.get("allow"), await head.text()], [405, "POST, OPTIONS", ""]);
});

const STRANGERS = [
  "https://jiki.io.evil.example", "https://evil.example", "null", "http://jiki.io", "https://jiki.io:8443", "https://jiki.io:443",
  "https://www.jiki.io", "https://jiki.io/", "https://JIKI.io", "https://jikixio", "https://evil.example/https://jiki.io", "*",
  "http://localhost:3000", "http://localhost", "http://127.0.0.1:8787", "https://jiki.io, https://evil.example",
];

test("a browser that asks first is told what it may do, when its page is on the list", async () => {
  const preflight = { origin: ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type" };
  const { status, headers } = await send("/chat", "OPTIONS", preflight);
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), ORIGIN);
  assert.match(headers.get("access-control-allow-methods"), /\bPOST\b/);
  assert.match(headers.get("access-control-allow-headers"), /authorization/i);
  assert.match(headers.get("access-control-allow-headers"), /content-type/i);
  assert.ok(Number(headers.get("access-control-max-age")) >= 600);
  assert.match(headers.get("vary"), /\bOrigin\b/);
  assert.equal(headers.get("access-control-allow-credentials"), null);
});

/** @param {Headers} headers @param {string} what */
function assertNoCors(headers, what) {
  for (const [name] of headers) assert.ok(!name.startsWith("access-control-"), `${what}: ${name}`);
  assert.match(headers.get("vary") ?? "", /\bOrigin\b/, what);
}

test("a page that is not on the list gets no header of CORS, on no answer", async () => {
  for (const origin of STRANGERS) {
    const first = await send("/chat", "OPTIONS", { origin, "access-control-request-method": "POST" });
    assert.equal(first.status, 204, origin);
    assertNoCors(first.headers, origin);
    const denied = await refused(url, question(), { token: null, headers: { origin } });
    assert.equal(denied.status, 401);
    assertNoCors(denied.headers, origin);
  }
  const answered = await post(url, question(), { headers: { origin: STRANGERS[0] } });
  assertNoCors(answered.headers, "an answer");
  await answered.text();
  assertNoCors((await send("/chat", "OPTIONS")).headers, "no origin at all");
});

test("a page of the list can read every answer, errors too", async () => {
  const headers = { origin: ORIGIN };
  /** @type {[number, Promise<Response>][]} */
  const answers = [
    [200, post(url, question(), { headers })],
    [400, post(url, "{", { headers })],
    [401, post(url, question(), { headers, token: null })],
    [401, post(url, question(), { headers, token: token({ exp: now() - 5 }) })],
    [403, post(url, question(), { headers, token: token({ exercise_slug: "maze-solve-basic" }) })],
    [404, post(url, question({ exerciseSlug: "no-such-exercise" }), { headers })],
    [405, send("/chat", "GET", headers)],
    [413, post(url, question({ question: "q".repeat(5001) }), { headers })],
  ];
  for (const [status, answer] of answers) {
    const response = await answer;
    assert.deepEqual([response.status, response.headers.get("access-control-allow-origin")], [status, ORIGIN]);
    assert.match(response.headers.get("vary"), /\bOrigin\b/);
    assert.match(response.headers.get("access-control-expose-headers"), /Retry-After/i);
    await response.text();
  }
  await fake.script({ status: 500 });
  const away = await post(url, question(), { headers });
  assert.deepEqual([away.status, away.headers.get("access-control-allow-origin")], [503, ORIGIN]);
});

test("the scheme in any case, and the sub as text or as a number", async () => {
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer "])
    assert.equal((await ask(url, question(), { token: null, headers: { authorization: `${scheme} ${token()}` } })).last.type, "done");
  for (const sub of [7, "7", "a user of Ünïcode 日本", 0]) assert.equal((await ask(url, question(), { token: token({ sub }) })).last.type, "done");
});

const HEAD = { alg: "HS256", typ: "JWT" };
const base64 = (/** @type {any} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tail = (/** @type {string} */ text, /** @type {number} */ at) => text.slice(0, at) + (text.at(at) === "A" ? "B" : "A") + (text.slice(at + 1) || "");

/** @type {Record<string, [string | null, string]>} the whole header, and the code */
const DENIED = {
  "no header": [null, "missing_token"],
  "an empty one": ["", "missing_token"],
  "another scheme": ["Basic dXNlcjpwYXNz", "missing_token"],
  "a token without a scheme": [token(), "missing_token"],
  "a scheme without a token": ["Bearer", "missing_token"],
  "a scheme that goes on": [`Bearers ${token()}`, "missing_token"],
  "no token": ["Bearer hello", "invalid_token"],
  "two tokens": [`Bearer ${token()} ${token()}`, "invalid_token"],
  "expired": [`Bearer ${token({ exp: now() - 1 })}`, "token_expired"],
  "expired a day ago": [`Bearer ${token({ exp: now() - 86_400 })}`, "token_expired"],
  "expired, with a signature of somebody else": [`Bearer ${token({ exp: now() - 60 }, HEAD, "another secret that is long enough, too")}`, "invalid_token"],
  "a signature of somebody else": [`Bearer ${token({}, HEAD, "another secret that is long enough, too")}`, "invalid_token"],
  "a changed signature": [`Bearer ${tail(token(), -5)}`, "invalid_token"],
  "no signature": [`Bearer ${token().replace(/[^.]*$/, "")}`, "invalid_token"],
  "alg none": [`Bearer ${base64({ alg: "none", typ: "JWT" })}.${base64({ sub: "1", exp: now() + 60 })}.`, "invalid_token"],
  "alg HS512": [`Bearer ${token({}, { alg: "HS512", typ: "JWT" })}`, "invalid_token"],
  "alg RS256": [`Bearer ${token({}, { alg: "RS256", typ: "JWT" })}`, "invalid_token"],
  "no exp": [`Bearer ${token({ exp: undefined })}`, "invalid_token"],
  "no sub": [`Bearer ${token({ sub: undefined })}`, "invalid_token"],
  "an exp that is text": [`Bearer ${token({ exp: "9999999999" })}`, "invalid_token"],
  "not yet": [`Bearer ${token({ nbf: now() + 120 })}`, "invalid_token"],
};

test("who has no token, no good one, or an old one: 401, each with its word", async (t) => {
  for (const [name, [header, code]] of Object.entries(DENIED))
    await t.test(name, async () => {
      const answer = await refused(url, question(), { token: null, headers: header === null ? {} : { authorization: header } });
      assert.deepEqual([answer.status, answer.code], [401, code]);
      assert.match(answer.headers.get("www-authenticate"), /^Bearer\b/);
      assert.ok(!header?.includes(" ") || !answer.raw.includes(header.slice(-20)), "the token came back");
      assert.equal(await countAsked(), 0);
    });
  assert.equal((await ask(url, question(), { token: token({ nbf: now() + 20 }) })).last.type, "done"); // 30 s of leeway
});

test("the token is judged before the body: no body makes it another answer", async () => {
  for (const body of ["", "no JSON", "[".repeat(1000), "x".repeat(300_000)])
    assert.deepEqual((({ status, code }) => [status, code])(await refused(url, body, { token: null })), [401, "missing_token"]);
});

test("a token for one exercise is good for that one", async () => {
  const mine = { token: token({ exercise_slug: "acronym" }) };
  assert.equal((await ask(url, question(), mine)).last.type, "done");
  const other = await refused(url, question({ exerciseSlug: "maze-solve-basic" }), mine);
  assert.deepEqual([other.status, other.code], [403, "wrong_exercise"]);
  const unknown = await refused(url, question({ exerciseSlug: "no-such-exercise" }), mine);
  assert.deepEqual([unknown.status, unknown.code], [403, "wrong_exercise"]); // what exists is not told either
  assert.equal((await refused(url, question(), { token: token({ exercise_slug: 7 }) })).status, 401);
});

test("a list of one's own takes the place of the default, and is exact", async (t) => {
  const own = "http://localhost:4321";
  const other = await startChat({ CHAT_ORIGINS: ` https://a.example , ${own}` });
  t.after(() => other.close());
  const allowed = async (/** @type {string} */ origin) =>
    (await fetch(new URL("/chat", other.url), { method: "OPTIONS", headers: { origin } })).headers.get("access-control-allow-origin");
  for (const origin of ["https://a.example", own]) assert.equal(await allowed(origin), origin);
  for (const origin of [ORIGIN, "http://localhost:4322", "http://localhost", "https://a.example:444", "https://b.a.example"])
    assert.equal(await allowed(origin), null, origin);
});
