// The Durable Object in real workerd: a session from its creation to its restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, createSession, startServer } from "./harness.mjs";

const BUG = "let tries = 3;\nif (tries = 1) {\n  console.log('last one');\n}\n";
let url, worker, close;
before(async () => ({ url, worker, close } = await startServer()));
after(() => close());

test("health answers", async () => {
  const response = await fetch(new URL("/health", url));
  assert.equal(response.status, 200);
  assert.equal((await response.json()).status, "ok");
  assert.equal((await fetch(new URL("/health", url), { method: "POST" })).status, 405);
});

test("a session is made of two random names, and only the secret's hash is kept", async () => {
  const made = await createSession(url);
  assert.match(made.session, /^[A-Za-z0-9_-]{22}$/);
  assert.match(made.owner, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(made.socket, `/api/sessions/${made.session}/socket`);
  const storage = await worker.getDurableObjectStorage("Mentor", { name: made.session });
  const [row] = await storage.exec("SELECT hex(owner_hash) AS hash FROM session");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(made.owner));
  assert.equal(row.hash.toLowerCase(), Buffer.from(digest).toString("hex"));
});

test("bad requests get plain answers", async () => {
  const post = (body, headers = {}) => fetch(new URL("/api/sessions", url), { method: "POST", body, headers });
  assert.equal((await post("{")).status, 400);
  assert.equal((await post('{"language":7}')).status, 400);
  assert.equal((await (await post('{"language":"klingon"}')).json()).error.code, "unknown_language");
  assert.equal((await post("{}", { origin: "https://elsewhere.example" })).status, 403);
  assert.equal((await fetch(new URL("/api/nothing", url))).status, 404);
});

test("a wrong secret, a missing one and a foreign origin are refused", async () => {
  const made = await createSession(url);
  const knock = (path, headers) =>
    worker.fetch(path, { headers: { upgrade: "websocket", ...headers } }).then((response) => response.status);
  const protocol = (secret) => ({ "sec-websocket-protocol": `mentor.v1, mentor.secret.${secret}` });
  assert.equal(await knock(made.socket, {}), 403);
  assert.equal(await knock(made.socket, protocol(made.session)), 403);
  assert.equal(await knock(made.socket, { ...protocol(made.owner), origin: "https://elsewhere.example" }), 403);
  assert.equal(await knock("/api/sessions/AAAAAAAAAAAAAAAAAAAAAA/socket", protocol(made.owner)), 404);
  assert.equal(await knock(made.socket, protocol(made.owner)), 101);
  assert.equal(await knock(made.socket, { cookie: `mentor=${made.owner}` }), 101);
});

test("typing is acknowledged, stored and answered with a true tip at its line", async () => {
  const session = await createSession(url, { language: "javascript" });
  const client = new Client(url, session);
  const welcome = await client.next("welcome");
  assert.deepEqual([welcome.rev, welcome.text, welcome.language], [0, "", "javascript"]);
  let text = "";
  for (const key of BUG) {
    client.say({ t: "edit", rev: text.length, len: text.length + 1, d: [[text.length, 0, key]] });
    text += key;
  }
  const tip = await client.next("tip");
  assert.equal(tip.rule, "assignment-in-condition");
  assert.deepEqual([tip.line, tip.severity, tip.source], [2, "error", "embedded"]);
  assert.ok(BUG.split("\n")[tip.line - 1].includes(tip.quote));
  await client.wait((frame) => frame.t === "saved" && frame.rev === BUG.length, "saved");
  client.say({ t: "hint", tip: tip.id });
  const opened = await client.next("tip");
  assert.deepEqual([opened.id, opened.hint, opened.hints.length], [tip.id, 2, 2]);
  await client.close();
});

test("a fix retires the tip with a word of praise", async () => {
  const session = await createSession(url);
  const client = new Client(url, session);
  await client.next("welcome");
  client.say({ t: "text", text: BUG });
  const tip = await client.next("tip");
  client.say({ t: "text", text: BUG.replace("tries = 1", "tries === 1") });
  const gone = await client.next("gone");
  assert.deepEqual([gone.tip, gone.because], [tip.id, "fixed"]);
  assert.ok(gone.text.length > 0);
  await client.close();
});

for (const webSockets of ["hibernate", "close"]) {
  test(`an evicted object goes on (sockets: ${webSockets})`, async () => {
    const session = await createSession(url);
    let client = new Client(url, session);
    await client.next("welcome");
    client.say({ t: "text", text: BUG });
    const tip = await client.next("tip");
    await worker.evictDurableObject("Mentor", { name: session.session, webSockets });
    if (webSockets === "close") {
      await client.closed;
      client = new Client(url, session);
      const welcome = await client.next("welcome");
      assert.equal(welcome.text, BUG);
      assert.deepEqual(welcome.tips.map((t) => [t.id, t.rule, t.line]), [[tip.id, tip.rule, tip.line]]);
    }
    client.say({ t: "edit", rev: 1, len: BUG.length + 1, d: [[0, 0, "\n"]] });
    assert.equal((await client.wait((frame) => frame.t === "ack" && frame.rev === 2, "ack of the edit")).rev, 2);
    client.say({ t: "hint", tip: tip.id });
    assert.equal((await client.next("tip")).line, tip.line + 1);
    await client.close();
  });
}

test("two tabs converge, and an edit against an old revision is sent back", async () => {
  const session = await createSession(url);
  const one = new Client(url, session), two = new Client(url, session);
  await one.next("welcome");
  await two.next("welcome");
  one.say({ t: "edit", rev: 0, len: 3, d: [[0, 0, "abc"]] });
  assert.deepEqual((await two.next("edit")).d, [[0, 0, "abc"]]);
  two.say({ t: "edit", rev: 0, len: 1, d: [[0, 0, "x"]], n: 1 });
  assert.deepEqual(await two.next("resync"), { t: "resync", rev: 1, n: 1 });
  two.say({ t: "edit", rev: 1, len: 4, d: [[3, 0, "x"]], n: 3 });
  assert.deepEqual((await one.next("edit")).d, [[3, 0, "x"]]);
  await one.close();
  await two.close();
});

test("bad frames are told, the third in a row closes, and nothing is lost", async () => {
  const session = await createSession(url);
  const client = new Client(url, session);
  await client.next("welcome");
  client.say({ t: "text", text: "safe" });
  await client.next("ack");
  for (const frame of ["{", "[]", '{"t":"nonsense"}']) client.socket.send(frame);
  assert.equal((await client.closed).code, 1008);
  const again = new Client(url, session);
  assert.equal((await again.next("welcome")).text, "safe");
  again.socket.send(new Uint8Array([0x7b, 0xff, 0x7d]));
  assert.equal((await again.next("error")).code, "bad_utf8");
  again.socket.send("x".repeat(2 * 1024 * 1024 + 1));
  assert.equal((await again.next("error")).code, "frame_too_long");
  assert.equal((await again.closed).code, 1009);
});

test("a damaged snapshot falls back to the one before it, then to empty, with a notice", async () => {
  const session = await createSession(url);
  const client = new Client(url, session);
  await client.next("welcome");
  client.say({ t: "text", text: "one" });
  await client.next("saved");
  client.say({ t: "text", text: "one two" });
  await client.next("saved");
  await client.close();
  const storage = await worker.getDurableObjectStorage("Mentor", { name: session.session });
  const spoil = "UPDATE snapshot SET bytes = zeroblob(100) WHERE generation = (SELECT max(generation) FROM snapshot)";
  await storage.exec(spoil);
  await worker.evictDurableObject("Mentor", { name: session.session, webSockets: "close" });
  const older = new Client(url, session);
  assert.equal((await older.next("welcome")).text, "one");
  assert.equal((await older.next("error")).code, "restored_older");
  await older.close();
  await storage.exec("UPDATE snapshot SET bytes = zeroblob(100)");
  await worker.evictDurableObject("Mentor", { name: session.session, webSockets: "close" });
  const empty = new Client(url, session);
  assert.equal((await empty.next("welcome")).text, "");
  assert.equal((await empty.next("error")).code, "restored_empty");
  await empty.close();
});

test("a ping is answered without waking anybody", async () => {
  const session = await createSession(url);
  const client = new Client(url, session);
  await client.next("welcome");
  client.socket.send("ping");
  await client.next("pong");
  await client.close();
});
