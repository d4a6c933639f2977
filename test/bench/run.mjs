// make bench: everything that is measured, as one table of ratios. `--quick` is a short form, a name runs one part alone.
import { existsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { ROOT } from "./edits.mjs";
import { chat } from "./chat.mjs";
import { gate } from "./gate.mjs";
import { keystroke } from "./keystroke.mjs";
import { lines } from "./lines.mjs";
import { isMet, table } from "./measure.mjs";
import { memory, sizes } from "./memory.mjs";
import { object } from "./object.mjs";
import { reading } from "./reading.mjs";
import { wake } from "./wake.mjs";

/** @type {Record<string, (quick: boolean) => any>} */
const PARTS = { keystroke, reading, lines, gate, object, chat, wake, memory, sizes };

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const names = words.filter((word) => word !== "--quick");
const unknown = names.find((name) => !PARTS[name]);
if (unknown) throw new Error(`there is no part ${unknown}; there are ${Object.keys(PARTS).join(", ")}`);
for (const name of ["core.wasm", "syntax.wasm", "bench.wasm", "bench-syntax.wasm"]) {
  if (!existsSync(join(ROOT, "build", name))) throw new Error(`build/${name} is missing: run make bench`);
}

const began = Date.now();
const rows = [];
const notes = [];
for (const name of names.length ? names : Object.keys(PARTS)) {
  process.stderr.write(`${name} …\n`);
  const part = await PARTS[name](quick);
  rows.push(...part.rows);
  notes.push(...part.notes);
}
console.log(`\n${table(rows)}\n\n${notes.join("\n")}`);
const aims = rows.filter((row) => row.least !== undefined || row.most !== undefined);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${aims.filter(isMet).length} of ${aims.length} aims met, ${seconds} s, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}`);
