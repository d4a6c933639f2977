// Proves that includes point one way: down the list of layers, never up (part of make lint).
//
// A file may include its own layer and those below it. syntax is a program of its own (the sandbox): it shares base and
// code with the core and nothing else. What the host sees (core.h, syntax/syntax.h) and the tools (cli) stand on top.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "..");

/** From the bottom to the top: a layer, and those that it may include beside itself. @type {Record<string, string[]>} */
const MAY_INCLUDE = {
  base: [],
  code: ["base"],
  mentor: ["base", "code"],
  session: ["base", "code", "mentor"],
  core: ["base", "code", "mentor", "session"],
  syntax: ["base", "code"],
  cli: ["base", "code", "mentor", "session", "core", "syntax"],
  make: ["base", "code", "mentor", "syntax"],
};

/** @param {string} folder @returns {string[]} */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path.endsWith("syntax/libc") ? [] : files(path);
    return /\.[ch]$/.test(entry.name) ? [path] : [];
  });
}

/** The layer of a path below src: its folder, or "core" for core.h and core.c. @param {string} path */
const layerOf = (path) => (path.includes("/") ? path.split("/")[0] : "core");

let faults = 0;
for (const path of files(SRC)) {
  const name = relative(SRC, path);
  const layer = layerOf(name);
  readFileSync(path, "utf8").split("\n").forEach((line, index) => {
    const included = /^\s*#include "([^"]+)"/.exec(line)?.[1];
    if (!included) return;
    const target = layerOf(included);
    if (!(target in MAY_INCLUDE)) return; // third-party
    if (target === layer || MAY_INCLUDE[layer]?.includes(target)) return;
    console.error(`src/${name}:${index + 1}: ${layer} may not include ${included}: layers only point down (src/README.md)`);
    faults++;
  });
}
if (faults) process.exit(1);
console.log("layers: every include points down");
