// When a provider fails: the client hears a fixed word and never the provider's, the next provider is asked as long as nothing
// was said, and the log holds nothing of anybody. In real workerd. (chat-network.test.mjs has what happens to connections.)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FAKE_ORIGIN } from "../fake/fake.mjs";
import { ask, CHAT_VARS, errorOf, newUser, post, question, refused, remaining, startChat, Stream, token } from "./chat-client.mjs";

const DETAIL = "fake-detail-5d2e"; // stands in every error's text of the fake model
const FINE = { chunks: ["Look at the line. "] };
const TALK = { chunks: ["First. ", "Second. ", "Third. ", "Fourth. "] };
/** @type {Record<string, any>} a server for each provider alone, and one for all three */
const servers = {};
before(async () => {
  for (const models of ["gemini", "openai", "workers-ai", "gemini,openai,workers-ai"]) servers[models] = await startChat({ MENTOR_MODELS: models });
});
after(() => Promise.all(Object.values(servers).map((one) => one.close())));

/** One question: how it came out, in words. @param {any} server @param {object} script */
async function outcome(server, script) {
  await server.reset();
  await server.script(FINE);
  await ask(server.url); // closes the breaker again
  await server.reset();
  await server.script(script);
  const sub = newUser();
  const response = await post(server.url, question(), { token: token({ sub }) });
  let word, raw;
  if (response.status === 200) {
    const { text, last, raw: bytes } = await new Stream(response).all();
    raw = bytes;
    word = last.type === "done" ? `done ${last.finish}` : `${text.trim() ? "text, then " : ""}${last.code}`;
    assert.ok(!text.trim() || TALK.chunks.join("").startsWith(text), text);
  } else {
    const error = await errorOf(response);
    raw = error.raw;
    word = `${error.status} ${error.code}`;
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
  }
  assert.ok(!raw.includes(DETAIL) && !/fake|model\.test|gemini|openai|llama|\b[45]\d\d\b.*error|stack/i.test(raw.replace(/model_unavailable/, "")), raw);
  const { asked } = await server.log({ bodies: false });
  return [word, asked];
}

/** What is scripted; how it comes out; how often the provider is asked. @type {Record<string, [object, string, number]>} */
const FAULTS = {
  "400": [{ status: 400 }, "503 model_unavailable", 1],
  "404": [{ status: 404 }, "503 model_unavailable", 1],
  "408": [{ status: 408 }, "503 model_unavailable", 1],
  "413": [{ status: 413 }, "503 model_unavailable", 1],
  "429, once more and then not": [{ status: 429 }, "503 model_unavailable", 2],
  "500": [{ status: 500 }, "503 model_unavailable", 1],
  "502": [{ status: 502 }, "503 model_unavailable", 1],
  "503, once more and then not": [{ status: 503 }, "503 model_unavailable", 2],
  "503, and then an answer": [{ ...FINE, ...TALK, next: [{ status: 503 }] }, "done stop", 2],
  "503 with a second to wait, and then an answer": [{ ...TALK, next: [{ status: 503, retryAfter: 1 }] }, "done stop", 2],
  "504": [{ status: 504 }, "503 model_unavailable", 1],
};
/** @type {Record<string, [object, string, number]>} */
const STREAM_FAULTS = {
  "429 for a long time": [{ status: 429, retryAfter: 3000 }, "503 model_unavailable", 1],
  "a redirect": [{ redirect: "https://elsewhere.example/" }, "503 model_unavailable", 1],
  "an empty answer": [{ chunks: [] }, "empty_answer", 1],
  "blanks": [{ chunks: [" \n ", "\n"] }, "empty_answer", 1],
  "no events at all": [{ raw: "" }, "empty_answer", 1],
  "only comments": [{ raw: ": one\n\n: two\n\n" }, "empty_answer", 1],
  "HTML": [{ raw: "<!doctype html><h1>Bad gateway fake-detail-5d2e</h1>" }, "503 model_unavailable", 1],
  "junk as the first event": [{ ...TALK, junkAfter: 0 }, "503 model_unavailable", 1],
  "an error as the first event": [{ ...TALK, errorAfter: 0 }, "503 model_unavailable", 1],
  "cut before the first event": [{ ...TALK, cutAfterEvents: 0 }, "503 model_unavailable", 1],
  "cut inside the first event": [{ ...TALK, cutAfterBytes: 9 }, "503 model_unavailable", 1],
  "junk in the middle": [{ ...TALK, junkAfter: 2 }, "text, then interrupted", 1],
  "an error in the middle": [{ ...TALK, errorAfter: 2 }, "text, then interrupted", 1],
  "cut in the middle": [{ ...TALK, cutAfterEvents: 3, chunkDelayMs: 20 }, "text, then interrupted", 1],
  "as many tokens as there may be": [{ ...TALK, finish: "length" }, "done length", 1],
};
/** @type {Record<string, [string, Record<string, [object, string, number]>]>} */
const OWN = {
  "gemini": ["gemini", {
    ...STREAM_FAULTS,
    "a blocked question": [{ chunks: [], blockReason: "SAFETY" }, "blocked", 1],
    "an answer that is stopped for safety": [{ ...TALK, finish: "safety" }, "text, then blocked", 1],
    "one that recites": [{ ...TALK, finish: "recitation" }, "text, then blocked", 1],
    "thoughts, and nothing else": [{ chunks: [], thoughts: ["hmm"] }, "empty_answer", 1],
    "an error that comes with 200": [{ raw: `data: {"error":{"code":503,"message":"${DETAIL}"}}\n\n` }, "503 model_unavailable", 2],
  }],
  "openai": ["openai", { ...STREAM_FAULTS, "a filter": [{ ...TALK, finish: "content_filter" }, "text, then blocked", 1] }],
  "workers-ai": ["workers-ai", {
    "3040, no capacity, twice": [{ code: 3040 }, "503 model_unavailable", 2],
    "3040, and then an answer": [{ ...TALK, next: [{ code: 3040 }] }, "done stop", 2],
    "3007, its time-out": [{ code: 3007 }, "503 model_unavailable", 1],
    "5007, no such model": [{ code: 5007 }, "503 model_unavailable", 1],
    "cut in the middle": [{ ...TALK, cutAfterEvents: 3, chunkDelayMs: 20 }, "text, then interrupted", 1],
    "an error in the middle": [{ ...TALK, errorAfter: 2 }, "text, then interrupted", 1],
  }],
};
test("faults of a provider", { concurrency: true }, async (t) => {
  const all = Object.entries(OWN).map(([name, [models, own]]) =>
    t.test(name, async (group) => {
      for (const [fault, [script, word, asked]] of Object.entries({ ...FAULTS, ...own }))
        await group.test(fault, async () => assert.deepEqual(await outcome(servers[models], script), [word, asked]));
    }),
  );
  await Promise.all(all);
});

test("the next provider is asked as long as nothing was said, and nobody notices", async (t) => {
  const all = servers["gemini,openai,workers-ai"];
  /** @type {Record<string, [object[], string[]]>} */
  const cases = {
    "a status": [[{ status: 500 }], ["gemini", "openai"]],
    "two statuses": [[{ status: 500 }, { status: 404 }], ["gemini", "openai", "workers-ai"]],
    "junk": [[{ raw: "junk" }], ["gemini", "openai"]],
    "cut before the first event": [[{ cutAfterEvents: 0 }], ["gemini", "openai"]],
    "an error as the first event": [[{ errorAfter: 0 }], ["gemini", "openai"]],
    "an empty answer": [[{ chunks: [] }], ["gemini", "openai"]],
    "a key that is wrong": [[{ status: 401 }], ["gemini", "openai"]], // last: it closes the provider for a while
  };
  for (const [name, [next, order]] of Object.entries(cases))
    await t.test(name, async () => {
      await all.script(FINE);
      await ask(all.url); // closes the breaker again
      await all.reset();
      await all.script({ ...TALK, next });
      const sub = newUser();
      const { text, last } = await ask(all.url, question(), { token: token({ sub }) });
      assert.deepEqual([text, last.type, last.remaining], [TALK.chunks.join(""), "done", 49]);
      const { calls } = await all.log({ bodies: false });
      assert.deepEqual(calls.map(({ dialect }) => dialect), order);
    });
});

test("nobody else is asked once something was said", async () => {
  const all = servers["gemini,openai,workers-ai"];
  await all.reset();
  await all.script({ ...TALK, cutAfterEvents: 2, chunkDelayMs: 20 });
  const { last } = await ask(all.url);
  assert.deepEqual([last.code, (await all.log({ bodies: false })).asked], ["interrupted", 1]);
});

test("a client that leaves in the middle: the call is aborted within a second, and counts once", async () => {
  for (const server of [servers.gemini, servers.openai]) {
    await server.reset();
    await server.script({ ...TALK, hangAfter: 2 });
    const sub = newUser(), leaving = new AbortController();
    const stream = new Stream(await post(server.url, question(), { token: token({ sub }), signal: leaving.signal }));
    const reading = stream.all().catch(() => {});
    await server.waitLog(({ calls }) => calls[0]?.bytes > 0, "the first bytes");
    const left = Date.now();
    leaving.abort();
    await server.waitLog(({ aborted }) => aborted === 1, "the abort", 2000);
    assert.ok(Date.now() - left < 1000, `${Date.now() - left} ms`);
    await reading;
    await server.script(FINE);
    assert.equal(await remaining(server.url, sub), 48);
  }
});

test("a client that leaves before the first byte: the call is aborted at once", async () => {
  const { gemini } = servers;
  for (const hang of ["head", "body"]) {
    await gemini.reset();
    await gemini.script({ hang });
    const sub = newUser();
    const headers = { authorization: `Bearer ${token({ sub })}` };
    const response = await gemini.atDoor("/?leave=300", { method: "POST", body: JSON.stringify(question()), headers });
    assert.ok((await response.json()).forgottenMs < 900, "the request is soon forgotten");
    await gemini.waitLog(({ aborted, inFlight }) => aborted === 1 && inFlight === 0, "the abort", 900);
    await gemini.script(FINE);
    assert.equal(await remaining(gemini.url, sub), 48); // it was asked, and this one
  }
});

test("a provider that fails again and again is left alone for a while", async () => {
  const server = servers.openai;
  await server.reset();
  await server.script(FINE);
  await ask(server.url);
  await server.script({ status: 500 });
  for (let i = 0; i < 8; i++) assert.equal((await refused(server.url)).code, "model_unavailable");
  const { asked } = await server.log({ bodies: false });
  assert.ok(asked >= 5 && asked < 10, String(asked));
});

test("the log holds no code, question, answer, token or user", async () => {
  const server = servers.gemini;
  await server.script(FINE);
  await ask(server.url);
  server.clearLogs();
  const words = ["needle-code-1", "needle-question-2", "needle-answer-3", "needle-user-4", "needle-history-5", "needle-slug-6"];
  const [code, asked, said, sub, before, slug] = words;
  const body = question({ code: `let x = "${code}";`, question: `${asked}?`, history: [{ role: "user", content: before }] });
  const shown = token({ sub });
  const scripts = [
    FINE, { status: 500 }, { chunks: [`${said}. `, "More. "], errorAfter: 1 }, { chunks: [`${said}. `] },
    { chunks: [], blockReason: "SAFETY" }, { raw: said }, { redirect: `${FAKE_ORIGIN}/${said}` },
  ];
  for (const script of scripts) {
    await server.script(script);
    await (await post(server.url, body, { token: shown })).text();
  }
  await (await post(server.url, { ...body, exerciseSlug: slug }, { token: shown })).text();
  await (await post(server.url, `{"code":"${code}"`, { token: shown })).text();
  await (await post(server.url, body, { token: token({ sub, exp: 5 }) })).text();
  await (await post(server.url, body, { token: `${shown}x` })).text();
  const logs = server.logs();
  assert.ok(logs.length >= 8, "there is a log");
  for (const word of [...words, shown, shown.split(".")[1], shown.split(".")[2], DETAIL, "fake-gemini-key", CHAT_VARS.DEVISE_JWT_SECRET_KEY])
    assert.ok(!logs.some((line) => line.includes(word)), `${word} in the log`);
  for (const line of logs) assert.equal(typeof JSON.parse(line).what, "string"); // one line of JSON each
});
