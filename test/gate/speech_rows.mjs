// Runs answers through `build/mentor speech`.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** @typedef {{ verdict: string, rule: string, released: string, total: number, held: number, said: number }} Verdict */

/** @param {object[]} rows with the fields of src/cli/speech.c @returns {Verdict[]} */
export function judge(rows) {
  const input = rows.map((row) => JSON.stringify(row)).join("\n");
  const out = execFileSync(join(ROOT, "build/mentor"), ["speech", "--figures"], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return out.trim().split("\n").map((line) => JSON.parse(line));
}
