// The learners, in a process of their own: raw WebSockets that cost next to nothing, so that workerd is what is measured.
// The runner sends {id, call, args}; the answer is {id, result} or {id, error}. Frames are made before the clock starts.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { apply, keys, padded } from "./edits.mjs";
import { code } from "./typing.mjs";

const PATIENCE_MS = 30_000;
const DOCUMENT_BYTES = 10_000;
const CHUNK_BYTES = 64 << 10; // written at once
const TEXT = 1;
const HELLO = '{"t":"hello","rev":0,"hash":""}'; // answered with the whole document
const AT_ONCE = 100; // sessions that are made at the same time
// What sleeping sessions hold: whole lines, since half a one is looked at again later.
const DOCUMENT = code(7, DOCUMENT_BYTES).replace(/[^\n]*\n$/, "");

/** A masked text frame. @param {string} text */
function frameOf(text) {
  const payload = Buffer.from(text);
  const length = payload.length < 126 ? 2 : payload.length < 65536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(length + 4 + payload.length);
  frame[0] = 0x80 | TEXT;
  frame[1] = 0x80 | (length === 2 ? payload.length : length === 4 ? 126 : 127);
  if (length === 4) frame.writeUInt16BE(payload.length, 2);
  if (length === 10) frame.writeBigUInt64BE(BigInt(payload.length), 2);
  const mask = randomBytes(4);
  mask.copy(frame, length);
  for (let i = 0; i < payload.length; i++) frame[length + 4 + i] = payload[i] ^ mask[i & 3];
  return frame;
}

class Socket {
  /** @param {number} port @param {string} path @param {string} [protocol] */
  static open(port, path, protocol) {
    const self = new Socket();
    self.tcp = connect({ port, host: "127.0.0.1", noDelay: true });
    self.tcp.on("data", (data) => self.take(data));
    self.tcp.on("error", () => {});
    self.tcp.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
        `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ""}\r\n`,
    );
    return self;
  }

  constructor() {
    this.rest = Buffer.alloc(0);
    this.head = true;
    this.count = 0; // frames that came
    /** @type {(payload: Buffer) => void} */
    this.onText = () => {};
  }

  /** @param {Buffer} data */
  take(data) {
    let bytes = this.rest.length ? Buffer.concat([this.rest, data]) : data;
    if (this.head) {
      const end = bytes.indexOf("\r\n\r\n");
      this.rest = bytes;
      if (end < 0) return;
      if (!bytes.subarray(0, end).includes(" 101 ")) throw new Error(bytes.subarray(0, end).toString());
      this.head = false;
      bytes = bytes.subarray(end + 4);
    }
    let at = 0;
    while (bytes.length - at >= 2) {
      let length = bytes[at + 1] & 0x7f;
      let head = 2;
      if (length === 126) {
        if (bytes.length - at < 4) break;
        length = bytes.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        head = 10;
      }
      if (bytes.length - at < head + length) break;
      this.count++;
      if ((bytes[at] & 0x0f) === TEXT) this.onText(bytes.subarray(at + head, at + head + length));
      at += head + length;
    }
    this.rest = bytes.subarray(at);
  }

  /**
   * The next frame that fits, as text; with `said`, that is sent first.
   * @param {(text: string) => boolean} fits @param {string} what @param {string} [said] @returns {Promise<string>}
   */
  next(fits, what, said) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      this.onText = (payload) => {
        const text = payload.toString();
        if (!fits(text)) return;
        clearTimeout(timer);
        this.onText = () => {};
        resolve(text);
      };
      if (said !== undefined) this.tcp.write(frameOf(said));
    });
  }

  /** Writes as fast as the other side takes it. @param {Buffer[]} frames */
  async pour(frames) {
    for (let i = 0; i < frames.length; ) {
      const chunk = [];
      for (let size = 0; i < frames.length && size < CHUNK_BYTES; size += frames[i++].length) chunk.push(frames[i]);
      const bytes = Buffer.concat(chunk);
      if (!this.tcp.write(bytes)) await new Promise((resolve) => this.tcp.once("drain", resolve));
    }
  }
}

const is = (/** @type {string} */ type) => (/** @type {string} */ text) => text.startsWith(`{"t":"${type}"`);

const LESSON = padded(keys(), DOCUMENT_BYTES);

/** The endless typing of one learner: the session of edits.mjs, and at its end one edit back to the start. */
class Learner {
  constructor() {
    const session = LESSON;
    const end = session.edits.reduce(apply, session.start);
    const { start } = session;
    let same = 0;
    while (same < Math.min(start.length, end.length) && start[same] === end[same]) same++;
    let tail = 0;
    while (tail < Math.min(start.length, end.length) - same && start.at(-1 - tail) === end.at(-1 - tail)) tail++;
    /** @type {import("./edits.mjs").Edit} */
    const back = [same, end.length - same - tail, start.slice(same, start.length - tail)];
    this.edits = [...session.edits, back];
    this.revision = 0;
    this.number = 0;
    this.restart();
  }

  /** Begins the lesson. */
  restart() {
    this.text = LESSON.start;
    this.turn = 0;
  }

  /** The next `count` frames, as the page makes them. @param {number} count */
  frames(count) {
    const frames = [];
    for (let i = 0; i < count; i++) {
      const edit = this.edits[this.turn++ % this.edits.length];
      this.text = apply(this.text, edit);
      const frame = { t: "edit", rev: this.revision++, len: this.text.length, d: [edit], n: ++this.number };
      frames.push(frameOf(JSON.stringify(frame)));
    }
    return frames;
  }
}

/** @type {Map<string, { socket: Socket, learner: Learner, kind: string }>} */
const learners = new Map();

/** Opens one more learner at an object and gives it something to keep. @param {string} name @param {string} kind @param {number} port */
async function settleIn(name, kind, port) {
  const learner = new Learner();
  const socket = kind === "mentor" ? (await join(port)).socket : Socket.open(port, `/${kind}/${name}`);
  learners.set(name, { socket, learner, kind });
  if (kind !== "mentor") return void (await socket.next(() => true, "answer", "end"));
  const saved = socket.next(is("saved"), "saved", JSON.stringify({ t: "text", text: DOCUMENT }));
  learner.revision = JSON.parse(await saved).rev;
  learner.text = DOCUMENT;
}

/** Makes a session of the product and joins it. @param {number} port */
async function join(port) {
  const made = await fetch(`http://127.0.0.1:${port}/api/sessions`, { method: "POST", body: "{}" });
  const { owner, socket: path } = /** @type {any} */ (await made.json());
  const socket = Socket.open(port, `${path}?client=bench`, `mentor.v1, mentor.secret.${owner}`);
  await socket.next(is("welcome"), "welcome");
  return { socket };
}

const calls = {
  /** A learner at an object of this kind, who is about to type. @param {{ name: string, kind: string, port: number }} where */
  async open({ name, kind, port }) {
    await settleIn(name, kind, port);
    const { socket, learner } = /** @type {any} */ (learners.get(name));
    if (kind !== "mentor") return;
    learner.restart();
    await socket.next(is("ack"), "ack of the text", JSON.stringify({ t: "text", text: learner.text }));
    learner.revision = JSON.parse(await socket.next(is("welcome"), "welcome", HELLO)).rev;
  },

  /** As many learners as that, who fall asleep. @param {{ kind: string, port: number, count: number, from?: number }} where */
  async crowd({ kind, port, count, from = 0 }) {
    for (let i = from; i < from + count; i += AT_ONCE) {
      const names = Array.from({ length: Math.min(AT_ONCE, from + count - i) }, (_, k) => `${kind}-${i + k}`);
      await Promise.all(names.map((name) => settleIn(name, kind, port)));
    }
  },

  /** Seconds from one key to its answer; and the answer. @param {{ name: string }} who */
  async knock({ name }) {
    const { socket, learner, kind } = /** @type {any} */ (learners.get(name));
    const frame = { t: "edit", rev: learner.revision++, len: learner.text.length + 1, d: [[0, 0, " "]], n: ++learner.number };
    learner.text = ` ${learner.text}`;
    const began = process.hrtime.bigint();
    const answer = await socket.next(is("ack"), `ack of ${kind}`, JSON.stringify(frame));
    return { seconds: Number(process.hrtime.bigint() - began) / 1e9, answer: JSON.parse(answer) };
  },

  /** Types `count` keys without waiting for answers; counts until the object has read the last of them. @param {{ name: string, count: number }} what */
  async type({ name, count }) {
    const { socket, learner, kind } = /** @type {any} */ (learners.get(name));
    const frames = learner.frames(count);
    frames.push(frameOf(kind === "mentor" ? HELLO : "end"));
    const before = socket.count;
    const cpu = process.cpuUsage();
    const began = process.hrtime.bigint();
    const last = socket.next(kind === "mentor" ? is("welcome") : (/** @type {string} */ text) => text === "end", "end");
    await socket.pour(frames);
    const answer = await last;
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    const used = process.cpuUsage(cpu);
    if (kind === "mentor") {
      const { rev, text } = JSON.parse(answer);
      if (rev !== learner.revision || text !== learner.text) throw new Error(`the session is at ${rev}, not ${learner.revision}`);
    }
    if (kind === "echo" && socket.count - before !== count + 1) throw new Error("the echo lost messages");
    return { seconds, cpu: (used.user + used.system) / 1e6, received: socket.count - before };
  },

  /** Waits until a session has stored, read and said what it wants, so that it does not disturb what comes next. @param {{ name: string }} what */
  async settle({ name }) {
    const { socket } = /** @type {any} */ (learners.get(name));
    let quiet = Date.now();
    let count = socket.count;
    while (Date.now() - quiet < 1600) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (socket.count !== count) quiet = Date.now();
      count = socket.count;
    }
  },

  close() {
    for (const { socket } of learners.values()) socket.tcp.destroy();
    learners.clear();
  },
};

process.on("message", async (/** @type {any} */ { id, call, args }) => {
  try {
    process.send?.({ id, result: await calls[/** @type {"open"} */ (call)](args) });
  } catch (error) {
    process.send?.({ id, error: String(/** @type {any} */ (error)?.stack ?? error) });
  }
});
process.on("disconnect", () => process.exit());
