// From a key to its answer when the object sleeps: the session is restored before it answers.
import { setTimeout as sleep } from "node:timers/promises";
import { Crew } from "./crew.mjs";
import { median, time } from "./measure.mjs";
import { SLEEP_MS, cpuOf, startWorkerd } from "./workerd.mjs";


const BLOCK = 10; // sleepers that are woken one after the other before the other kind has its turn

/** @param {boolean} quick */
export async function wake(quick) {
  const count = quick ? 30 : 60;
  const nights = quick ? 1 : 2;
  const workerd = await startWorkerd();
  const crew = new Crew();
  const kinds = ["mentor", "row"];
  /** @type {Record<string, number[]>} */
  const seconds = { mentor: [], row: [] };
  /** @type {Record<string, number[]>} */
  const cpu = { mentor: [], row: [] };

  /** @param {string} kind @param {number} from */
  async function wakeBlock(kind, from) {
    const before = cpuOf(workerd.pid);
    for (let i = from; i < from + BLOCK; i++) {
      const { seconds: one, answer } = await crew.call("knock", { name: `${kind}-${i}` });
      if (kind === "row" && answer.seen !== 1) throw new Error("a bare object was still awake");
      if (from) seconds[kind].push(one);
    }
    await sleep(10); // what is done behind the answer
    // The first block of a night wakes the worker's own code, too.
    if (from) cpu[kind].push((cpuOf(workerd.pid) - before) / BLOCK);
  }

  try {
    await crew.call("crowd", { kind: "mentor", port: workerd.ports.mentor, count });
    await crew.call("crowd", { kind: "row", port: workerd.ports.peers, count });
    for (let night = 0; night < nights; night++) {
      await sleep(SLEEP_MS);
      const starts = workerd.starts();
      for (let from = 0; from < count; from += BLOCK) {
        for (const kind of (from / BLOCK) % 2 ? kinds : [...kinds].reverse()) await wakeBlock(kind, from);
      }
      await sleep(300); // the log comes by a pipe
      if (workerd.starts() - starts !== count) throw new Error(`${workerd.starts() - starts} of ${count} sessions were asleep`);
    }
  } finally {
    crew.stop();
    await workerd.stop();
  }
  const what = "wake, 10 KB session, ours / bare object that reads a row:";
  const row = (/** @type {string} */ of, /** @type {Record<string, number[]>} */ all) => {
    const [ours, peer] = [median(all.mentor), median(all.row)];
    return { what: `${what} ${of}`, ours: time(ours), peer: time(peer), ratio: ours / peer };
  };
  const rows = [{ ...row("key to ack", seconds), most: 1.2 }, row("CPU", cpu)];
  return { rows, notes: [`wake: ${seconds.mentor.length} sleeping objects of each kind, woken one at a time`] };
}
