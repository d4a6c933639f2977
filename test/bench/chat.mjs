// The chat tutor against a worker that only passes the question on, both in one workerd, with an answer of 40 chunks.
import { createHmac } from "node:crypto";
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { ROOT } from "./edits.mjs";
import { interleave, median, ratioOf, time, whole } from "./measure.mjs";
import { CHAT_SECRET, cpuOf, startWorkerd } from "./workerd.mjs";

const IN_FLIGHT = [1, 16, 64];
const MESSAGES_OF_A_USER = 20; // of an hour: then another one asks
const CODE = 'function acronym(words) {\n  let result = "";\n  for (const word of words.split(" ")) {\n    result = word[0];\n  }\n  return result;\n}\n';
const BODY = JSON.stringify({ exerciseSlug: "acronym", language: "javascript", code: CODE, question: "Why is only the last letter there?" });

/** @param {object} part */
const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** @param {string} sub */
function tokenOf(sub) {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${signed}.${createHmac("sha256", CHAT_SECRET).update(signed).digest("base64url")}`;
}

/** The upstream, in a process of its own: its CPU is nobody's here. */
function startUpstream() {
  const child = spawn(process.execPath, [join(ROOT, "test/bench/upstream.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  return /** @type {Promise<{ port: number, stop: () => void }>} */ (
    new Promise((resolve) => child.stdout?.once("data", (line) => resolve({ port: Number(line), stop: () => child.kill("SIGKILL") })))
  );
}

/** One question; seconds to the first byte of its answer. @param {Agent} agent @param {number} port @param {string} token */
function ask(agent, port, token) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = request({ agent, host: "127.0.0.1", port, path: "/chat", method: "POST", headers }, (response) => {
      let first = 0;
      let last = "";
      response.on("data", (data) => {
        first ||= performance.now() - began;
        last = String(data);
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode !== 200 || !/"done"|STOP/.test(last)) reject(new Error(`status ${response.statusCode}: ${last}`));
        else resolve(first / 1000);
      });
    });
    sent.on("error", reject);
    sent.end(BODY);
  });
}

/** @param {boolean} quick */
export async function chat(quick) {
  const upstream = await startUpstream();
  const workerd = await startWorkerd({ upstreamPort: upstream.port });
  let asked = 0;
  try {
    const rows = [];
    const notes = [];
    for (const inFlight of IN_FLIGHT) {
      const count = quick ? 100 : 400;
      const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
      const round = (/** @type {number} */ port) => async () => {
        /** @type {number[]} */
        const firsts = [];
        const before = cpuOf(workerd.pid);
        const began = performance.now();
        let left = count;
        const lane = async () => {
          while (left-- > 0) firsts.push(await ask(agent, port, tokenOf(`user-${Math.floor(asked++ / MESSAGES_OF_A_USER)}`)));
        };
        await Promise.all(Array.from({ length: inFlight }, lane));
        const seconds = (performance.now() - began) / 1000;
        return { rate: count / seconds, cpu: (cpuOf(workerd.pid) - before) / count, first: median(firsts) };
      };
      const results = await interleave(quick ? 3 : 7, { ours: round(workerd.ports.mentor), pass: round(workerd.ports.pass), bare: round(upstream.port) }, 1);
      agent.destroy();
      const all = (/** @type {string} */ kind, /** @type {"rate" | "cpu" | "first"} */ field) => results[kind].map((result) => result[field]);
      const label = `chat, ${inFlight} in flight`;
      rows.push(
        {
          what: `${label}: CPU of workerd an answer, ours / pass-through`,
          ours: time(median(all("ours", "cpu"))),
          peer: time(median(all("pass", "cpu"))),
          ratio: ratioOf(all("ours", "cpu"), all("pass", "cpu")),
          most: 2,
        },
        {
          what: `${label}: answers/s, ours / pass-through`,
          ours: whole(median(all("ours", "rate"))),
          peer: whole(median(all("pass", "rate"))),
          ratio: ratioOf(all("ours", "rate"), all("pass", "rate")),
          least: 0.4,
        },
      );
      const over = (/** @type {string} */ kind) => time(median(all(kind, "first").map((value, i) => Math.max(0, value - all("bare", "first")[i]))));
      notes.push(`${label}: to the first byte over the bare upstream: ours ${over("ours")}, pass-through ${over("pass")}`);
    }
    return { rows, notes };
  } finally {
    upstream.stop();
    await workerd.stop();
  }
}
