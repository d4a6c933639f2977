// The page's link with a socket and a clock of the test: when it pings, when it gives up, when it comes back.

import assert from "node:assert/strict";
import test from "node:test";
import { Link, NUDGED_PONG_MS, OPEN_MS, PING_MS, PONG_MS, RETRY_FIRST_MS, RETRY_MOST_MS } from "../../public/link.js";

/** Timers that run when the test says so. */
class Clock {
  now = 0;
  #next = 1;
  #timers = new Map();

  timers = {
    set: (run, ms) => {
      this.#timers.set(this.#next, { at: this.now + ms, run });
      return this.#next++;
    },
    clear: (id) => this.#timers.delete(id),
  };

  pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const [id, timer] = [...this.#timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
      if (!timer || timer.at > end) break;
      this.#timers.delete(id);
      this.now = timer.at;
      timer.run();
    }
    this.now = end;
  }

  get waiting() {
    return this.#timers.size;
  }
}

/** A link with everything around it. `status` is what the probe answers. */
function world({ random = 1, status = 0 } = {}) {
  const clock = new Clock();
  const it = { clock, sockets: [], states: [], frames: [], probes: 0, status };
  class FakeSocket {
    sent = [];
    closed = false;
    constructor(url, protocols) {
      Object.assign(this, { url, protocols });
      it.sockets.push(this);
    }
    send(data) {
      this.sent.push(data);
    }
    close() {
      this.closed = true;
    }
  }
  it.link = new Link({
    url: () => `ws://test/${it.sockets.length}`,
    onState: (state, why, retry_ms) => it.states.push({ state, why, retry_ms }),
    onFrame: (frame) => it.frames.push(frame),
    probe: async () => {
      it.probes++;
      return it.status;
    },
    WebSocket: FakeSocket,
    timers: clock.timers,
    random: () => random,
  });
  Object.defineProperty(it, "socket", { get: () => it.sockets.at(-1) });
  Object.defineProperty(it, "last", { get: () => it.states.at(-1) });
  return it;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("it opens with the protocol, and hands frames on", () => {
  const it = world();
  it.link.open();
  assert.equal(it.last.state, "connecting");
  assert.deepEqual(it.socket.protocols, ["mentor.v1"]);
  assert.equal(it.link.send({ t: "look" }), false, "nothing is sent before it is open");
  it.socket.onopen();
  assert.equal(it.last.state, "open");
  assert.equal(it.link.send({ t: "look" }), true);
  assert.deepEqual(it.socket.sent, ['{"t":"look"}']);
  it.socket.onmessage({ data: '{"t":"saved","rev":3}' });
  it.socket.onmessage({ data: "pong" });
  assert.deepEqual(it.frames, [{ t: "saved", rev: 3 }], "a pong is not a frame");
});

test("it pings when it is quiet, and a pong keeps it open", () => {
  const it = world();
  it.link.open();
  it.socket.onopen();
  it.clock.pass(PING_MS - 1);
  assert.deepEqual(it.socket.sent, []);
  it.clock.pass(1);
  assert.deepEqual(it.socket.sent, ["ping"]);
  it.clock.pass(PONG_MS - 1);
  it.socket.onmessage({ data: "pong" });
  it.clock.pass(PONG_MS);
  assert.equal(it.link.state, "open");
  assert.equal(it.sockets.length, 1);
});

test("without a pong it is dead: it closes the socket and tries again", () => {
  const it = world();
  it.link.open();
  it.socket.onopen();
  it.clock.pass(PING_MS + PONG_MS);
  assert.equal(it.sockets[0].closed, true);
  assert.equal(it.last.state, "waiting");
  it.clock.pass(RETRY_FIRST_MS);
  assert.equal(it.sockets.length, 2);
  assert.equal(it.probes, 0, "a link that was open need not ask why");
});

test("a socket that does not open in time is given up", () => {
  const it = world();
  it.link.open();
  it.clock.pass(OPEN_MS);
  assert.equal(it.sockets[0].closed, true);
  assert.equal(it.last.state, "waiting");
});

test("the waiting times double up to a limit, and half of each is chance", () => {
  for (const [random, share] of [[0, 0.5], [0.5, 0.75], [1, 1]]) {
    const it = world({ random });
    it.link.open();
    const waits = [];
    for (let i = 0; i < 9; i++) {
      it.socket.onclose({ code: 1006 });
      waits.push(it.last.retry_ms);
      it.clock.pass(it.last.retry_ms);
    }
    const expected = waits.map((_, i) => Math.round(share * Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** i)));
    assert.deepEqual(waits, expected);
  }
});

test("only a frame makes the waiting times short again: a server that opens and closes is not trampled", () => {
  const it = world();
  it.link.open();
  for (let i = 0; i < 4; i++) {
    it.socket.onopen();
    it.socket.onclose({ code: 1011 });
    it.clock.pass(it.last.retry_ms);
  }
  it.socket.onopen();
  it.socket.onclose({ code: 1011 });
  assert.equal(it.last.retry_ms, RETRY_FIRST_MS * 16);
  it.clock.pass(it.last.retry_ms);
  it.socket.onopen();
  it.socket.onmessage({ data: '{"t":"welcome"}' });
  it.socket.onclose({ code: 1001 });
  assert.equal(it.last.retry_ms, RETRY_FIRST_MS);
});

test("too many tabs end it, and it says so", () => {
  const it = world();
  it.link.open();
  it.socket.onopen();
  it.socket.onclose({ code: 4409 });
  assert.deepEqual(it.last, { state: "closed", why: "tabs", retry_ms: 0 });
  assert.equal(it.clock.waiting, 0);
});

test("one violation is forgiven, three end it", () => {
  for (const code of [1008, 1009]) {
    const it = world();
    it.link.open();
    for (let i = 0; i < 2; i++) {
      it.socket.onopen();
      it.socket.onclose({ code });
      assert.equal(it.last.state, "waiting");
      it.clock.pass(it.last.retry_ms);
    }
    it.socket.onopen();
    it.socket.onclose({ code });
    assert.deepEqual(it.last, { state: "closed", why: "refused", retry_ms: 0 });
  }
});

test("a session that is not there, or not ours, is told from a server that is away", async () => {
  for (const status of [403, 404]) {
    const it = world({ status });
    it.link.open();
    it.socket.onclose({ code: 1006 });
    await settled();
    assert.deepEqual(it.last, { state: "closed", why: "unknown", retry_ms: 0 });
    it.clock.pass(RETRY_MOST_MS);
    assert.equal(it.sockets.length, 1);
  }
  for (const status of [0, 426, 500]) {
    const it = world({ status });
    it.link.open();
    it.socket.onclose({ code: 1006 });
    await settled();
    assert.equal(it.last.state, "waiting");
  }
});

test("an answer of the probe that comes late does not end a link that is open by then", async () => {
  const it = world({ status: 404 });
  it.link.open();
  it.socket.onclose({ code: 1006 });
  it.clock.pass(RETRY_FIRST_MS);
  it.socket.onopen();
  await settled();
  assert.equal(it.link.state, "open");
});

test("a nudge tries at once, or pings at once", () => {
  const it = world();
  it.link.open();
  it.socket.onclose({ code: 1006 });
  it.link.nudge();
  assert.equal(it.sockets.length, 2);
  assert.equal(it.clock.waiting, 1, "the old attempt is not waited for any more");
  it.socket.onopen();
  it.link.nudge();
  it.link.nudge();
  assert.deepEqual(it.socket.sent, ["ping"], "two nudges are one question");
  it.clock.pass(NUDGED_PONG_MS);
  assert.equal(it.last.state, "waiting");
});

test("a closed link stays closed, whatever the old socket still says", () => {
  const it = world();
  it.link.open();
  it.socket.onopen();
  const { onmessage } = it.socket;
  it.link.close();
  assert.equal(it.sockets[0].closed, true);
  assert.equal(it.socket.onclose, null);
  assert.equal(typeof onmessage, "function");
  it.link.nudge();
  it.clock.pass(RETRY_MOST_MS * 2);
  assert.equal(it.link.state, "closed");
  assert.equal(it.sockets.length, 1);
});
