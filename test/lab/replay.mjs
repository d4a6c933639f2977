// The change budget itself: build/mentor replay in a process of its own.
import { spawn } from "node:child_process";

/** @typedef {import("./rules.mjs").Decision} Decision */

/** Settings that are not what mentor replay takes: the user's mistake, told without a stack. */
export class BadSetting extends Error {}

/** "a=1 b=2" @param {string} words */
export const settingsOf = (words) => words.split(/\s+/).filter(Boolean);

/**
 * What the budget decides on a trace.
 * @param {string} mentor path of the program @param {string} path of the trace @param {string[]} settings name=value
 * @returns {Promise<Decision[]>}
 */
export function replay(mentor, path, settings) {
  const words = ["replay", ...settings.flatMap((setting) => ["--set", setting]), path];
  const child = spawn(mentor, words, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => (out += piece));
  child.stderr.setEncoding("utf8").on("data", (piece) => (complaint += piece));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 2) reject(new BadSetting(complaint.trim()));
      else if (status !== 0) reject(new Error(`mentor replay ${path}: ${signal ?? `exit ${status}`}: ${complaint.trim()}`));
      else resolve(out.split("\n").filter(Boolean).map((line) => JSON.parse(line)));
    });
  });
}
