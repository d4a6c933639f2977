// A raw workerd with the product's worker and the bare peers, on loopback, without wrangler and its proxy between.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { ROOT } from "./edits.mjs";

const DATE = /compatibility_date = "([\d-]+)"/.exec(readFileSync(join(ROOT, "wrangler.toml"), "utf8"))?.[1];
/** workerd lets an object go after 10 s without an event; after its last key a session reads the code, rests after a tip
 *  and stores what it said, for up to 8 s. */
export const SLEEP_MS = 20_000;
const START_MS = 20_000; // patience for workerd to listen
/** What the tokens of the chat's benchmark are signed with. */
export const CHAT_SECRET = "a-secret-of-the-benchmarks-and-of-nothing-else";

/** @param {string} entry @param {string} outfile */
async function bundle(entry, outfile) {
  const wasm = {
    name: "wasm",
    /** @param {any} plugin */
    setup(plugin) {
      plugin.onResolve({ filter: /\.wasm$/ }, (/** @type {any} */ { path }) => ({ path: `./${basename(path)}`, external: true }));
    },
  };
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    format: "esm",
    target: "esnext",
    external: ["cloudflare:*"],
    plugins: [wasm],
    logLevel: "warning",
  });
}

/** The configuration, in capnp's text form. @param {string} folder @param {number} upstreamPort of a provider on loopback */
function config(folder, upstreamPort) {
  const settings = {
    DEVISE_JWT_SECRET_KEY: CHAT_SECRET,
    GOOGLE_GEMINI_API_KEY: "none",
    GEMINI_BASE_URL: `http://127.0.0.1:${upstreamPort}`,
    DAILY_BUDGET_USD: "100000",
    LEARNER_DAILY_USD: "1000",
  };
  const texts = Object.entries(upstreamPort ? settings : {}).map(([name, text]) => `(name = "${name}", text = "${text}")`);
  const core = relative(folder, join(ROOT, "build/core.wasm"));
  const syntax = relative(folder, join(ROOT, "build/syntax.wasm"));
  const object = (/** @type {string} */ name) => `(className = "${name}", uniqueKey = "bench-${name}", enableSql = true)`;
  const binding = (/** @type {string} */ name) => `(name = "${name.toUpperCase()}", durableObjectNamespace = "${name}")`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [
    (name = "mentor", worker = (
      modules = [
        (name = "worker.js", esModule = embed "worker.js"),
        (name = "core.wasm", wasm = embed "${core}"),
        (name = "syntax.wasm", wasm = embed "${syntax}"),
      ],
      compatibilityDate = "${DATE}",
      compatibilityFlags = ["enable_request_signal"],
      bindings = [${["Mentor", "Limiter", "Outbox"].map(binding).concat(texts).join(", ")}],
      durableObjectNamespaces = [${["Mentor", "Limiter", "Outbox"].map(object).join(", ")}],
      durableObjectStorage = (localDisk = "storage"),
      globalOutbound = "${upstreamPort ? "loopback" : "nothing"}",
    )),
    (name = "pass", worker = (
      modules = [(name = "pass.js", esModule = embed "pass.js")],
      compatibilityDate = "${DATE}",
      bindings = [(name = "UPSTREAM_URL", text = "http://127.0.0.1:${upstreamPort}/v1beta/models/peer:streamGenerateContent")],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["local"])),
    (name = "peers", worker = (
      modules = [(name = "peers.js", esModule = embed "peers.js")],
      compatibilityDate = "${DATE}",
      bindings = [${["Echo", "Sink", "Row"].map(binding).join(", ")}],
      durableObjectNamespaces = [${["Echo", "Sink", "Row"].map(object).join(", ")}],
      durableObjectStorage = (localDisk = "storage"),
      globalOutbound = "nothing",
    )),
    (name = "storage", disk = (path = "${join(folder, "storage")}", writable = true)),
    (name = "nothing", network = (allow = [])),
  ],
  sockets = [
    (name = "mentor", address = "127.0.0.1:0", http = (), service = "mentor"),
    (name = "peers", address = "127.0.0.1:0", http = (), service = "peers"),
    (name = "pass", address = "127.0.0.1:0", http = (), service = "pass"),
  ],
);
`;
}

/**
 * @typedef {object} Workerd
 * @property {number} pid
 * @property {{ mentor: number, peers: number, pass: number }} ports
 * @property {() => number} starts  how often a core was started from a stored session, by the notes in the log
 * @property {() => Promise<void>} stop
 */

/** Starts one. Its folder, with all that it stores, is deleted by stop.
 *  @param {{ upstreamPort?: number }} [options] @returns {Promise<Workerd>} */
export async function startWorkerd({ upstreamPort = 0 } = {}) {
  const parent = join(ROOT, "build/bench");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "workerd-"));
  mkdirSync(join(folder, "storage"));
  await bundle("test/bench/entry.js", join(folder, "worker.js"));
  await bundle("test/bench/peers.js", join(folder, "peers.js"));
  await bundle("test/bench/pass.js", join(folder, "pass.js"));
  writeFileSync(join(folder, "config.capnp"), config(folder, upstreamPort));
  const child = spawn(
    join(ROOT, "node_modules/workerd/bin/workerd"),
    ["serve", join(folder, "config.capnp"), "--control-fd=3"],
    { stdio: ["ignore", "pipe", "pipe", "pipe"] },
  );
  const end = () => child.kill("SIGKILL");
  process.on("exit", end);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let restored = 0;
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (restored += text.split('"restored":"newest"').length - 1));
  child.stderr?.setEncoding("utf8").on("data", (text) => (errors = (errors + text).slice(-4000)));
  const ports = await new Promise((resolve, reject) => {
    /** @type {any} */
    const found = {};
    const timer = setTimeout(() => reject(new Error(`workerd does not listen: ${errors}`)), START_MS);
    child.once("exit", () => reject(new Error(`workerd ended: ${errors}`)));
    child.stdio[3]?.on("data", (/** @type {Buffer} */ data) => {
      for (const line of String(data).trim().split("\n")) {
        const { event, socket, port } = JSON.parse(line);
        if (event === "listen") found[socket] = port;
      }
      if (!found.mentor || !found.peers || !found.pass) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
  return {
    pid: /** @type {number} */ (child.pid),
    ports,
    starts: () => restored,
    async stop() {
      process.off("exit", end);
      end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CPU seconds that all threads of a process have used: in nanoseconds where the kernel counts them, else in ticks. @param {number} pid */
export function cpuOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const used = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    return used.reduce((sum, nanoseconds) => sum + Number(nanoseconds), 0) / 1e9;
  } catch {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
    return (user + system) / 100; // USER_HZ is 100 on every Linux
  }
}

/** Bytes that a process has in memory. @param {number} pid */
export function residentOf(pid) {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) * 1024;
}
