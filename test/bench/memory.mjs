// What a session takes in memory, awake and asleep, and how large the modules are.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Crew } from "./crew.mjs";
import { ROOT } from "./edits.mjs";
import { whole } from "./measure.mjs";
import { residentOf, SLEEP_MS, startWorkerd } from "./workerd.mjs";

const GIVE_BACK_MS = 1000; // for memory that was freed to go back to the system

/** Bytes for each object of a kind, in a workerd of its own: how much a second crowd adds to a first one, when the code is
 *  loaded and the heaps have grown. @param {string} kind @param {number} count */
async function measure(kind, count) {
  const workerd = await startWorkerd();
  const crew = new Crew();
  const port = kind === "mentor" ? workerd.ports.mentor : workerd.ports.peers;
  const resident = async () => {
    for (let i = 0; i < 3; i++) await fetch(`http://127.0.0.1:${port}/bench/gc`);
    await sleep(GIVE_BACK_MS);
    return residentOf(workerd.pid);
  };
  try {
    await crew.call("crowd", { kind, port, count });
    await sleep(SLEEP_MS);
    const before = await resident();
    await crew.call("crowd", { kind, port, count, from: count });
    const awake = await resident();
    await sleep(SLEEP_MS);
    const asleep = await resident();
    return { awake: (awake - before) / count, asleep: (asleep - before) / count };
  } finally {
    crew.stop();
    await workerd.stop();
  }
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${whole(bytes / 1000)} KB`;

/** @param {boolean} quick */
export async function memory(quick) {
  const count = quick ? 100 : 300;
  const [ours, peer] = await Promise.all([measure("mentor", count), measure("sink", count)]);
  const row = (/** @type {"awake" | "asleep"} */ state) => ({
    what: `memory of a 10 KB session, ${state}: ours / bare sink`,
    ours: kilobytes(ours[state]),
    peer: kilobytes(peer[state]),
    ratio: ours[state] / peer[state],
  });
  return { rows: [row("awake"), row("asleep")], notes: [`memory: resident bytes of workerd over ${count} objects, after collecting garbage`] };
}

/** The modules, gzip -9, against what they may have. */
export function sizes() {
  const limits = { "core.wasm": 40, "syntax.wasm": 900 };
  const rows = Object.entries(limits).map(([name, limit]) => {
    const bytes = readFileSync(join(ROOT, "build", name));
    const small = gzipSync(bytes, { level: 9 }).length;
    const what = `${name}: gzip -9 (${whole(bytes.length)} bytes raw) / its limit`;
    return { what, ours: whole(small), peer: whole(limit * 1024), ratio: small / limit / 1024, most: 1 };
  });
  return { rows, notes: [] };
}
