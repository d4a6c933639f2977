// Every story, natively against what it says, and in wasm against the native bytes.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Player, ROOT } from "./player.mjs";

const FOLDER = join(ROOT, "test/story");
const MENTOR = join(ROOT, "build/mentor");

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".trace"))) {
  const path = join(FOLDER, name);
  test(`${name}: as it is told`, () => {
    const played = spawnSync(MENTOR, ["step", path], { encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(played.stdout, readFileSync(path, "utf8"), "if this is as it should be now: make bless");
    assert.equal(played.status, 0);
  });
  test(`${name}: wasm gives the same bytes`, () => {
    const native = execFileSync(MENTOR, ["step", "--bytes", path], { encoding: "utf8", maxBuffer: 1 << 28 });
    const player = new Player();
    for (const line of readFileSync(path, "utf8").split("\n")) player.play(line);
    assert.deepEqual(player.digests, native.trim().split("\n"));
  });
}
