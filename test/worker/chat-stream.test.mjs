// The answer: true events, every byte of the model's text in its place, as it comes; from all three providers, and for many at
// once. In real workerd.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ask, newUser, post, question, startChat, Stream, token } from "./chat-client.mjs";

const DETAIL = "fake-detail-5d2e";
/** @type {Record<string, any>} a server for each provider */
const servers = {};
let fake, url;
before(async () => {
  for (const provider of ["gemini", "openai", "workers-ai"]) servers[provider] = await startChat({ MENTOR_MODELS: provider });
  fake = servers.gemini;
  ({ url } = fake);
});
after(() => Promise.all(Object.values(servers).map((one) => one.close())));
beforeEach(() => Promise.all(Object.values(servers).map((one) => one.reset())));

/** @param {string[]} chunks @param {object} [more] @param {any} [server] */
async function hear(chunks, more = {}, server = fake) {
  await server.script({ chunks, ...more });
  return ask(server.url);
}

test("the head of an answer", async () => {
  await fake.script({ chunks: ["Look. "] });
  const response = await post(url);
  const { headers } = response;
  assert.match(headers.get("content-type"), /^text\/event-stream; ?charset=utf-8$/i);
  assert.equal(headers.get("cache-control"), "no-cache, no-transform");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("content-length"), null);
  assert.equal(headers.get("content-encoding"), null);
  await response.text();
});

test("the last event says how it ended, what it cost, and how many messages are left", async () => {
  const sub = newUser();
  await fake.script({ chunks: ["Look. "], usage: { in: 321, out: 45 } });
  const first = (await ask(url, question(), { token: token({ sub }) })).last;
  assert.deepEqual(first, { type: "done", finish: "stop", tokens: { in: 321, out: 45 }, remaining: 49 });
  await fake.script({ chunks: ["Look at the line and"], finish: "length", usage: { in: 5, out: 2048 } });
  const second = (await ask(url, question(), { token: token({ sub }) })).last;
  assert.deepEqual(second, { type: "done", finish: "length", tokens: { in: 5, out: 2048 }, remaining: 48 });
  const { last, text } = await hear(["Look at the line. "], { usage: null });
  assert.equal(text, "Look at the line. ");
  assert.ok(last.tokens.in > 300 && last.tokens.in < 5000 && last.tokens.out >= 3 && last.tokens.out < 12, JSON.stringify(last.tokens));
});

/** @type {Record<string, string[]>} */
const TEXTS = {
  "newlines": ["One.\n\nTwo.\n", "\n\n", "Three.\n   four\n\tfive\n"],
  "CRLF and lone CR": ["One.\r\nTwo.\r\n\r", "\nThree.\rFour.\n"],
  "a fence": ["Try this:\n\n```js\nconst n = [1, 2];\n", "console.log(n[0]);\n```\n", "What does it print?\n"],
  "a list": ["- one thing\n- another\n", "1. first\n2. second\n"],
  "emoji and other scripts": ["Nice 👩‍👩‍👧‍👦 🎉. ", "日本語。 ", "Ünïcödé. ", "مرحبا. "],
  "a letter in pieces": [..."é e\u0301 👍🏽 👩‍👩‍👧. "],
  "quotes, backslashes and a tab": ['He said "no\\n". ', "A tab\tand C:\\dir. "],
  "what looks like an event": ["data: {\"type\":\"done\"}\n\n", "event: end\n\ndata: [DONE]\n\n", ": comment\nid: 7\nretry: 1\n"],
  "blanks at both ends": ["  \n  Look. ", "  \n\n   "],
  "HTML": ["Use <b>let</b> &amp; <div>. "],
  "no end of a sentence": ["no full stop here"],
  "one long line": ["word ".repeat(1500)],
};
for (const provider of ["gemini", "openai", "workers-ai"]) {
  test(`every byte of ${provider}'s text is kept`, async (t) => {
    for (const [name, chunks] of Object.entries(TEXTS))
      await t.test(name, async () => {
        const { text, last, raw } = await hear(chunks, {}, servers[provider]);
        assert.equal(text, chunks.join(""));
        assert.equal(last.type, "done");
        assert.ok(!raw.includes("\r"), "a CR of the text is escaped");
      });
  });

  test(`${provider}: every framing gives the same text`, async (t) => {
    const chunks = TEXTS["a fence"];
    /** @type {Record<string, object>} */
    const framings = {
      "LF": { eol: "\n" },
      "CRLF": { eol: "\r\n" },
      "comments": { comments: true },
      "comments of an emoji": { comments: "⏳ wait" },
      "single bytes": { splitBytes: 1 },
      "single bytes with CRLF and comments": { splitBytes: 1, eol: "\r\n", comments: true },
      "three bytes": { splitBytes: 3, eol: "\r\n" },
      "thoughts": { thoughts: ["The learner wants the answer.", "I must not give it."] },
      "usage in an event of its own": { usageChunk: true, usage: { in: 9, out: 9 } },
      "usage nowhere": { usage: null },
      ...(provider !== "gemini" && { "no usage, and no [DONE]": { usage: null, done: provider !== "openai" } }),
      ...(provider === "workers-ai" && { "OpenAI's form": { shape: "choices" } }),
    };
    for (const [name, how] of Object.entries(framings))
      await t.test(name, async () => {
        const { text, last } = await hear(chunks, how, servers[provider]);
        assert.deepEqual([text, last.type, last.finish], [chunks.join(""), "done", "stop"]);
      });
  });
}

test("letters are put together when their bytes are parted", async () => {
  const chunks = ["👩‍👩‍👧‍👦 日本語 é. ", "🎉🎉. \n"];
  for (const server of Object.values(servers))
    for (const splitBytes of [1, 2, 3, 5, 7]) assert.equal((await hear(chunks, { splitBytes }, server)).text, chunks.join(""));
});

test("a thought is never said", async () => {
  for (const server of Object.values(servers)) {
    const { text, raw } = await hear(["Look. "], { thoughts: ["secret thought"], shape: "choices" }, server);
    assert.equal(text, "Look. ");
    assert.ok(!raw.includes("secret thought"));
  }
});

test("the first sentence is there before the provider has said its last", async () => {
  for (const [name, server] of Object.entries(servers)) {
    await server.script({ chunks: ["First. \n", "Second. \n", "Third. \n", "Fourth. \n"], chunkDelayMs: 250 });
    const stream = new Stream(await post(server.url));
    const first = await stream.next();
    const { calls } = await server.log({ bodies: false });
    assert.deepEqual([first.type, calls[0].outcome], ["chunk", "open"], name);
    assert.ok("First. \nSecond. \n".startsWith(first.text), first.text);
    const { text, events } = await stream.all();
    assert.equal(text, "First. \nSecond. \nThird. \nFourth. \n");
    assert.ok(events.length >= 4, `${events.length} events`);
  }
});

test("a provider that takes its time: the stream is still strict, and nothing is lost", async () => {
  const { text, last } = await hear(["One. ", "Two. ", "Three. "], { chunkDelayMs: 1100 });
  assert.deepEqual([text, last.type], ["One. Two. Three. ", "done"]);
});

test("32 answers at once, each to the one who asked", async () => {
  const names = Array.from({ length: 32 }, (_, i) => `q${String(i).padStart(2, "0")}x`);
  const textOf = (/** @type {string} */ name) => Array.from({ length: 12 }, (_, i) => `${name} says ${i}: ${i % 2 ? "é" : "👍🏽"} ${name}. `);
  await fake.script({ hold: true, chunkDelayMs: 15, splitBytes: 29, when: names.map((name) => ({ ask: name, chunks: textOf(name) })) });
  const answers = names.map((name) => ask(url, question({ question: `Why ${name}?` })));
  await fake.waitLog((log) => log.asked === 32, "32 questions", 10_000);
  await fake.release();
  for (const [i, { text, last }] of (await Promise.all(answers)).entries()) {
    assert.equal(text, textOf(names[i]).join(""));
    assert.deepEqual([last.type, last.remaining], ["done", 49]);
  }
  assert.equal((await fake.log({ bodies: false })).maxInFlight, 32);
});

test("one after the other: nothing of an answer is left for the next one", async () => {
  for (let i = 0; i < 20; i++) {
    const chunks = [`Answer ${i}. `, "x".repeat(i * 37), ". "];
    const broken = i % 3 === 1;
    const { text, last } = await hear(chunks, broken ? { errorAfter: 1 } : {});
    if (broken) assert.deepEqual([last.type, `${chunks[0]}`.startsWith(text)], ["error", true]);
    else assert.equal(text, chunks.join(""));
  }
});

test("an answer that never ends is ended where the limit is", async () => {
  await fake.script({ text: "All of this goes on and on. ".repeat(2000), chunkChars: 2000 });
  const { text, last } = await ask(url);
  assert.deepEqual([last.type, last.finish], ["done", "length"]);
  assert.ok(text.length > 20_000 && text.length <= 32_768, String(text.length));
  assert.ok("All of this goes on and on. ".repeat(2000).startsWith(text));
});

test("the text of an error is never said", async () => {
  for (const server of Object.values(servers))
    for (const how of [{ errorAfter: 2 }, { junkAfter: 2 }, { cutAfterEvents: 3 }]) {
      const { raw, last } = await hear(["One. ", "Two. ", "Three. ", "Four. "], how, server);
      assert.deepEqual([last.type, last.code], ["error", "interrupted"]);
      assert.ok(!raw.includes(DETAIL));
    }
});
