// Who may ask, in workerd: its WebCrypto is another one than node's, and has keys and signatures of its own mind.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createTestHarness } from "wrangler";
import { SECRET, mint, privateOf, publicOf } from "../core/mint.mjs";
import { ROOT } from "../story/player.mjs";

process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false"; // nothing is asked of the network
const DOOR = { name: "jwt-door", main: "test/worker/jwt-door.mjs", compatibility_date: "2026-10-20" };
let server, door;
before(async () => {
  server = createTestHarness({ root: ROOT, workers: [{ config: DOOR }] });
  await server.listen();
  door = server.getWorker("jwt-door");
});
after(() => server.close());

/** @param {object} body @param {object} [headers] */
const ask = async (body, headers = {}) =>
  (await door.fetch("http://door/", { method: "POST", body: JSON.stringify(body), headers })).json();

const exp = Math.floor(Date.now() / 1000) + 600;
const changed = (text, at) => text.slice(0, at) + (text.at(at) === "A" ? "B" : "A") + text.slice(at + 1);

test("each algorithm: signed, changed, expired", async () => {
  for (const alg of ["HS256", "RS256", "ES256", "EdDSA"]) {
    const vars = alg === "HS256" ? { DEVISE_JWT_SECRET_KEY: SECRET } : { CHAT_JWT_JWKS: { keys: [publicOf(alg)] } };
    const shown = (token) => ask({ vars }, { authorization: `bearer ${token}` });
    const good = mint(alg, { sub: 42, exp, exercise_slug: "bob" }), late = mint(alg, { sub: 42, exp: 5 });
    assert.deepEqual(await shown(good), { user: { id: "42", json: 42, slug: "bob" } }, alg);
    assert.deepEqual(await shown(changed(good, -5)), { code: "invalid_token" }, alg);
    assert.deepEqual(await shown(late), { code: "token_expired" }, alg);
    assert.deepEqual(await shown(changed(late, -5)), { code: "invalid_token" }, alg);
    assert.deepEqual(await ask({ vars }), { code: "missing_token" });
  }
});

test("the same keys are refused as in node", async () => {
  const rsa = publicOf("RS256"), ec = publicOf("ES256"), ed = publicOf("EdDSA");
  const bad = [{ ...ec, x: changed(ec.x, 0) }, { ...ec, crv: "P-384" }, { ...ed, x: ed.x.slice(1) }, { ...rsa, e: "AQ" }, { ...rsa, n: `${rsa.n}=` },
    privateOf("ES256").export({ format: "jwk" }), { kty: "oct", k: "AA" }];
  for (const jwk of bad) {
    const { code, faults } = await ask({ token: mint("HS256", { sub: 42, exp }), policy: {}, jwk, now: 0 });
    assert.deepEqual([code, faults.length], ["not_configured", 1], JSON.stringify(jwk));
  }
});

const VECTORS = (name) => join(ROOT, "../shared/testdata", `${name}.jsonl`);
const options = (name) => ({ skip: existsSync(VECTORS(name)) ? false : `no ../shared/testdata/${name}.jsonl` });
const rows = (name) => readFileSync(VECTORS(name), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
/** Our contract lets sub be an integer or any text; the policy of these rows does not. */
const WIDER_SUB = ["jwt-145", "jwt-154", "jwt-155"];

test("attacks", options("jwt_attacks"), async (t) => {
  const all = rows("jwt_attacks").filter(({ id }) => !WIDER_SUB.includes(id));
  for (const { id, verify, token, expect, why } of all) {
    const policy = { issuer: verify.iss, audience: verify.aud, leeway_s: verify.leeway_s, life_s: 86_400 };
    const { code } = await ask({ token, policy, jwk: verify.jwk, now: verify.now * 1000 });
    assert.equal(code === null ? "accept" : "reject", expect, `${id}: ${why}`);
  }
  t.diagnostic(`${all.length} tokens`);
});

test("signatures of Wycheproof: the same verdicts as in node", options("jose_wycheproof"), async (t) => {
  const { importSet } = await import("../../shim/jwk.js");
  const { judgeToken } = await import("../../shim/jwt.js");
  const { newCore } = await import("../core/mint.mjs");
  const core = newCore();
  let count = 0, accepted = 0;
  for (const { id, group, test: { jws } } of rows("jose_wycheproof")) {
    const jwk = group.public ?? group.private;
    if (typeof jws !== "string" || jwk.keys) continue;
    const { keys } = await importSet({ keys: [jwk] });
    const here = keys.length ? (await judgeToken(jws, { header_only: true }, keys, 0, core)).code : "not_configured";
    const { code } = await ask({ token: jws, policy: { header_only: true }, jwk, now: 0 });
    assert.equal(code, here, id);
    accepted += Number(code === null);
    count++;
  }
  assert.ok(accepted > 20);
  t.diagnostic(`${count} tokens, ${accepted} accepted`);
});
