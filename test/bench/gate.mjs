// A verdict of the gate, native, beside memcpy of the same bytes in the same rounds (test/bench/gate.c).
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./edits.mjs";
import { median, ratioOf, time } from "./measure.mjs";

const AIM_US = 20; // issue 4: a verdict on 2 KiB about 500 lines

/** @param {boolean} quick */
export async function gate(quick) {
  const program = join(ROOT, "build/bench-gate");
  if (!existsSync(program)) return { rows: [], notes: ["gate: build/bench-gate is missing (it wants a compiler for this machine)"] };
  const [head, ...lines] = execFileSync(program, [String(quick ? 300 : 3000)], { encoding: "utf8" }).trim().split("\n");
  const words = head.split("\t").slice(1);
  const names = words.filter((_, i) => i % 2 === 0), bytes = words.filter((_, i) => i % 2).map(Number);
  const rounds = lines.slice(20).map((line) => line.split("\t").map(Number)); // the first ones warm the caches
  const of = (/** @type {string} */ name) => rounds.map((round) => round[names.indexOf(name)]);
  const copy = of("memcpy");
  const rows = names.filter((name) => name !== "memcpy").map((name) => ({
    what: `gate, ${name}: memcpy / a verdict`,
    ours: time(median(of(name)) / 1e9),
    peer: time(median(copy) / 1e9),
    ratio: ratioOf(copy, of(name)),
  }));
  const worst = median(of("2 KiB")) / 1e3;
  rows.push({ what: `gate, 2 KiB: a verdict / ${AIM_US} us`, ours: `${worst.toPrecision(3)} us`, peer: `${AIM_US} us`, ratio: worst / AIM_US, most: 1 });
  return { rows, notes: [`gate: program and answer of ${bytes[0]} bytes; the one of 300 bytes has ${bytes[names.indexOf("300 bytes")] - bytes[0] + 2048}`] };
}
