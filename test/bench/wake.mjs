// From a key to its answer when the object sleeps: the session is restored before it answers.
import { setTimeout as sleep } from "node:timers/promises";
import { Crew } from "./crew.mjs";
import { median, time } from "./measure.mjs";
import { SLEEP_MS, cpuOf, startWorkerd } from "./workerd.mjs";


const GROUP = 10; // of each kind are woken in one go, before the alarms of the first of them come
const APART_MS = 40; // from one to the next: what is done behind an answer is not to fall into the next one
const SETTLE_MS = 3500; // after a group: its sessions read the code and store it

/** @param {boolean} quick */
export async function wake(quick) {
  const count = quick ? 20 : 60;
  const kinds = ["mentor", "row"];
  const workerd = await startWorkerd();
  const crew = new Crew();
  /** @type {Record<string, number[]>} */
  const seconds = { mentor: [], row: [] };
  /** @type {Record<string, number[]>} */
  const cpu = { mentor: [], row: [] };

  /** @param {string} kind @param {number} i */
  async function wakeOne(kind, i) {
    const before = cpuOf(workerd.pid);
    const { seconds: one, answer } = await crew.call("knock", { name: `${kind}-${i}` });
    if (kind === "row" && answer.seen !== 1) throw new Error("a bare object was still awake");
    await sleep(APART_MS);
    if (i < 2) return; // the first ones wake the worker's own code, too
    seconds[kind].push(one);
    cpu[kind].push(cpuOf(workerd.pid) - before);
  }

  try {
    await crew.call("crowd", { kind: "mentor", port: workerd.ports.mentor, count });
    await crew.call("crowd", { kind: "row", port: workerd.ports.peers, count });
    await sleep(SLEEP_MS);
    for (let i = 0; i < count; i++) {
      if (i && i % GROUP === 0) await sleep(SETTLE_MS);
      for (const kind of i % 2 ? kinds : [...kinds].reverse()) await wakeOne(kind, i);
    }
    await sleep(300); // the log comes by a pipe
    if (workerd.starts() !== count) throw new Error(`${workerd.starts()} of ${count} sessions were asleep`);
  } finally {
    crew.stop();
    await workerd.stop();
  }
  const row = (/** @type {string} */ of, /** @type {Record<string, number[]>} */ all) => {
    const [ours, peer] = [median(all.mentor), median(all.row)];
    const what = `wake, 10 KB session: ${of}, ours / bare object that reads a row`;
    return { what, ours: time(ours), peer: time(peer), ratio: ours / peer };
  };
  const rows = [{ ...row("key to ack", seconds), most: 1.2 }, row("CPU, with what follows", cpu)];
  return { rows, notes: [`wake: ${seconds.mentor.length} sleeping objects of each kind, woken in turns, one at a time`] };
}
