// The providers' JavaScript against a server of the test: what is sent where, what comes back, and the word for what fails.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { Failure, call, order, present, prices } from "../../shim/models/index.js";

const KEY = "key-that-nobody-may-see";
const CODE = "let secret_code = 1;";
const BODY = { messages: [{ role: "user", content: CODE }], stream: true };

/** A server whose requests are kept. @param {(request: any, response: any) => void} answer */
async function serve(answer) {
  /** @type {any[]} */
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: JSON.parse(body) });
    answer(request, response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const stop = () => (server.closeAllConnections(), new Promise((done) => server.close(done)));
  return { url: `http://127.0.0.1:${port}`, seen, stop };
}

/** A server's time, however the test ends. @param {any} t @param {(request: any, response: any) => void} answer */
async function served(t, answer) {
  const server = await serve(answer);
  t.after(server.stop);
  return server;
}

const openaiAt = (/** @type {string} */ url) => ({ OPENAI_BASE_URL: url, OPENAI_MODEL: "some-model" });
const geminiAt = (/** @type {string} */ url) => ({ GEMINI_BASE_URL: url, GOOGLE_GEMINI_API_KEY: KEY });
const ask = (/** @type {any} */ env, /** @type {string} */ name, signal = new AbortController().signal) =>
  call(env, name, BODY, signal);
const textOf = (/** @type {ReadableStream} */ stream) => new Response(stream).text();

/** The word of a call that fails; nothing of it may show the key or the code. @param {Promise<any>} promise */
async function wordOf(promise) {
  const error = await promise.then(
    () => assert.fail("it did not fail"),
    (/** @type {any} */ some) => some,
  );
  assert.ok(error instanceof Failure, String(error));
  assert.doesNotMatch(`${error.stack} ${error.message} ${JSON.stringify(error)}`, /key-that|secret_code|127\.0\.0\.1/);
  return error.word;
}

/** What is said to the log meanwhile. @param {() => void} run */
function logged(run) {
  const before = console.log;
  /** @type {string[]} */
  const lines = [];
  console.log = (line) => lines.push(line);
  try {
    run();
  } finally {
    console.log = before;
  }
  return lines;
}

const ALL = { AI: {}, OPENAI_API_KEY: KEY, OPENAI_MODEL: "m", GOOGLE_GEMINI_API_KEY: KEY };

test("who is here follows from the settings", () => {
  assert.deepEqual(present({}), []);
  assert.deepEqual(present(ALL), ["workers-ai", "openai", "gemini"]);
  assert.deepEqual(present({ OPENAI_API_KEY: KEY }), []);
  assert.deepEqual(present({ OPENAI_MODEL: "m" }), []);
  assert.deepEqual(present({ OPENAI_MODEL: "m", OPENAI_BASE_URL: "http://127.0.0.1:1" }), ["openai"]);
  assert.deepEqual(present({ OPENAI_MODEL: "m", OPENAI_BASE_URL: "", OPENAI_API_KEY: "" }), []);
  assert.deepEqual(present({ GEMINI_BASE_URL: "http://127.0.0.1:1" }), []);
});

test("MENTOR_MODELS is the order, without those who are not here", () => {
  assert.deepEqual(order({}), ["embedded"]);
  assert.deepEqual(order(ALL), ["workers-ai", "openai", "gemini", "embedded"]);
  assert.deepEqual(order({ ...ALL, MENTOR_MODELS: "gemini, embedded ,workers-ai,,gemini" }), ["gemini", "embedded", "workers-ai"]);
  assert.deepEqual(order({ AI: {}, MENTOR_MODELS: "openai,workers-ai" }), ["workers-ai"]);
  assert.deepEqual(order({ AI: {}, MENTOR_MODELS: "" }), ["workers-ai", "embedded"]);
});

test("a name that nobody has is said once and left out", () => {
  for (const name of ["claude", "constructor", "__proto__", "toString"]) {
    const lines = logged(() => assert.deepEqual(order({ ...ALL, MENTOR_MODELS: `${name},gemini` }), ["gemini"]));
    assert.equal(lines.length, 1);
    assert.match(JSON.parse(lines[0]).problem, new RegExp(name));
  }
});

test("prices are read by their digits", () => {
  assert.deepEqual(prices({}), {});
  assert.deepEqual(prices({ OPENAI_PRICE: "0.15,0.60" }), { openai: [150_000, 600_000] });
  assert.deepEqual(prices({ WORKERS_AI_PRICE: "0.293, 2.253", GEMINI_PRICE: "0,999.999999" }), {
    "workers-ai": [293_000, 2_253_000],
    gemini: [0, 999_999_999],
  });
  for (const wrong of ["1", "1,", ",1", "1,2,3", "-1,2", "1e3,2", "0.1234567,1", "1000,1", "a,b", "1.,2", "$1,2"]) {
    const lines = logged(() => assert.deepEqual(prices({ OPENAI_PRICE: wrong }), {}));
    assert.equal(lines.length, 1, wrong);
  }
});

test("openai: address, key and model", async (t) => {
  const server = await served(t, (_, response) => response.end("data: [DONE]\n\n"));
  assert.equal(await textOf(await ask({ ...openaiAt(`${server.url}/v1`), OPENAI_API_KEY: KEY }, "openai")), "data: [DONE]\n\n");
  await textOf(await ask(openaiAt(`${server.url}/v1//`), "openai"));
  const [first, second] = server.seen;
  assert.equal(first.method, "POST");
  assert.equal(first.url, "/v1/chat/completions");
  assert.equal(first.headers.authorization, `Bearer ${KEY}`);
  assert.equal(first.headers["content-type"], "application/json");
  assert.deepEqual(first.body, { ...BODY, model: "some-model" });
  assert.equal(second.url, "/v1/chat/completions");
  assert.equal(second.headers.authorization, undefined);
});

test("gemini: the key is in a header and not in the address", async (t) => {
  const server = await served(t, (_, response) => response.end("data: {}\n\n"));
  assert.equal(await textOf(await ask(geminiAt(server.url), "gemini")), "data: {}\n\n");
  await textOf(await ask({ ...geminiAt(`${server.url}/`), GEMINI_MODEL: "a/../b?x" }, "gemini"));
  const [first, second] = server.seen;
  assert.equal(first.url, "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  assert.equal(first.headers["x-goog-api-key"], KEY);
  assert.equal(first.headers.authorization, undefined);
  assert.deepEqual(first.body, BODY);
  assert.equal(second.url, "/v1beta/models/a%2F..%2Fb%3Fx:streamGenerateContent?alt=sse");
});

test("bytes come as they are sent, before the answer is whole", async (t) => {
  /** @type {any} */
  let open;
  const server = await served(t, (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(Buffer.from([0x64, 0xf0, 0x9f]));
    open = response;
  });
  const reader = (await ask(openaiAt(server.url), "openai")).getReader();
  assert.deepEqual([...(await reader.read()).value], [0x64, 0xf0, 0x9f]);
  open.end(Buffer.from([0x90, 0x9f, 0xff]));
  assert.deepEqual([...(await reader.read()).value], [0x90, 0x9f, 0xff]);
  assert.equal((await reader.read()).done, true);
});

test("a status is told, with the seconds of Retry-After, and the body is not read", async (t) => {
  const told = [[429, "5", "http 429 5"], [429, undefined, "http 429"], [503, "Fri, 31 Dec 1999 23:59:59 GMT", "http 503"],
    [429, "-1", "http 429"], [500, undefined, "http 500"], [401, undefined, "http 401"], [413, undefined, "http 413"],
    [408, undefined, "http 408"]];
  for (const [status, after, word] of told) {
    const server = await served(t, (_, response) => {
      response.writeHead(status, after ? { "retry-after": after } : {});
      response.write(`${KEY} ${CODE}`); // and never ends: who waits for the body waits for ever
    });
    assert.equal(await wordOf(ask(openaiAt(server.url), "openai")), word);
    assert.equal(await wordOf(ask(geminiAt(server.url), "gemini")), word);
  }
});

test("a redirect is not followed: key and code stay here", async (t) => {
  const other = await served(t, (_, response) => response.end("data: [DONE]\n\n"));
  const server = await served(t, (_, response) => response.writeHead(307, { location: other.url }).end());
  assert.match(await wordOf(ask({ ...openaiAt(server.url), OPENAI_API_KEY: KEY }, "openai")), /^http 307$|^cut$/);
  assert.equal(server.seen.length, 1);
  assert.equal(other.seen.length, 0);
});

test("nobody there, no address, no body: cut", async (t) => {
  const gone = await serve(() => {});
  await gone.stop();
  assert.equal(await wordOf(ask(openaiAt(gone.url), "openai")), "cut");
  assert.equal(await wordOf(ask(openaiAt("no address"), "openai")), "cut");
  const rude = await served(t, (request) => request.socket.destroy());
  assert.equal(await wordOf(ask(openaiAt(rude.url), "openai")), "cut");
  const silent = await served(t, (_, response) => response.writeHead(204).end());
  assert.equal(await wordOf(ask(openaiAt(silent.url), "openai")), "cut");
});

test("a connection that breaks later rejects the reading", async (t) => {
  const server = await served(t, (request, response) => {
    response.write("data: a");
    setTimeout(() => request.socket.destroy(), 20);
  });
  await assert.rejects(textOf(await ask(openaiAt(server.url), "openai")));
});

test("a signal ends a call before and behind the first byte", async (t) => {
  const mute = await served(t, () => {});
  const first = new AbortController();
  const waiting = wordOf(ask(openaiAt(mute.url), "openai", first.signal));
  setTimeout(() => first.abort(), 20);
  assert.equal(await waiting, "cut");
  const slow = await served(t, (_, response) => response.write("data: "));
  const second = new AbortController();
  const stream = await ask(openaiAt(slow.url), "openai", second.signal);
  setTimeout(() => second.abort(), 20);
  await assert.rejects(textOf(stream));
});

test("who is not here is not called", async () => {
  for (const name of ["embedded", "openai", "workers-ai", "claude", "constructor", ""])
    assert.equal(await wordOf(ask({}, name)), "no_provider");
});

test("a binding UPSTREAM takes the place of the network", async () => {
  /** @type {any[]} */
  const calls = [];
  const UPSTREAM = { fetch: async (/** @type {any[]} */ ...args) => (calls.push(args), new Response("data: [DONE]\n\n")) };
  assert.equal(await textOf(await ask({ UPSTREAM, ...openaiAt("http://127.0.0.1:1/v1") }, "openai")), "data: [DONE]\n\n");
  assert.equal(await textOf(await ask({ UPSTREAM, ...geminiAt("http://127.0.0.1:1") }, "gemini")), "data: [DONE]\n\n");
  assert.deepEqual(calls.map(([url]) => new URL(url).pathname), [
    "/v1/chat/completions",
    "/v1beta/models/gemini-2.5-flash:streamGenerateContent",
  ]);
  assert.equal(calls[0][1].redirect, "manual");
});

test("workers-ai: an object goes on as its JSON, a stream as it is", async () => {
  /** @type {any[]} */
  const calls = [];
  const binding = (/** @type {any} */ result) => ({ AI: { run: async (/** @type {any[]} */ ...args) => (calls.push(args), result) } });
  const object = { response: { line: 3 }, usage: { prompt_tokens: 1 } };
  assert.equal(await textOf(await ask(binding(object), "workers-ai")), JSON.stringify(object));
  assert.equal(await textOf(await ask(binding(undefined), "workers-ai")), "null");
  const stream = /** @type {any} */ (new Response("data: [DONE]\n\n").body);
  assert.equal(await ask(binding(stream), "workers-ai"), stream);
  assert.equal(calls[0][0], "@cf/meta/llama-3.3-70b-instruct-fp8-fast");
  assert.equal(calls[0][1], BODY);
  assert.ok(calls[0][2].signal instanceof AbortSignal);
});

test("workers-ai: the binding's code is told, its words are not", async () => {
  const told = [
    [new Error("3040: Capacity temporarily exceeded"), "code 3040"],
    [new Error(`InferenceUpstreamError: 3036: ${CODE}`), "code 3036"],
    [new Error("AiError: Error: 3007: timeout"), "code 3007"],
    [Object.assign(new Error("busy"), { code: 3040 }), "code 3040"],
    [Object.assign(new Error("busy"), { code: "3036" }), "code 3036"],
    [Object.assign(new Error("3040: busy"), { code: "ECONNRESET" }), "code 3040"],
    [new Error("30401: no code of theirs"), "cut"],
    [new Error(`${KEY} 3040: ${CODE}`), "cut"],
    [new Error("Network connection lost."), "cut"],
    ["3040", "cut"],
    [null, "cut"],
  ];
  for (const [error, word] of told) {
    const run = () => Promise.reject(error);
    assert.equal(await wordOf(ask({ AI: { run } }, "workers-ai")), word, String(error));
    const thrown = () => {
      throw error;
    };
    assert.equal(await wordOf(ask({ AI: { run: thrown } }, "workers-ai")), word, String(error));
  }
});
