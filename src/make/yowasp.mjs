// A clang for wasm out of npm, for machines that have nothing but Node: `node src/make/yowasp.mjs ARGUMENTS`, as one
// would call clang. @yowasp/clang is clang compiled to wasm with a file system of its own, so the files that a compile
// can reach (sources named, headers in the folders of -I and -isystem) are copied in, and what it made is copied out.
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path";

const HEADER_BYTES_MAX = 1 << 20; // an included .c file is small; a grammar's tables are only ever compiled by name

const args = process.argv.slice(2);
const { commands, Exit } = await import("@yowasp/clang");

/** @type {Record<string, any>} */
const tree = {};

/** @param {string} path @param {Uint8Array} bytes */
function put(path, bytes) {
  const parts = normalize(path).split("/");
  const name = /** @type {string} */ (parts.pop());
  let folder = tree;
  for (const part of parts) folder = folder[part] ??= {};
  folder[name] ??= bytes;
}

/** Everything in a folder that can be included. @param {string} folder */
function putHeaders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) putHeaders(path);
    else if ([".h", ".c"].includes(extname(path)) && statSync(path).size <= HEADER_BYTES_MAX) put(path, readFileSync(path));
  }
}

/** A source. The file system in there knows no "..", so what is included from another folder by a path of its own (the
 * scanner that two grammars share) is set in its place. @param {string} path @returns {Buffer} */
function sourceOf(path) {
  const bytes = readFileSync(path);
  if (bytes.length > HEADER_BYTES_MAX) return bytes;
  const text = bytes.toString("latin1");
  const whole = text.replace(/^\s*#include "(\.\.\/[^"]+)"/gm, (line, name) => {
    const included = normalize(join(dirname(path), name));
    return existsSync(included) ? sourceOf(included).toString("latin1") : line;
  });
  return Buffer.from(whole, "latin1");
}

// Sources first: a folder of headers must not bring one of them in as it stands on the disk.
for (const arg of args) {
  if (arg.startsWith("/") || !existsSync(arg)) continue;
  if (arg.endsWith(".c")) put(arg, sourceOf(arg));
  else if (arg.endsWith(".o") && arg !== args[args.indexOf("-o") + 1]) put(arg, readFileSync(arg));
}
args.forEach((arg, index) => {
  const before = args[index - 1];
  if (arg.startsWith("/")) return;
  if (before === "-isystem" || before === "-I") putHeaders(arg);
  else if (arg.startsWith("-I")) putHeaders(arg.slice(2));
  else if (arg.endsWith(".c") && existsSync(arg)) putHeaders(dirname(arg)); // what stands beside it
});

/** Writes the files that were not there before. @param {Record<string, any>} made @param {string} folder */
function take(made, folder) {
  for (const [name, value] of Object.entries(made)) {
    const path = join(folder, name);
    if (typeof value === "string" || value instanceof Uint8Array) {
      if (args.includes(path) || path.endsWith(".d")) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, value);
      }
    } else take(value, path);
  }
}

const output = args[args.indexOf("-o") + 1];
put(join(dirname(output), ".keep"), new Uint8Array()); // the folder of the output must exist in there too
try {
  take(await commands.clang(args, tree, { fetchProgress() {} }), "");
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exit(error.code || 1);
}
