// What a deployment has beside the model: a platform that takes finished conversations, and exercises of its own. Both are
// real HTTP servers on the loopback. In real workerd.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { ask, CODE, errorOf, newUser, post, question, refused, remaining, sleep, startChat, Stream, token, until } from "./chat-client.mjs";

const SECRET = "internal-secret-7f";
const LESSON = {
  slug: "own-exercise", title: "The class's own", language: "python", level: 3, concepts: ["loops"], instructions: "Count the apples of the orchard.",
  tasks: [{ id: "zero", text: "An empty orchard has no apples." }], hints: [{ question: "Where to begin?", answer: "Begin at the first tree." }],
  starter: "def count(trees):\n    pass\n", solution: "def count(trees):\n    return sum(tree.apples for tree in trees)\n",
};
/** What is at an address of the curriculum: a status and a body. @type {Record<string, [number, any]>} */
const SHELF = {
  "own-exercise": [200, LESSON],
  "acronym": [404, "no such file"],
  "maze-solve-basic": [200, { ...LESSON, slug: "maze-solve-basic", title: "A maze of our own" }],
  "broken-json": [200, '{"slug":"broken-json"'],
  "broken-title": [200, { ...LESSON, slug: "broken-title", title: 7 }],
  "broken-server": [500, "fake-detail-5d2e"],
  "broken-redirect": [302, ""],
  "broken-long": [200, { ...LESSON, instructions: "x".repeat(70_000) }],
};

/** What came to the platform. @type {{ path: string, headers: any, body: any, text: string }[]} */
let heard = [];
/** How the platform answers. @type {(response: import("node:http").ServerResponse) => any} */
let accept;
let asked = /** @type {string[]} */ ([]);
const http = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  if (request.method === "POST") {
    heard.push({ path: request.url ?? "", headers: request.headers, body: JSON.parse(text), text });
    return accept(response);
  }
  asked.push(request.url ?? "");
  const [status, body] = SHELF[/\/exercises\/(.*)\.json$/.exec(request.url ?? "")?.[1] ?? ""] ?? [404, ""];
  response.writeHead(status, { "content-type": "application/json", ...(status === 302 && { location: "/exercises/own-exercise.json" }) });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
});

let url, fake;
before(async () => {
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  const base = `http://127.0.0.1:${port}`;
  const vars = { MENTOR_MODELS: "workers-ai", RAILS_API_URL: `${base}/rails`, INTERNAL_API_SECRET: SECRET, CURRICULUM_URL: `${base}/exercises/` };
  fake = await startChat(vars, ["AI"]);
  ({ url } = fake);
});
after(async () => {
  await fake.close();
  http.closeAllConnections();
  http.close();
});
const TALK = ["First, look.\r\n\n", "```js\nlet a = \"1\";\n```\n", "日本 👩‍👩‍👧‍👦. "];
beforeEach(async () => {
  heard = [];
  asked = [];
  accept = (response) => response.writeHead(201).end();
  await fake.reset();
  await fake.script({ chunks: TALK, usage: { in: 345, out: 67 } });
});
/** @param {any} sub */
const of = (sub) => heard.filter(({ body }) => body.user_id === sub);

// ---- finished conversations ----

test("a whole answer is handed on, with what it cost and a key", async () => {
  const sub = newUser();
  const before = Date.now();
  await ask(url, question({ question: "Why \"this\"?\n日本" }), { token: token({ sub }) });
  await until(() => of(sub).length, "the conversation");
  const [{ path, headers, body }] = of(sub);
  assert.equal(path, "/rails/api/internal/llm/conversations");
  assert.deepEqual([headers["x-internal-secret"], headers["content-type"]], [SECRET, "application/json"]);
  assert.match(headers["idempotency-key"], /^[A-Za-z0-9_-]{22,}$/);
  const { timestamp, ...rest } = body;
  assert.deepEqual(rest, {
    user_id: sub,
    exercise_slug: "acronym",
    messages: [{ role: "user", content: "Why \"this\"?\n日本", tokens: 345 }, { role: "assistant", content: TALK.join(""), tokens: 67 }],
  });
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  assert.ok(Math.abs(Date.parse(timestamp) - before) < 20_000);
});

test("a user who is a number stays one", async () => {
  const id = 70_000_000 + Math.floor(Math.random() * 1e6);
  await ask(url, question(), { token: token({ sub: id }) });
  await ask(url, question(), { token: token({ sub: String(id) }) });
  await until(() => of(id).length && of(String(id)).length, "both");
  assert.match(of(id)[0].text, new RegExp(`"user_id":${id},`));
  assert.notEqual(of(id)[0].headers["idempotency-key"], of(String(id))[0].headers["idempotency-key"]);
});

test("an answer that was cut off for its length is handed on too", async () => {
  const sub = newUser();
  await fake.script({ shape: "choices", chunks: ["First, lo"], finish: "length" });
  assert.equal((await ask(url, question(), { token: token({ sub }) })).last.finish, "length");
  await until(() => of(sub).length, "the conversation");
  assert.equal(of(sub)[0].body.messages[1].content, "First, lo");
});

test("nothing is handed on of what was refused, broke off, was blocked or left", async () => {
  const sub = newUser(), mine = { token: token({ sub }) };
  await refused(url, question({ code: 1 }), mine);
  await refused(url, question({ exerciseSlug: "no-such-exercise" }), mine);
  const scripts = [
    { code: 5007 }, { chunks: [] }, { chunks: ["One. ", "Two. ", "Three. "], cutAfterEvents: 2, chunkDelayMs: 10 },
    { chunks: ["One. ", "Two. "], errorAfter: 1 }, { shape: "choices", chunks: ["One. "], finish: "content_filter" },
  ];
  for (const script of scripts) {
    await fake.script({ chunks: ["Fine. "] });
    await ask(url); // closes the breaker again
    await fake.script(script);
    assert.doesNotMatch(await (await post(url, question(), mine)).text(), /"done"/);
  }
  await fake.script({ chunks: ["One. ", "Two. "], hangAfter: 1 });
  const leaving = new AbortController();
  const stream = new Stream(await post(url, question(), { ...mine, signal: leaving.signal }));
  await stream.next();
  leaving.abort();
  await sleep(700);
  assert.deepEqual(of(sub), []);
});

test("nobody who waits for an answer waits for the platform, and it is asked again with the same key", async () => {
  const sub = newUser();
  /** @type {any[]} */
  const held = [];
  accept = (response) => void held.push(response); // it does not answer
  const began = Date.now();
  for (let i = 0; i < 2; i++) assert.equal((await ask(url, question(), { token: token({ sub }) })).last.type, "done");
  await until(() => of(sub).length === 1, "the first");
  assert.ok(Date.now() - began < 4000, `${Date.now() - began} ms`);
  accept = (response) => response.writeHead(200).end();
  held[0].writeHead(503).end();
  await until(() => of(sub).length >= 3, "the first once more, and the second", 8000);
  const keys = of(sub).map(({ headers }) => headers["idempotency-key"]);
  assert.deepEqual([keys[0] === keys[1], keys[1] === keys[2]], [true, false]);
});

// ---- exercises of one's own ----

/** The last question as the model had it. */
const prompt = async () => JSON.stringify((await fake.log()).calls.at(-1).body);

test("an exercise of the deployment's own is asked about, without its solution", async () => {
  const { last } = await ask(url, question({ exerciseSlug: "own-exercise", code: "def count(trees):\n    return 0\n", taskId: "zero" }));
  assert.equal(last.type, "done");
  const said = await prompt();
  for (const words of ["Count the apples of the orchard.", "The class's own", "Begin at the first tree.", "An empty orchard has no apples.", "Python"])
    assert.ok(said.includes(words), words);
  assert.ok(!said.includes("sum(tree.apples"));
  await ask(url, question({ exerciseSlug: "own-exercise" }));
  assert.deepEqual(asked, ["/exercises/own-exercise.json"]); // it is kept for some minutes
});

test("one that it does not have is the bundled one, or none; its own comes first", async () => {
  assert.equal((await ask(url)).last.type, "done");
  assert.match(await prompt(), /Portable|Personal Best/);
  assert.equal((await refused(url, question({ exerciseSlug: "no-such-exercise" }))).status, 404);
  await ask(url, question({ exerciseSlug: "maze-solve-basic", code: CODE }));
  assert.match(await prompt(), /A maze of our own/);
});

test("one that cannot be read is a 503, asks nobody and does not count; the others go on", async (t) => {
  const sub = newUser();
  for (const slug of Object.keys(SHELF).filter((name) => name.startsWith("broken-")))
    await t.test(slug, async () => {
      const error = await errorOf(await post(url, question({ exerciseSlug: slug }), { token: token({ sub }) }));
      assert.deepEqual([error.status, error.code], [503, "curriculum_unavailable"]);
      assert.ok(Number(error.headers.get("retry-after")) >= 1 && !error.raw.includes("5d2e") && !error.raw.includes("127.0.0.1"));
    });
  assert.equal((await fake.log()).asked, 0);
  assert.equal(await remaining(url, sub), 49);
});

test("a slug that is no name is asked for nowhere", async () => {
  for (const slug of ["../own-exercise", "own-exercise/../own-exercise", "own-exercise.json?", "a b", "OWN", "%2e%2e", "http://evil.example/x", "é"]) {
    const { status, code } = await refused(url, question({ exerciseSlug: slug }));
    assert.deepEqual([status, code], [404, "exercise_not_found"], slug);
  }
  assert.deepEqual(asked, []);
});

// ---- the gate: what is held back ----

/** The reference solution of the bundled exercise, under other names. */
const SOLUTION =
  'Of course:\n\n```js\nfunction acronym(text) {\n  let out = "";\n  for (const part of text.replaceAll("-", " ").split(" ")) {\n' +
  "    if (part.length > 0) {\n      out += part[0].toUpperCase();\n    }\n  }\n  return out;\n}\n```\nThat is all. ";

test("a solution is withheld with its whole block, the next hint stands in its place, and nothing is handed on", async () => {
  const sub = newUser(), mine = { token: token({ sub }) };
  const about = question({ exerciseSlug: "acronym" });
  await fake.script({ shape: "choices", chunks: [...SOLUTION.match(/[^]{1,7}/g)] });
  const first = await ask(url, about, mine);
  assert.deepEqual([first.last.type, first.last.code], ["error", "withheld"]);
  assert.ok(first.text.startsWith("Of course:"), "what stood before it was shown");
  for (const piece of ["out +=", "toUpperCase", "for (const part", "That is all"]) assert.ok(!first.text.includes(piece), piece);
  assert.match(first.text, /A hint for this exercise: /);
  const history = [{ role: "user", content: "Why?" }, { role: "assistant", content: first.text }];
  const second = await ask(url, { ...about, history }, mine);
  const hintOf = (/** @type {string} */ text) => text.slice(text.indexOf("A hint"));
  assert.notEqual(hintOf(second.text), hintOf(first.text), "the one after it");
  await fake.script({ shape: "choices", chunks: ["Fine. "] });
  assert.equal(await remaining(url, sub), 47, "it was an answer, and counts");
  await until(() => of(sub).length, "the last conversation");
  assert.equal(of(sub).length, 1);
  const log = await fake.log();
  for (const { body } of log.calls) assert.ok(!JSON.stringify(body).includes("letters += word[0]"), "the solution is in no prompt");
});

test("what hides something, acts or leads away is withheld, from that sentence on", async (t) => {
  const texts = {
    "a control character": "Look here. A bell \u0007 rings. Then go on. ",
    "text that turns round": "Look here. This is \u202etxet. Then go on. ",
    "a script": "Look here. <script>alert(1)</script> Then go on. ",
    "a link": "Look here. Visit https://evil.example/login for more. Then go on. ",
    "a picture that tells": "Look here. ![a](https://evil.example/?q=code) Then go on. ",
    "a secret": "Look here. Send me your password to go on. Then go on. ",
  };
  for (const [name, text] of Object.entries(texts))
    await t.test(name, async () => {
      await fake.script({ shape: "choices", chunks: [...text.match(/[^]{1,5}/g)] });
      const answer = await ask(url);
      assert.deepEqual([answer.last.type, answer.last.code, answer.text], ["error", "withheld", "Look here. "]);
    });
});
