// The laws of the border: no imports, exactly the exports that are promised, one catalogue in both modules.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Core } from "../../shim/core.js";
import { Syntax } from "../../shim/syntax.js";
import { ROOT } from "../story/player.mjs";

const moduleOf = (name) => new WebAssembly.Module(readFileSync(join(ROOT, "build", name)));
const PROMISED = {
  "core.wasm": ["_initialize", "core_abi", "core_inbox", "core_outbox", "core_step", "memory"],
  "syntax.wasm": ["_initialize", "memory", "syntax_abi", "syntax_inbox", "syntax_outline"],
};

for (const [name, exports] of Object.entries(PROMISED)) {
  test(`${name} imports nothing and exports what it promises`, () => {
    const module = moduleOf(name);
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    assert.deepEqual(WebAssembly.Module.exports(module).map((entry) => entry.name).sort(), exports);
  });
}

test("both modules were built from one catalogue", () => {
  const core = new Core(moduleOf("core.wasm"));
  assert.equal(core.abi.catalogue, new Syntax(moduleOf("syntax.wasm")).catalogue());
  assert.ok(core.abi.languages.includes("javascript"));
});

test("the document's hash is the page's hash", async () => {
  const { textHash } = await import("../../public/hash.js");
  const core = new Core(moduleOf("core.wasm"));
  const { startPayload, textOf } = await import("../../shim/core.js");
  core.step("start", 0, 1, startPayload({ session: "s", seed: "", models: [], sockets: [], alarm: 0 }, []));
  core.step("open", 1, 2, '{"role":"owner"}');
  for (const text of ["", "a", "naïve 😀\n", "x".repeat(5000)]) {
    core.step("frame", 1, 3, JSON.stringify({ t: "text", text }));
    const welcome = core.step("frame", 1, 4, '{"t":"hello","rev":0,"hash":""}').find((effect) => effect.kind === "send");
    assert.equal(JSON.parse(textOf(welcome.bytes)).hash, textHash(text));
  }
});
