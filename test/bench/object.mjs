// Typing at full speed into the Durable Object, against a bare object that reads and one that answers.
import { Crew } from "./crew.mjs";
import { interleave, median, ratioOf, time, whole } from "./measure.mjs";
import { cpuOf, startWorkerd } from "./workerd.mjs";

const KINDS = ["mentor", "sink", "echo"];

/** @param {boolean} quick */
export async function object(quick) {
  const count = quick ? 15_000 : 40_000;
  const workerd = await startWorkerd();
  const crew = new Crew();
  try {
    for (const kind of KINDS) {
      const port = kind === "mentor" ? workerd.ports.mentor : workerd.ports.peers;
      await crew.call("open", { name: kind, kind, port });
    }
    await crew.call("settle", { name: "mentor" });
    const round = (/** @type {string} */ name) => async () => {
      const before = cpuOf(workerd.pid);
      const { seconds, cpu } = await crew.call("type", { name, count });
      const used = cpuOf(workerd.pid) - before;
      // A pause comes after the typing: what the mentor does in it is not to fall into another's round.
      if (name === "mentor") await crew.call("settle", { name });
      return { rate: count / seconds, cpu: used / count, workerd: used / seconds, client: cpu / seconds };
    };
    const results = await interleave(quick ? 3 : 7, Object.fromEntries(KINDS.map((kind) => [kind, round(kind)])), 1);
    /** @param {string} kind @param {"rate" | "cpu" | "workerd" | "client"} field */
    const all = (kind, field) => results[kind].map((result) => result[field]);
    const rows = [];
    for (const peer of ["sink", "echo"]) {
      rows.push({
        what: `object, typing: messages a CPU second of workerd, ours / bare ${peer}`,
        ours: `${whole(1 / median(all("mentor", "cpu")))} (${time(median(all("mentor", "cpu")))} each)`,
        peer: `${whole(1 / median(all(peer, "cpu")))} (${time(median(all(peer, "cpu")))} each)`,
        ratio: ratioOf(all(peer, "cpu"), all("mentor", "cpu")),
        least: peer === "sink" ? 0.9 : undefined,
      });
      rows.push({
        what: `object, typing: messages/s by the clock, ours / bare ${peer}`,
        ours: whole(median(all("mentor", "rate"))),
        peer: whole(median(all(peer, "rate"))),
        ratio: ratioOf(all("mentor", "rate"), all(peer, "rate")),
      });
    }
    const percent = (/** @type {number[]} */ values) => `${Math.round(median(values) * 100)} %`;
    const loads = KINDS.map((kind) => `${kind} ${percent(all(kind, "workerd"))} / ${percent(all(kind, "client"))}`);
    return { rows, notes: [`object: ${count} messages a round; a core's load by workerd / by the client: ${loads.join(", ")}`] };
  } finally {
    crew.stop();
    await workerd.stop();
  }
}
