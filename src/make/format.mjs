// Checks that every C file stands as clang-format would set it (part of make lint). `--fix` sets them.
//
// The formatter changes between versions, so one version is asked for; without it the check is skipped with a word.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const FORMATTER = "clang-format-19";

/** @param {string} folder @returns {string[]} */
const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.[ch]$/.test(entry.name) ? [path] : [];
  });

const mode = process.argv.includes("--fix") ? ["-i"] : ["--dry-run", "--Werror", "--ferror-limit=5"];
const run = spawnSync(FORMATTER, [...mode, ...files(join(ROOT, "src")), ...files(join(ROOT, "test"))], { stdio: "inherit" });
if (run.error) console.log(`formatting: skipped, ${FORMATTER} is not installed`);
else if (run.status !== 0) {
  console.error("formatting: run node src/make/format.mjs --fix");
  process.exit(1);
} else console.log("formatting: as clang-format sets it");
