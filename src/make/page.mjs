// Bundles public/ into build/site: the page as it is served. Prints what a first visit loads.
//
// Languages of the editor are chunks of their own, loaded when they are picked. What C knows (limits, languages) is read
// from its headers, so that no number or name is written twice.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PAGE = join(ROOT, "public");
const SITE = join(ROOT, "build/site");

/** The capacities of src/base/limits.h: numbers, shifts and sums of them. @param {string[]} names */
function limits(names) {
  const header = readFileSync(join(ROOT, "src/base/limits.h"), "utf8");
  return Object.fromEntries(names.map((name) => {
    const [, value] = header.match(new RegExp(`^#define ${name}\\s+(.+?)\\s*(/\\*.*)?$`, "m")) ?? [];
    const parts = /^\(?(\d+)u?(?:\s*<<\s*(\d+))?\)?$/.exec(value ?? "");
    if (!parts) throw new Error(`limits.h: cannot read ${name}`);
    return [name, Number(parts[1]) * 2 ** Number(parts[2] ?? 0)];
  }));
}

/** Name on the wire and name for people of each language, in the order of src/code/language.h. */
function languages() {
  const header = readFileSync(join(ROOT, "src/code/language.h"), "utf8");
  const rows = [...header.matchAll(/^\s+X\(\w+, "([^"]+)", "([^"]+)", /gm)].map(([, wire, people]) => [wire, people]);
  if (!rows.length) throw new Error("language.h: no languages found");
  return rows;
}

rmSync(SITE, { recursive: true, force: true });
mkdirSync(SITE, { recursive: true });
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: [join(PAGE, "main.js")],
  outdir: SITE,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  chunkNames: "chunk/[name]-[hash]",
  loader: { ".css": "text" },
  define: {
    LIMITS: JSON.stringify(limits(["TEXT_BYTES_MAX", "TEXT_LINES_MAX", "CHAT_QUESTION_UNITS_MAX"])),
    LANGUAGES: JSON.stringify(languages()),
  },
  legalComments: "eof",
  metafile: true,
  logLevel: "warning",
});
for (const name of ["index.html", "style.css", "icon.svg", "_headers"]) cpSync(join(PAGE, name), join(SITE, name));

/** An output and everything that it imports at once. @param {string} path @param {Set<string>} seen */
function loaded(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of metafile.outputs[path].imports) {
    if (kind === "import-statement") loaded(next, seen);
  }
  return seen;
}

/** @param {Iterable<string>} paths */
function gzip(paths) {
  return [...paths].reduce((sum, path) => sum + gzipSync(readFileSync(join(ROOT, path)), { level: 9 }).length, 0);
}
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const start = loaded("build/site/main.js");
const GRAMMAR = "node_modules/@codemirror/lang-javascript/dist/index.js";
const script = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].inputs[GRAMMAR]);
const first = script ? loaded(script, new Set(start)) : start;
console.log(`build/site: ${kilobytes(gzip(start))} gzip of script to start, ${kilobytes(gzip(first))} with JavaScript`);
