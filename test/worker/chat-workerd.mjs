// The worker's own files in a workerd of their own, with nothing before it and the real network behind it; beside it, where a
// test wants it, the fake model. The harness (harness.mjs) has a proxy on both sides: it keeps a body until it has ended,
// passes no abort on to the network, and follows redirects. And this starts in a tenth of its time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fakeClient } from "../fake/fake.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const CLASSES = ["Mentor", "Limiter", "Outbox"];
const FILES = ["shim", "shim/models", "durable"].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".js")).map((name) => `${folder}/${name}`));
const WASM = ["build/core.wasm", "build/syntax.wasm"];
const FAKE = readdirSync(join(ROOT, "test/fake")).filter((name) => name.endsWith(".mjs")).map((name) => `test/fake/${name}`);
const DOOR = "test/worker/chat-door.mjs";

/** The path of the program itself: its script would be one more process to end. */
function program() {
  const wrangler = createRequire(createRequire(import.meta.url).resolve("wrangler"));
  return createRequire(wrangler.resolve("workerd"))("workerd").default;
}

const text = JSON.stringify; // capnp's strings are C's, and ours are plain
const esModule = (/** @type {string} */ name) => `(name = ${text(name)}, esModule = embed ${text(`root/${name}`)})`;
const wasm = (/** @type {string} */ name) => `(name = ${text(name)}, wasm = embed ${text(`root/${name}`)})`;

/** @param {string[]} modules @param {string[]} bindings @param {string} [more] */
const worker = (modules, bindings, more = "") => `(
  modules = [${modules.join(", ")}],
  compatibilityDate = "2026-10-20",
  compatibilityFlags = ["enable_abortsignal_rpc", "enable_request_signal"],
  bindings = [${bindings.join(", ")}], ${more}
)`;

/** @param {Record<string, string>} vars @param {string[]} fakes which bindings are the fake model */
function configOf(vars, fakes) {
  const bindings = [
    ...Object.entries(vars).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
    ...fakes.map((name) => `(name = ${text(name)}, service = "fake")`),
  ];
  const objects = (/** @type {string} */ service) =>
    CLASSES.map((name) => `(name = ${text(name.toUpperCase())}, durableObjectNamespace = (className = ${text(name)}${service}))`);
  const namespaces = CLASSES.map((name) => `(className = ${text(name)}, uniqueKey = ${text(name)}, enableSql = true)`);
  const own = [...FILES.map(esModule), ...WASM.map(wasm)];
  // The first module is the worker.
  const main = [esModule("shim/worker.js"), ...own.filter((one) => !one.includes('"shim/worker.js"'))];
  const door = [esModule(DOOR), ...own];
  const fake = [esModule("test/fake/worker.mjs"), ...FAKE.filter((name) => !/\/(worker|fake|caller)\.mjs$/.test(name)).map(esModule)];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main), (name = "fake", worker = .fake), (name = "door", worker = .door),
    (name = "storage", disk = (path = "storage", writable = true)),
    (name = "internet", network = (allow = ["private", "local"])),
  ],
  sockets = [${["main", "fake", "door"].map((name) => `(name = ${text(name)}, address = "127.0.0.1:0", http = (), service = ${text(name)})`).join(", ")}],
);
const main :Workerd.Worker = ${worker(main, [...bindings, ...objects("")],
    `durableObjectNamespaces = [${namespaces.join(", ")}], durableObjectStorage = (localDisk = "storage")`)};
const door :Workerd.Worker = ${worker(door, [...bindings, ...objects(', serviceName = "main"')])};
const fake :Workerd.Worker = ${worker(fake, [])};
`;
}

/** One workerd, that can be ended and started again on the same storage. */
export class Workerd {
  /** @param {Record<string, string>} vars @param {string[]} [fakes] */
  constructor(vars, fakes = []) {
    this.vars = vars;
    this.fakes = fakes;
    this.folder = mkdtempSync(join(tmpdir(), "chat-workerd-"));
    mkdirSync(join(this.folder, "storage"));
    symlinkSync(ROOT, join(this.folder, "root"));
    this.said = "";
    Object.assign(this, fakeClient({ getWorker: () => ({ fetch: (/** @type {string} */ to, /** @type {any} */ init) => fetch(this.#at("fake", to), init) }) }));
  }

  /** @param {string} socket @param {string} to any address: its path counts */
  #at(socket, to) {
    const { pathname, search } = new URL(to, "http://any");
    return `http://127.0.0.1:${this.ports?.get(socket)}${pathname}${search}`;
  }

  async start() {
    writeFileSync(join(this.folder, "config.capnp"), configOf(this.vars, this.fakes));
    this.child = spawn(program(), ["serve", "--experimental", "--control-fd=3", "config.capnp"], { cwd: this.folder, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", (data) => (this.said += data));
    this.ports = await new Promise((resolve, reject) => {
      let told = "";
      this.child?.stdio[3]?.on("data", (data) => {
        told += data;
        const lines = told.split("\n").filter((one) => one.includes('"listen"')).map((line) => JSON.parse(line));
        if (lines.length === 3) resolve(new Map(lines.map(({ socket, port }) => [socket, port])));
      });
      this.child?.once("close", () => reject(new Error(`workerd ended: ${this.said.slice(-2000)}`)));
    });
    this.url = new URL(this.#at("main", "/"));
    return this;
  }

  /** A request to chat-door.mjs. @param {string} to @param {RequestInit} init */
  atDoor(to, init) {
    return fetch(this.#at("door", to), init);
  }

  /** What the workers have logged since the start, or since the last clearLogs. */
  logs() {
    return this.said.split("\n").filter(Boolean);
  }

  clearLogs() {
    this.said = "";
  }

  async stop() {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async restart() {
    await this.stop();
    return this.start();
  }

  async close() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A provider on the loopback that speaks Gemini: each request is answered by `answer`, and is noted with when its
 * connection closed.
 */
export class Provider {
  constructor() {
    /** @type {{ at: number, closedAt: number, path: string, body: any }[]} */
    this.asked = [];
    /** @type {(response: import("node:http").ServerResponse, n: number) => any} */
    this.answer = (response) => response.writeHead(500).end();
    this.http = createServer(async (request, response) => {
      const one = { at: Date.now(), closedAt: 0, path: request.url ?? "", body: null };
      this.asked.push(one);
      response.on("close", () => (one.closedAt ||= Date.now()));
      const parts = [];
      for await (const part of request) parts.push(part);
      one.body = JSON.parse(Buffer.concat(parts).toString());
      await this.answer(response, this.asked.length);
    });
  }

  async start() {
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", () => resolve(null)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.http.address());
    this.url = `http://127.0.0.1:${port}`;
  }

  close() {
    this.http.closeAllConnections();
    this.http.close();
  }
}

/** An event of Gemini's stream. @param {string} said @param {string} [finish] */
export const gemini = (said, finish) => {
  const event = { candidates: [{ content: { role: "model", parts: [{ text: said }] }, ...(finish && { finishReason: finish }) }] };
  return `data: ${JSON.stringify(event)}\r\n\r\n`;
};

/** @param {import("node:http").ServerResponse} response */
export function head(response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

/** @param {number} ms @param {string} what */
export const soon = (ms, what) => assert.ok(ms >= 0 && ms < 1000, `${what}: ${ms} ms`);
