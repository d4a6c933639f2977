// Connections: bodies without an end, clients that leave, providers that break off, a restart. The deployed bundle in a bare
// workerd, with a real network on both sides.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { ask, CHAT_VARS, newUser, now, post, question, refused, remaining, sleep, slowly, Stream, token, until } from "./chat-client.mjs";
import { gemini, head, Provider, soon, Workerd } from "./chat-workerd.mjs";

const provider = new Provider();
let workerd, url;
before(async () => {
  await provider.start();
  workerd = new Workerd({ ...CHAT_VARS, GEMINI_BASE_URL: provider.url, CHAT_LIMIT: "20" });
  await workerd.start();
  ({ url } = workerd);
});
after(async () => {
  await workerd.close();
  provider.close();
});
const fine = (/** @type {any} */ response) => {
  head(response);
  response.end(gemini("Look at the line. ", "STOP"));
};
beforeEach(() => Object.assign(provider, { asked: [], answer: fine }));

test("the token is judged before the body: one that never ends gets its 401", async () => {
  const body = async (/** @type {(bytes: string) => Promise<boolean>} */ write) => void (await write('{"exerciseSlug":"acro'));
  for (const [shown, code] of [["", "missing_token"], [`Bearer ${token({ exp: now() - 9 })}`, "token_expired"], ["Bearer a.b.c", "invalid_token"]]) {
    const answer = await slowly(url, { ...(shown && { authorization: shown }) }, body);
    assert.deepEqual([answer.status, JSON.parse(answer.text).error.code], [401, code]);
    soon(answer.ms, "the answer");
  }
});

test("a body that goes on for ever is refused when it is too long, not at its end", async () => {
  let sent = 0;
  const body = async (/** @type {(bytes: string) => Promise<boolean>} */ write) => {
    for (let piece = '{"code":"'; await write(piece); piece = "x".repeat(8192)) {
      sent += piece.length;
      await sleep(2);
    }
  };
  const answer = await slowly(url, { authorization: `Bearer ${token()}` }, body);
  assert.deepEqual([answer.status, JSON.parse(answer.text).error.code, JSON.parse(answer.text).error.limit], [413, "body_too_long", 262_144]);
  assert.ok(sent < 4 * 262_144, `${sent} bytes were taken`);
});

test("a length that is too long is refused before a byte of it came", async () => {
  const answer = await slowly(url, { authorization: `Bearer ${token()}`, "content-length": 262_145 }, async () => {});
  assert.equal(answer.status, 413);
  soon(answer.ms, "the answer");
});

test("a body that comes in pieces, split inside of letters, is read whole", async () => {
  const bytes = Buffer.from(JSON.stringify(question({ question: "Why 日本 \u{1F600}?" })));
  const answer = await slowly(url, { authorization: `Bearer ${token()}`, "content-length": bytes.length }, async (write) => {
    for (let at = 0; at < bytes.length; at += 1) {
      await write(bytes.subarray(at, at + 1));
      if (at % 16 === 0) await sleep(1);
    }
  });
  assert.equal(answer.status, 200);
  assert.match(JSON.stringify(provider.asked[0].body), /Why 日本 \u{1F600}\?/u);
});

test("what the provider says is passed on as it comes", async () => {
  /** @type {any} */
  let held;
  provider.answer = (response) => {
    head(response);
    response.write(gemini("First sentence. "));
    held = response;
  };
  const stream = new Stream(await post(url));
  assert.deepEqual(await stream.next(), { type: "chunk", text: "First sentence. " });
  held.write(gemini("Second sentence. "));
  assert.deepEqual(await stream.next(), { type: "chunk", text: "Second sentence. " });
  held.end(gemini("The end.", "STOP"));
  assert.equal((await stream.all()).text, "First sentence. Second sentence. The end.");
});

// A client that leaves. That workerd itself hears of it only when it writes, so there must be something to write: a beat.
/** @type {Record<string, (response: import("node:http").ServerResponse) => any>} */
const GOING_ON = {
  "while the provider speaks": async (response) => {
    head(response);
    for (let i = 0; i < 100 && !response.destroyed; i++, await sleep(50)) response.write(gemini("And so on. "));
  },
  "while a sentence has no end": async (response) => {
    head(response);
    response.write(gemini("A sentence. "));
    for (let i = 0; i < 100 && !response.destroyed; i++, await sleep(50)) response.write(gemini("word "));
  },
  "while the provider is silent in the middle": (response) => {
    head(response);
    response.write(gemini("A sentence. And a"));
  },
};
for (const [when, answer] of Object.entries(GOING_ON)) {
  test(`a client leaves ${when}: the provider's connection is closed within a second, and it counts once`, async () => {
    const sub = newUser(), leaving = new AbortController();
    provider.answer = answer;
    const stream = new Stream(await post(url, question(), { token: token({ sub }), signal: leaving.signal }));
    assert.equal((await stream.next()).type, "chunk");
    await sleep(200);
    const left = Date.now();
    leaving.abort();
    await until(() => provider.asked[0].closedAt, "the end of the provider's connection");
    soon(provider.asked[0].closedAt - left, "the end of the provider's connection");
    provider.answer = fine;
    assert.equal(await remaining(url, sub), 18); // of 20: the one that was left, and this one
  });
}

test("a client that leaves before its body is whole asks nobody, and does not count", async () => {
  const sub = newUser();
  const half = request(new URL("/chat", url), { method: "POST", agent: false, headers: { authorization: `Bearer ${token({ sub })}`, "content-length": 1000 } });
  half.on("error", () => {});
  half.write('{"exerciseSlug":');
  await sleep(100);
  half.destroy();
  await sleep(200);
  assert.equal(provider.asked.length, 0);
  assert.equal(await remaining(url, sub), 19);
});

/** @type {Record<string, [(response: import("node:http").ServerResponse) => any, string]>} */
const BROKEN = {
  "it is sent elsewhere, where nobody goes": [(response) => response.writeHead(307, { location: "/elsewhere" }).end(), "503 model_unavailable"],
  "the connection is cut before the head": [(response) => response.destroy(), "503 model_unavailable"],
  "the connection is cut behind the head": [(response) => (head(response), setTimeout(() => response.destroy(), 20)), "503 model_unavailable"],
  "it is cut after a sentence": [(response) => (head(response), response.write(gemini("A sentence. ")), setTimeout(() => response.destroy(), 50)), "interrupted"],
  "it ends after a sentence, without saying that it ended": [(response) => (head(response), response.end(gemini("A sentence. "))), "interrupted"],
  "fewer bytes than its head promised": [
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-length": 5000 });
      response.write(gemini("A sentence. "));
      setTimeout(() => response.destroy(), 50);
    },
    "interrupted",
  ],
};
for (const [what, [answer, result]] of Object.entries(BROKEN)) {
  test(`${what}: ${result}, and it does not count`, async () => {
    const sub = newUser();
    provider.answer = answer;
    if (result.startsWith("503")) {
      const error = await refused(url, question(), { token: token({ sub }) });
      assert.equal(`${error.status} ${error.code}`, result);
    } else {
      const { last, text } = await ask(url, question(), { token: token({ sub }) });
      assert.deepEqual([last.type, last.code], ["error", result]);
      assert.ok("A sentence. ".startsWith(text), text);
    }
    assert.equal(provider.asked.length, 1);
    provider.answer = fine;
    assert.equal(await remaining(url, sub), 19);
  });
}

test("a restart, in the middle of an answer: what was asked stays counted", async () => {
  const sub = newUser();
  for (let i = 0; i < 3; i++) await ask(url, question(), { token: token({ sub }) });
  provider.answer = GOING_ON["while the provider is silent in the middle"];
  const cut = new Stream(await post(url, question(), { token: token({ sub }) }));
  await cut.next();
  await workerd.stop();
  await assert.rejects(cut.all());
  await workerd.start();
  ({ url } = workerd);
  provider.answer = fine;
  assert.equal(await remaining(url, sub), 15); // 3, the one that nobody could give back, and this one
});

test("nobody listens where the provider should be: 503", async () => {
  await workerd.stop();
  workerd.vars.GEMINI_BASE_URL = "http://127.0.0.1:9";
  await workerd.start();
  const { status, code, headers, retry_after_s } = await refused(workerd.url);
  assert.deepEqual([status, code, headers.get("retry-after")], [503, "model_unavailable", String(retry_after_s)]);
});
