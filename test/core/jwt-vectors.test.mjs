// Tokens and signatures that others made to break verifiers, through core.wasm, the shim and WebCrypto.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ALGORITHMS, importSet } from "../../shim/jwk.js";
import { judgeToken } from "../../shim/jwt.js";
import { ROOT } from "../story/player.mjs";
import { newCore } from "./mint.mjs";

const SHARED = join(ROOT, "../shared/testdata");
const rows = (name) => readFileSync(join(SHARED, `${name}.jsonl`), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const options = (name) => ({ skip: existsSync(join(SHARED, `${name}.jsonl`)) ? false : `no ../shared/testdata/${name}.jsonl` });
const core = newCore();

/** Rows whose own policy for `sub` is narrower than our contract, which lets a sub be an integer or any text. */
const WIDER_SUB = ["jwt-145", "jwt-154", "jwt-155"];

test("every attack is refused, every good token accepted", options("jwt_attacks"), async (t) => {
  const all = rows("jwt_attacks");
  const deviations = [];
  for (const { id, verify, token, expect, why } of all) {
    const { keys, faults } = await importSet({ keys: [verify.jwk] });
    assert.deepEqual([keys.map((key) => key.alg), faults], [verify.algs, []], id);
    // The longest life is the policy of one row; its token holds for ten years.
    const policy = { issuer: verify.iss, audience: verify.aud, leeway_s: verify.leeway_s, life_s: 86_400 };
    const { code } = await judgeToken(token, policy, keys, verify.now * 1000, core);
    if (WIDER_SUB.includes(id)) {
      assert.equal(code, null, id);
      deviations.push(`${id}: ${why}`);
    } else assert.equal(code === null ? "accept" : "reject", expect, `${id}: ${why}`);
  }
  t.diagnostic(`${all.length} tokens, ${all.length - deviations.length} as expected, ${deviations.length} by a wider contract`);
});

/** Why a row of Wycheproof is judged in another way, and how many are. */
const DEVIATIONS = {
  "an algorithm that is not offered": 28,
  "an empty payload: our three parts are never empty": 1,
  "a character that is not base64url: never skipped": 2,
  "its padding was lost when the vector was written: the token is that of json_web_signature_test-357": 2,
};

/** @param {any} row */
function reasonOf({ id, group, test: { jws, comment } }) {
  const alg = JSON.parse(Buffer.from(jws.split(".")[0], "base64url").toString()).alg;
  const [offered, empty, skipped, padding] = Object.keys(DEVIATIONS);
  if (!Object.hasOwn(ALGORITHMS, alg)) return offered;
  if (comment === "emptyPayload" && jws.split(".")[1] === "") return empty;
  if (group.comment === "base64" && jws.includes("?")) return skipped;
  const is357 = "eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8";
  if (jws === is357) return padding;
  throw new Error(`${id}: ${group.comment}, ${comment}: not judged as expected`);
}

test("header and signature of Wycheproof's tokens", options("jose_wycheproof"), async (t) => {
  const counts = Object.fromEntries(Object.keys(DEVIATIONS).map((reason) => [reason, 0]));
  const all = rows("jose_wycheproof").filter((row) => row.test.jws);
  let accepted = 0;
  for (const row of all) {
    const { jws } = row.test;
    const set = row.group.public ?? row.group.private; // a secret is found under private only
    const { keys } = await importSet({ keys: set.keys ?? [set] });
    const token = typeof jws === "string" ? jws : JSON.stringify(jws);
    const code = keys.length ? (await judgeToken(token, { header_only: true }, keys, 0, core)).code : "not_configured";
    accepted += Number(code === null);
    if ((code === null ? "accept" : "reject") !== row.expect) counts[reasonOf(row)]++;
  }
  assert.deepEqual(counts, DEVIATIONS);
  const deviations = Object.values(counts).reduce((sum, count) => sum + count);
  t.diagnostic(`${all.length} tokens, ${accepted} accepted, ${all.length - deviations} as expected`);
  for (const [reason, count] of Object.entries(counts)) t.diagnostic(`${count} otherwise: ${reason}`);
});

test("nothing encrypted is taken for a token", options("jose_wycheproof"), async (t) => {
  const { keys } = await importSet({ keys: [{ kty: "oct", k: "A".repeat(43) }] });
  const all = rows("jose_wycheproof").filter((row) => row.test.jwe);
  for (const { id, test: { jwe } } of all) {
    const token = typeof jwe === "string" ? jwe : JSON.stringify(jwe);
    const { code } = await judgeToken(token, { header_only: true }, keys, 0, core);
    assert.equal(code, "invalid_token", id);
  }
  assert.ok(all.length > 100);
  t.diagnostic(`${all.length} refused`);
});

test("HMAC with whole tags and nothing less", options("hmac_sha256_wycheproof"), async (t) => {
  const bytes = (hex) => Buffer.from(hex, "hex");
  let whole = 0, cut = 0;
  for (const { id, key, msg, tag, tagBits, expect } of rows("hmac_sha256_wycheproof")) {
    const imported = await crypto.subtle.importKey("raw", bytes(key), ALGORITHMS.HS256, false, ["verify"]);
    const verified = await crypto.subtle.verify(ALGORITHMS.HS256, imported, bytes(tag), bytes(msg));
    assert.equal(verified, tagBits === 256 && expect === "accept", id); // a tag that was cut is no tag of HS256
    if (tagBits === 256) whole++;
    else cut++;
  }
  t.diagnostic(`${whole} whole tags as expected, ${cut} cut ones refused`);
});
