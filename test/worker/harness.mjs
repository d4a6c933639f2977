// A real workerd with the real worker, and clients that speak mentor.v1. Shared by the tests of this folder.
import { createTestHarness } from "wrangler";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false"; // nothing is asked of the network
const PATIENCE_MS = 8000; // how long a test waits for something that must come

/**
 * The product's configuration, with the flag that lets the fake model behind the AI binding hear of a halt: it is a worker,
 * while the real binding takes a signal as it is. The flag is experimental and no deployment may have it.
 */
function writeConfig() {
  let text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
  const replace = (/** @type {string} */ before, /** @type {string} */ after) => {
    assert.ok(text.includes(before), `wrangler.toml has no ${before}`);
    text = text.replaceAll(before, after);
  };
  replace('compatibility_flags = [', 'compatibility_flags = ["enable_abortsignal_rpc", ');
  replace('main = "shim/', 'main = "../shim/');
  replace('directory = "build/site"', 'directory = "site"');
  replace('command = "make --silent all"', 'command = "true"'); // make test has built it
  const path = join(ROOT, "build/wrangler.test.toml");
  writeFileSync(path, text);
  return path;
}

/** Starts workerd with the worker as `wrangler dev` would. @param {object} [options] @param {object[]} [others] workers beside it */
export async function startServer(options = {}, others = []) {
  const server = createTestHarness({ root: ROOT, workers: [{ configPath: writeConfig(), ...options }, ...others] });
  const { url } = await server.listen();
  return { server, url, worker: server.getWorker(), close: () => server.close() };
}

/** Makes a session. @param {URL} url @param {object} [body] */
export async function createSession(url, body = {}) {
  const response = await fetch(new URL("/api/sessions", url), { method: "POST", body: JSON.stringify(body) });
  assert.equal(response.status, 201);
  return response.json();
}

/** A client: keeps what the server said, and can wait for what it will say. */
export class Client {
  /** @param {URL} url @param {{ session: string, owner: string }} session @param {string} [query] */
  constructor(url, session, query = "") {
    const address = new URL(`/api/sessions/${session.session}/socket${query}`, url);
    address.protocol = "ws:";
    this.socket = new WebSocket(address, ["mentor.v1", `mentor.secret.${session.owner}`]);
    /** @type {any[]} */
    this.heard = [];
    this.waiting = new Set();
    this.closed = new Promise((resolve) => this.socket.addEventListener("close", resolve));
    this.socket.addEventListener("message", (event) => {
      this.heard.push(event.data === "pong" ? { t: "pong" } : JSON.parse(event.data));
      for (const check of this.waiting) check();
    });
  }

  /** The first frame from now or before, not yet taken, that fits; it is taken. @param {(frame: any) => boolean} fits @param {string} what @param {number} [patienceMs] */
  wait(fits, what, patienceMs = PATIENCE_MS) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        reject(new Error(`waited for ${what}; heard ${JSON.stringify(this.heard).slice(0, 2000)}`));
      }, patienceMs);
      const check = () => {
        const at = this.heard.findIndex(fits);
        if (at < 0) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(this.heard.splice(at, 1)[0]);
      };
      this.waiting.add(check);
      check();
    });
  }

  /** @param {string} type */
  next(type) {
    return this.wait((frame) => frame.t === type, type);
  }

  /** Brings a program, and waits until it was read. @param {string} text */
  async bring(text) {
    this.say({ t: "text", text });
    await this.wait((frame) => frame.t === "state" && frame.look === "idle" && frame.why !== "empty", "the first reading", 30_000);
  }

  /** @param {object} frame */
  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  close() {
    this.socket.close();
    return this.closed;
  }
}
