// How often a user may ask: exactly so often, whoever else asks at the same time, with whichever token, over a restart; and
// what came to nothing does not count. In real workerd. (messages.test.mjs has the ledger itself.)
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ask, errorOf, newUser, now, post, question, refused, remaining, startChat, token } from "./chat-client.mjs";

const LIMIT = 12;
const WINDOW_S = 600;
let fake, url;
before(async () => {
  fake = await startChat({ CHAT_LIMIT: String(LIMIT), CHAT_WINDOW_S: String(WINDOW_S) });
  ({ url } = fake);
});
after(() => fake.close());
const FINE = { chunks: ["Look at the line. "] };
beforeEach(async () => {
  await fake.reset();
  await fake.script(FINE);
});

/** @param {any} error of errorOf */
function assertRefusal(error) {
  assert.deepEqual([error.status, error.code, error.limit, error.window_s], [429, "too_many_messages", LIMIT, WINDOW_S]);
  const after = Number(error.headers.get("retry-after"));
  assert.equal(after, error.retry_after_s);
  assert.ok(Number.isInteger(after) && after > WINDOW_S - 60 && after <= WINDOW_S, `${after} s`);
  assert.match(error.opens_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  const opens = Date.parse(error.opens_at);
  assert.ok(Math.abs(opens - Date.now() - 1000 * after) < 3000, `${error.opens_at} is not in ${after} s`);
}

test("2N at once on a limit of N: N are answered, N are told when to come again", async () => {
  const sub = newUser();
  await fake.script({ ...FINE, chunkDelayMs: 5 });
  const responses = await Promise.all(Array.from({ length: 2 * LIMIT }, () => post(url, question(), { token: token({ sub }) })));
  const answered = responses.filter(({ status }) => status === 200), others = responses.filter(({ status }) => status !== 200);
  assert.deepEqual([answered.length, others.length], [LIMIT, LIMIT]);
  const left = [];
  for (const response of answered) left.push(Number(/"remaining":(\d+)/.exec(await response.text())?.[1]));
  assert.deepEqual(left.sort((a, b) => a - b), Array.from({ length: LIMIT }, (_, i) => i));
  for (const response of others) assertRefusal(await errorOf(response));
  assert.equal((await fake.log({ bodies: false })).asked, LIMIT);
  assertRefusal(await refused(url, question(), { token: token({ sub }) }));
  assert.equal(await remaining(url, newUser()), LIMIT - 1); // nobody else has paid for it
});

test("a user is who the token is about, whatever else the token says", async () => {
  const sub = newUser();
  assert.equal(await remaining(url, sub), LIMIT - 1);
  const others = [{ exp: now() + 5000 }, { iat: now() - 5 }, { jti: "another" }, { exercise_slug: "acronym" }, { name: "Ada" }];
  for (const [i, claims] of others.entries())
    assert.equal((await ask(url, question(), { token: token({ sub, ...claims }) })).last.remaining, LIMIT - 2 - i);
  assert.equal(await remaining(url, `${sub}x`), LIMIT - 1);
  assert.equal(await remaining(url, sub.toUpperCase()), LIMIT - 1);
});

test("the number 42 and the text 42 are one user", async () => {
  const id = 40_000_000 + Math.floor(Math.random() * 1e6);
  assert.deepEqual([await remaining(url, id), await remaining(url, String(id)), await remaining(url, id)], [LIMIT - 1, LIMIT - 2, LIMIT - 3]);
  assert.equal(await remaining(url, `0${id}`), LIMIT - 1);
});

test("what was wrong with a request, or with a provider, does not count", async () => {
  const sub = newUser(), mine = { token: token({ sub }) };
  for (const body of ["", question({ code: 1 }), question({ exerciseSlug: "no-such-exercise" }), question({ question: "q".repeat(6000) })])
    assert.ok((await refused(url, body, mine)).status >= 400);
  await refused(url, question(), { token: token({ sub, exp: now() - 1 }) });
  await refused(url, question(), { token: token({ sub, exercise_slug: "bob" }) });
  /** @type {[object, string][]} */
  const faults = [
    [{ status: 500 }, "model_unavailable"], [{ chunks: [], blockReason: "SAFETY" }, "blocked"], [{ chunks: [] }, "empty_answer"],
    [{ chunks: ["  \n "] }, "empty_answer"], [{ chunks: ["One. ", "Two. ", "Three. "], cutAfterEvents: 2 }, "interrupted"],
    [{ chunks: ["One. ", "Two. ", "Three. "], errorAfter: 1 }, "interrupted"], [{ chunks: ["One. ", "Two. "], finish: "safety" }, "blocked"],
  ];
  for (const [script, code] of faults) {
    await fake.script(script);
    const response = await post(url, question(), mine);
    const text = await response.text();
    assert.match(text, new RegExp(`"code":"${code}"`), JSON.stringify(script));
    await fake.script(FINE);
    await ask(url); // closes the breaker again
  }
  assert.equal(await remaining(url, sub), LIMIT - 1);
});

test("of many that fail at once none counts", async () => {
  const sub = newUser();
  await fake.script({ chunks: [] });
  const responses = await Promise.all(Array.from({ length: LIMIT }, () => post(url, question(), { token: token({ sub }) })));
  for (const response of responses) assert.match(await response.text(), /empty_answer/);
  await fake.script(FINE);
  assert.equal(await remaining(url, sub), LIMIT - 1);
});

test("a second attempt at another provider is the same message", async () => {
  const sub = newUser();
  await fake.script({ ...FINE, next: [{ status: 503 }] }); // asked once more
  assert.equal(await remaining(url, sub), LIMIT - 1);
  assert.equal((await fake.log({ bodies: false })).asked, 2);
  assert.equal(await remaining(url, sub), LIMIT - 2);
});

test("a restart forgets nothing", async () => {
  const sub = newUser();
  for (let i = 0; i < LIMIT - 1; i++) await ask(url, question(), { token: token({ sub }) });
  await fake.restart(); // on the same storage
  ({ url } = fake);
  await fake.script(FINE);
  assert.equal(await remaining(url, sub), 0);
  assertRefusal(await refused(url, question(), { token: token({ sub }) }));
});
