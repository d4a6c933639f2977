// `wrangler dev` as it stands: its addresses, and the embedded tutor, who answers without any key and with the token of
// `make token`. In real workerd.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT } from "../story/player.mjs";
import { ask, errorOf, newUser, post, question, refused, token as mint } from "./chat-client.mjs";
import { startServer } from "./harness.mjs";

const SECRET = /** @type {RegExpExecArray} */ (/^DEVISE_JWT_SECRET_KEY = "(.+)"$/m.exec(readFileSync(join(ROOT, "wrangler.toml"), "utf8")))[1];
const token = (/** @type {object} */ claims = {}) => mint(claims, undefined, SECRET);
/** The hints of an exercise, as its file has them. @param {string} slug */
const hintsOf = (slug) =>
  readFileSync(join(ROOT, `src/lessons/${slug}.md`), "utf8").split("## Hints\n")[1].split("\n## ")[0].trim().split("\n")
    .map((line) => line.replace(/^- /, "").split(" | "));

let url, close;
before(async () => ({ url, close } = await startServer()));
after(() => close());

/** @param {object} [more] */
const say = (more) => ask(url, question(more), { token: token() });

test("it says that it is the embedded one, and gives the first hint", async () => {
  const { text, last } = await say();
  assert.match(text, /embedded/);
  const [[asked, answer]] = hintsOf("acronym");
  assert.ok(text.includes(asked) && text.includes(answer), text);
  assert.deepEqual([last.type, last.finish, last.remaining], ["done", "stop", 49]);
  assert.ok(!text.includes("toUpperCase"));
});

test("the token of `make token` is good", async () => {
  const shown = execFileSync(process.execPath, [join(ROOT, "src/make/token.mjs")], { encoding: "utf8" }).trim();
  assert.equal((await ask(url, question(), { token: shown })).last.type, "done");
  assert.equal((await refused(url, question(), { token: mint() })).code, "invalid_token"); // of another secret
});

test("the hints come in their order, each once, and then there are none", async () => {
  for (const slug of ["acronym", "maze-solve-basic"]) {
    const hints = hintsOf(slug);
    /** @type {{ role: string, content: string }[]} */
    let history = [];
    const given = [];
    for (let i = 0; i <= hints.length; i++) {
      const { text } = await say({ exerciseSlug: slug, history });
      given.push(hints.findIndex(([, answer]) => text.includes(answer)));
      history = [...history, { role: "user", content: "And now?" }, { role: "assistant", content: text }].slice(-10);
    }
    const want = [...hints.map((_, i) => i), -1];
    if (hints.length > 5) want.length = 6; // the history holds no more
    assert.deepEqual(given.slice(0, want.length), want, slug);
  }
  const [[, answer]] = hintsOf("acronym");
  const claimed = await say({ history: [{ role: "user", content: answer }] });
  assert.ok(claimed.text.includes(answer), "what the learner says was not given");
});

/** @type {Record<string, [object, RegExp]>} */
const FINDINGS = {
  "an assignment in a condition": [{ code: "let tries = 3;\nif (tries = 1) {\n  console.log('last one');\n}\n" }, /Line 2: .*`?tries`?/],
  "code that does not read": [{ code: "function acronym(phrase) {\n  return (phrase;\n}\n" }, /Line \d: the code does not read as JavaScript/],
  "Python that does not read": [{ code: "def acronym(phrase)\n    return phrase\n", language: "python" }, /Line \d: the code does not read as Python/],
};
for (const [name, [body, finding]] of Object.entries(FINDINGS)) {
  test(`what the code shows: ${name}`, async () => {
    const { text } = await say(body);
    assert.match(text, finding);
    assert.match(text, /embedded/);
  });
}

test("no code, odd code, much code: there is an answer", async () => {
  const codes = ["", "\n\n\n", "\u0000".slice(1), "日本 👩‍👩‍👧‍👦 \u202e", "(".repeat(20_000), "let a = 1;\n".repeat(4545), "}".repeat(50_000)];
  for (const code of codes) {
    const { last, text } = await say({ code });
    assert.deepEqual([last.type, text.includes("embedded")], ["done", true], code.slice(0, 20));
  }
  assert.equal((await say({ language: "klingon" })).last.type, "done");
});

test("the limit of 50 holds for it too, at once and by user", async () => {
  const sub = newUser();
  const responses = await Promise.all(Array.from({ length: 60 }, () => post(url, question(), { token: token({ sub }) })));
  assert.equal(responses.filter(({ status }) => status === 200).length, 50);
  const late = responses.filter(({ status }) => status === 429);
  assert.equal(late.length, 10);
  for (const response of late) assert.ok(Number(response.headers.get("retry-after")) > 3500);
  await Promise.all(responses.map((response) => response.text()));
  assert.equal((await say()).last.remaining, 49);
});

test("pages of localhost may ask where it is developed, those on the list alone", async () => {
  const allowed = async (/** @type {string} */ origin) =>
    (await fetch(new URL("/chat", url), { method: "OPTIONS", headers: { origin } })).headers.get("access-control-allow-origin");
  for (const origin of ["https://jiki.io", "http://localhost:3000", "http://localhost:5173"]) assert.equal(await allowed(origin), origin);
  for (const origin of ["http://localhost:3000.evil.example", "http://localhost:30000", "https://localhost:3000", "http://localhost"])
    assert.equal(await allowed(origin), null, origin);
});

/** @param {string} path @param {string} method */
const send = (path, method) => fetch(new URL(path, url), { method });

test("health: GET and HEAD, and nothing else", async () => {
  const get = await send("/health", "GET");
  assert.equal(get.status, 200);
  assert.match(get.headers.get("content-type"), /^application\/json/);
  assert.equal((await get.json()).status, "ok");
  const head = await send("/health", "HEAD");
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    const response = await send("/health", method);
    assert.deepEqual([response.headers.get("allow"), (await errorOf(response)).code], ["GET, HEAD", "method_not_allowed"], method);
    assert.equal(response.status, 405);
  }
});

test("an address where nothing is: 404, as JSON", async () => {
  for (const path of ["/nothing", "/chat/", "/chat/more", "/Chat", "/health/x", "/api/chat", "/chat%2f"])
    for (const method of ["GET", "POST", "DELETE"]) {
      const { status, code } = await errorOf(await send(path, method));
      assert.deepEqual([status, code], [404, "not_found"], `${method} ${path}`);
    }
  assert.equal((await send("/chat?x=1", "OPTIONS")).status, 204);
  assert.match((await send("/", "GET")).headers.get("content-type"), /^text\/html/);
});

test("health says who answers", async () => {
  const { status, models } = await (await fetch(new URL("/health", url))).json();
  assert.deepEqual([status, models], ["ok", ["embedded"]]);
});
