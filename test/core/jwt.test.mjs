// Who may ask: our own tokens, good and hostile, through core.wasm, the shim and WebCrypto.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { importSet } from "../../shim/jwk.js";
import { authenticate, judgeToken, tokenOf } from "../../shim/jwt.js";
import { ROOT } from "../story/player.mjs";
import { SECRET, hmacToken, keysOf, mint, newCore, part, privateOf, publicOf, signatureOf, signed } from "./mint.mjs";

const NOW = 1_795_132_800;
const CLAIMS = { sub: "42", iss: "https://us.test", aud: "chat", iat: NOW - 60, nbf: NOW - 60, exp: NOW + 3600 };
const POLICY = { issuer: "https://us.test", audience: "chat" };
const NAMES = ["HS256", "RS256", "ES256", "EdDSA"];
const core = newCore();
const judge = async (alg, token, policy = POLICY) => judgeToken(token, policy, await keysOf(alg), NOW * 1000, core);

for (const alg of NAMES) {
  test(`${alg}: a good token says who asks`, async () => {
    assert.deepEqual(await judge(alg, mint(alg, CLAIMS)), { code: null, why: "fine", user: { id: "42", json: "42", slug: null } });
    const { user } = await judge(alg, mint(alg, { ...CLAIMS, sub: 42, exercise_slug: "two-fer", aud: ["x", "chat"], exp: NOW + 0.5 }));
    assert.deepEqual(user, { id: "42", json: 42, slug: "two-fer" });
    for (const header of [{ alg }, { alg, typ: "at+JWT", kid: "any" }, { alg, jku: "https://evil.test", x5u: "x", x5c: ["x"] }])
      assert.equal((await judge(alg, mint(alg, CLAIMS, header))).code, null, JSON.stringify(header));
  });
}

/** Claims with one changed; undefined leaves it out. */
const but = (change) => ({ ...CLAIMS, ...change });

/** Tokens that are signed well and refused all the same: [what, make]. */
const SIGNED_BADLY_MEANT = [
  ...[but({ exp: undefined }), but({ exp: null }), but({ exp: String(NOW + 9) }), but({ exp: (NOW + 9) * 1000 }), but({ exp: -1 }),
    but({ nbf: NOW + 31 }), but({ nbf: "0" }), but({ iat: NOW + 31 }), but({ iat: null }), but({ iss: undefined }),
    but({ iss: "https://us.test/" }), but({ iss: [CLAIMS.iss] }), but({ aud: undefined }), but({ aud: "Chat" }), but({ aud: [] }),
    but({ aud: { 0: "chat" } }), but({ aud: ["chat", 1] }), but({ sub: undefined }), but({ sub: "" }), but({ sub: null }),
    but({ sub: 1.5 }), but({ sub: 2 ** 53 }), but({ sub: ["42"] }), but({ sub: "a\nb" }), but({ sub: "a".repeat(256) }),
    but({ exercise_slug: 7 }), but({ exercise_slug: null }), but({ x: "x".repeat(8192) })].map((claims) => [
    JSON.stringify(claims).slice(0, 140),
    (alg) => mint(alg, claims),
  ]),
  ...['{"sub":"42","sub":"1","exp":9999999999}', '{"sub":"42","s\\u0075b":"1","exp":9999999999}', '{"sub":"42\\u0000","exp":9999999999}',
    '{"sub":"42","exp":1e999}', '{"sub":"42","exp":9999999999}x', '[{"sub":"42","exp":9999999999}]', "null", "{", "\ufeff{}",
    `${"[".repeat(100)}${"]".repeat(100)}`].map((text) => [text.slice(0, 140), (alg) => mint(alg, text)]),
  ...[{ crit: [] }, { crit: ["exp"] }, { b64: false }, { b64: false, crit: ["b64"] }, { enc: "A128GCM" }, { zip: "DEF" }, { typ: "JWE" },
    { typ: 1 }, { kid: 1 }, { jwk: publicOf("RS256") }, { alg: undefined }, { alg: null }, { alg: "" }, { alg: "none" }, { alg: "hs256" },
    { alg: ["HS256"] }].map((header) => [JSON.stringify(header).slice(0, 140), (alg) => mint(alg, CLAIMS, { alg, ...header })]),
  ["a header that says alg twice", (alg) => mint(alg, CLAIMS, `{"alg":"${alg}","alg":"none"}`)],
  ["a header that is a list", (alg) => mint(alg, CLAIMS, `["${alg}"]`)],
  ["a payload with padding", (alg) => signed(alg, part({ alg }), `${part({ ...CLAIMS, x: "" })}=`)],
  ["a payload with a line break", (alg) => signed(alg, part({ alg }), `${part(CLAIMS)}\n`)],
  ["a token in a token", (alg) => mint(alg, mint(alg, CLAIMS), { alg, cty: "JWT" })],
];

for (const alg of NAMES) {
  test(`${alg}: signed, and refused for what it says`, async (t) => {
    for (const [what, make] of SIGNED_BADLY_MEANT) {
      const { code, why } = await judge(alg, make(alg));
      assert.equal(code, "invalid_token", what);
      assert.notEqual(why, "not_signed", what); // the core said so, before any cryptography
    }
    t.diagnostic(`${SIGNED_BADLY_MEANT.length} variants`);
  });
}

/** The text with one character replaced by another of the alphabet. */
const changed = (text, at) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

for (const alg of NAMES) {
  test(`${alg}: not signed, or not by this key, or not so`, async (t) => {
    const token = mint(alg, CLAIMS);
    const [header, payload, signature] = token.split(".");
    const input = `${header}.${payload}`;
    const stranger = { RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }), ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }), EdDSA: () => generateKeyPairSync("ed25519") }[alg];
    const hostile = [
      input, `${input}.`, `.${payload}.${signature}`, `${header}..${signature}`, `${token}.`, `${token}.${signature}`, `.${token}`,
      `${token}=`, `${token} `, ` ${token}`, `${token}\n`, `Bearer ${token}`, `${header}.${payload}.${signature.replace(/.$/, "+")}`,
      `${header}.${payload}.${signature.slice(0, -1)}`, `${header}.${payload}.${signature}A`, `${header}.${payload}.${signature}AAAA`,
      `${header}.${payload}.${part(Buffer.alloc(Buffer.from(signature, "base64url").length))}`,
      `${header}.${payload}.${part(Buffer.alloc(Buffer.from(signature, "base64url").length, 255))}`,
      `${header}.${part({ ...CLAIMS, sub: "1" })}.${signature}`, `${part({ alg, typ: "jwt" })}.${payload}.${signature}`,
      changed(token, token.length - 5), changed(token, header.length + 2), changed(token, 3), `${payload}.${header}.${signature}`,
      JSON.stringify({ protected: header, payload, signature }), "..", ".", "", "a.b.c", `${header}.${payload}.${header}`,
      stranger ? `${input}.${part(signatureOf(alg, input, stranger().privateKey))}` : mint(alg, CLAIMS, undefined, `${SECRET}!`),
      ...["", "\0", "null", "undefined", "DEVISE_JWT_SECRET_KEY"].map((secret) => mint("HS256", CLAIMS, undefined, secret)),
      ...NAMES.filter((other) => other !== alg).flatMap((other) => [mint(other, CLAIMS), mint(other, CLAIMS, { alg })]),
      ...["none", "None", "NONE", "nOnE", "none "].flatMap((none) => [`${part({ alg: none })}.${payload}.`, `${part({ alg: none })}.${payload}.${signature}`]),
      hmacToken("sha384", { alg: "HS384" }, CLAIMS, SECRET), hmacToken("sha512", { alg: "HS512" }, CLAIMS, SECRET),
      hmacToken("sha512", { alg: "HS256" }, CLAIMS, SECRET),
    ];
    // The public key as a secret: the oldest confusion of all.
    if (alg !== "HS256") {
      const key = publicOf(alg);
      for (const secret of [JSON.stringify(key), key.x ?? key.n, Buffer.from(key.x ?? key.n, "base64url")])
        hostile.push(mint("HS256", CLAIMS, { alg: "HS256" }, secret), mint("HS256", CLAIMS, { alg }, secret));
    }
    for (const bad of hostile) assert.equal((await judge(alg, bad)).code, "invalid_token", bad.slice(0, 80));
    assert.ok(hostile.length >= 40);
    assert.equal((await judge(alg, token)).code, null);
    t.diagnostic(`${hostile.length} variants`);
  });
}

test("every bit of a token is signed", async () => {
  for (const alg of ["HS256", "EdDSA"]) {
    const token = mint(alg, CLAIMS);
    for (let at = 0; at < token.length; at++) assert.equal((await judge(alg, changed(token, at))).code, "invalid_token", `${alg} ${at}`);
  }
});

test("ES256 in DER is no signature of JWS", async () => {
  const { sign } = await import("node:crypto");
  const input = mint("ES256", CLAIMS).split(".").slice(0, 2).join(".");
  const der = sign("sha256", Buffer.from(input), privateOf("ES256"));
  assert.equal((await judge("ES256", `${input}.${part(der)}`)).code, "invalid_token");
});

test("expired is told only of a token that was signed", async () => {
  const late = { ...CLAIMS, exp: NOW };
  for (const alg of NAMES) {
    assert.equal((await judge(alg, mint(alg, late))).code, "token_expired");
    assert.equal((await judge(alg, mint(alg, late, undefined, "another"))).code, alg === "HS256" ? "invalid_token" : "token_expired");
    const [header, , signature] = mint(alg, late).split(".");
    assert.equal((await judge(alg, `${header}.${part({ ...late, sub: "1" })}.${signature}`)).code, "invalid_token");
  }
});

test("a kid chooses the key", async () => {
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const { keys } = await importSet({ keys: [{ ...other, kid: "old" }, { ...publicOf("ES256"), kid: "new" }, { ...publicOf("EdDSA"), kid: "ed" }] });
  const code = async (token) => (await judgeToken(token, POLICY, keys, NOW * 1000, core)).code;
  assert.equal(await code(mint("ES256", CLAIMS, { alg: "ES256", kid: "new" })), null);
  assert.equal(await code(mint("ES256", CLAIMS, { alg: "ES256", kid: "old" })), "invalid_token");
  assert.equal(await code(mint("ES256", CLAIMS, { alg: "ES256", kid: "ed" })), "invalid_token");
  assert.equal(await code(mint("ES256", CLAIMS, { alg: "ES256" })), "invalid_token"); // two could be meant
  assert.equal(await code(mint("EdDSA", CLAIMS, { alg: "EdDSA" })), null);
});

// ---- the keys of a deployment ----

test("a key that is not understood is left out by its number", async () => {
  const rsa = publicOf("RS256"), ec = publicOf("ES256"), ed = publicOf("EdDSA");
  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  const off = { ...ec, x: ec.x.startsWith("A") ? `B${ec.x.slice(1)}` : `A${ec.x.slice(1)}` };
  const bad = [null, 1, "x", [], {}, { ...rsa, kty: "rsa" }, { ...rsa, alg: "HS256" }, { ...rsa, alg: "PS256" }, { ...rsa, alg: ["RS256"] },
    { ...rsa, alg: "toString" }, { ...rsa, use: "enc" }, { ...rsa, use: null }, { ...rsa, key_ops: ["sign"] }, { ...rsa, key_ops: "verify" },
    { ...rsa, kid: 1 }, { ...rsa, kid: "a\0" }, { ...rsa, kid: "\ud800" }, { ...rsa, n: undefined }, { ...rsa, e: "AQ" }, { ...rsa, e: "AQAA" },
    { ...rsa, e: "AQAAAAAB" }, { ...rsa, n: `${rsa.n}=` }, short, privateOf("RS256").export({ format: "jwk" }), { ...rsa, alg: "ES256" },
    { ...ec, crv: "P-384" }, { ...ec, crv: undefined }, { ...ec, alg: "ES384" }, off, privateOf("ES256").export({ format: "jwk" }),
    generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ format: "jwk" }), { ...ed, crv: "X25519" }, { ...ed, x: ed.x.slice(1) },
    privateOf("EdDSA").export({ format: "jwk" }), { kty: "oct", k: part(Buffer.alloc(32, 7)) }];
  const { keys, faults } = await importSet({ keys: [rsa, ...bad, ed] });
  assert.deepEqual(keys.map((key) => key.alg), ["RS256", "EdDSA"]);
  assert.equal(faults.length, bad.length);
  faults.forEach((fault, i) => assert.match(fault, new RegExp(`^CHAT_JWT_JWKS: key ${i + 2} is left out \\(`)));
  assert.ok(!faults.join().includes(rsa.n.slice(0, 8)));
  const secrets = await importSet({ keys: [{ kty: "oct", k: part(Buffer.alloc(31)) }, { kty: "oct", k: part(Buffer.alloc(32)) }, { kty: "oct" }] });
  assert.deepEqual([secrets.keys.length, secrets.faults.length], [1, 2]);
});

/** Runs with what is logged, and with the calls of WebCrypto counted. */
async function watched(run) {
  const log = console.log;
  const { verify, importKey } = crypto.subtle;
  const seen = { lines: [], verified: 0, imported: 0 };
  console.log = (line) => seen.lines.push(line);
  crypto.subtle.verify = (...all) => (seen.verified++, verify.apply(crypto.subtle, all));
  crypto.subtle.importKey = (...all) => (seen.imported++, importKey.apply(crypto.subtle, all));
  try {
    const result = await run();
    return { result, ...seen };
  } finally {
    console.log = log;
    Object.assign(crypto.subtle, { verify, importKey });
  }
}

const soon = () => Math.floor(Date.now() / 1000) + 60;
const ask = (env, authorization, host = "x") =>
  authenticate(new Request(`http://${host}/chat`, { method: "POST", body: "{", headers: authorization === undefined ? {} : { authorization } }), env, core);

test("authenticate: one header, one token, any case of the scheme", async () => {
  const env = { DEVISE_JWT_SECRET_KEY: SECRET };
  const token = mint("HS256", { sub: 7, exp: soon() });
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])
    assert.deepEqual(await ask(env, `${scheme} ${token}`), { user: { id: "7", json: 7, slug: null } });
  for (const missing of [undefined, "", " ", "Bearer", "Bearer ", "Basic dTpw", "Digest a=b, c=d", token, `Bearer${token}`, `Token ${token}`, `Bearer: ${token}`])
    assert.deepEqual(await ask(env, missing), { code: "missing_token" }, missing);
  for (const invalid of [`Bearer ${token} x`, `Bearer ${token}, Bearer ${token}`, `Basic dTpw, Bearer ${token}`, `Bearer ${token},`, `Bearer Bearer ${token}`, "Bearer x"])
    assert.deepEqual(await ask(env, invalid), { code: "invalid_token" }, invalid);
  const twice = new Headers([["authorization", `Bearer ${token}`], ["Authorization", `Bearer ${token}`]]);
  assert.equal(tokenOf(twice.get("authorization")).code, "invalid_token");
});

test("authenticate: one check of a signature at most, and no word of a token in the log", async () => {
  const env = { DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_ISSUER: "us" };
  const good = mint("HS256", { sub: "zebra-user", iss: "us", exp: soon() });
  const late = mint("HS256", { sub: "zebra-user", iss: "us", exp: 5 });
  const cases = [
    [good, undefined, 1], [late, "token_expired", 1], [changed(late, late.length - 5), "invalid_token", 1],
    [changed(good, good.length - 5), "invalid_token", 1], [good.slice(0, -1), "invalid_token", 0],
    [mint("HS256", { sub: "zebra-user", iss: "zebra-them", exp: soon() }), "invalid_token", 0],
    [mint("HS256", { sub: "zebra-user", iss: "us", exp: soon() }, { alg: "none" }), "invalid_token", 0],
  ];
  await ask(env, "Bearer x"); // the keys are read
  for (const [token, code, count] of cases) {
    const { result, verified, imported, lines } = await watched(() => ask(env, `Bearer ${token}`));
    assert.equal(result.code, code);
    assert.deepEqual([verified, imported], [count, 0], token);
    assert.equal(lines.length, code ? 1 : 0);
    for (const line of lines) {
      assert.deepEqual(Object.keys(JSON.parse(line)), ["what", "refused", "why"]);
      for (const word of ["zebra", "eyJ", ...token.split(".")]) assert.ok(!line.includes(word));
    }
  }
});

test("authenticate: what a deployment may set", async () => {
  const token = (claims, header, secret) => `Bearer ${mint("HS256", { sub: "42", exp: soon(), ...claims }, header, secret)}`;
  const jwks = JSON.stringify({ keys: [{ ...publicOf("ES256"), kid: "a", use: "sig", alg: "ES256" }] });
  const es256 = `Bearer ${mint("ES256", { sub: "42", exp: soon() }, { alg: "ES256", kid: "a" })}`;
  const development = "development-only-secret-never-used-in-production";
  const rows = [
    [{}, token(), "not_configured", 0],
    [{}, undefined, "not_configured", 0],
    [{ DEVISE_JWT_SECRET_KEY: "" }, token({}, undefined, ""), "not_configured", 0],
    [{ DEVISE_JWT_SECRET_KEY: "short" }, token({}, undefined, "short"), undefined, 1],
    [{ CHAT_JWT_JWKS: jwks }, es256, undefined, 0],
    [{ CHAT_JWT_JWKS: JSON.parse(jwks) }, es256, undefined, 0],
    [{ CHAT_JWT_JWKS: jwks }, token(), "invalid_token", 0],
    [{ CHAT_JWT_JWKS: jwks, DEVISE_JWT_SECRET_KEY: SECRET }, token(), undefined, 0],
    [{ CHAT_JWT_JWKS: jwks, DEVISE_JWT_SECRET_KEY: SECRET }, es256, undefined, 0],
    [{ CHAT_JWT_JWKS: jwks, DEVISE_JWT_SECRET_KEY: development }, token({}, undefined, development), "invalid_token", 1],
    [{ CHAT_JWT_JWKS: "{", DEVISE_JWT_SECRET_KEY: SECRET }, token(), "not_configured", 1],
    [{ CHAT_JWT_JWKS: "null" }, es256, "not_configured", 1],
    [{ CHAT_JWT_JWKS: '{"keys":[]}' }, es256, "not_configured", 0],
    [{ CHAT_JWT_JWKS: '{"keys":[{"kty":"RSA"}]}' }, es256, "not_configured", 1],
    [{ CHAT_JWT_JWKS: JSON.stringify({ keys: Array(17).fill(publicOf("ES256")) }) }, es256, "not_configured", 1],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_ISSUER: "us" }, token(), "invalid_token", 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_ISSUER: "us" }, token({ iss: "us" }), undefined, 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_ISSUER: "u\0s" }, token(), "not_configured", 1],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_AUDIENCE: "chat" }, token({ aud: ["chat"] }), undefined, 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_AUDIENCE: "chat" }, token({ aud: "x" }), "invalid_token", 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET }, token({ exp: soon() - 70 }), "token_expired", 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LEEWAY_S: "30" }, token({ exp: soon() - 70 }), undefined, 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LEEWAY_S: 300 }, token({ exp: soon() - 70 }), undefined, 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LEEWAY_S: 300 }, token({ exp: soon() - 100 }), "token_expired", 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LEEWAY_S: "-1" }, token({ exp: soon() - 70 }), "token_expired", 1],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LIFE_S: "30" }, token(), "invalid_token", 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LIFE_S: "90" }, token(), undefined, 0],
    [{ DEVISE_JWT_SECRET_KEY: SECRET, CHAT_JWT_LIFE_S: "a day" }, token(), "not_configured", 1],
  ];
  for (const [env, header, code, faults] of rows) {
    const { result, lines } = await watched(async () => [await ask(env, header), await ask(env, header)]);
    const told = lines.map((line) => JSON.parse(line)).filter((line) => line.what === "setting"); // once, not at each request
    const about = JSON.stringify([env, told]);
    assert.deepEqual([result[0].code, result[1].code], [code, code], about);
    assert.equal(told.length, faults, about);
    for (const { fault } of told) assert.ok(!fault.includes(env.DEVISE_JWT_SECRET_KEY || "\0"), about);
  }
});

test("make token prints one that the worker of wrangler.toml accepts", async () => {
  const [, secret] = /\[vars\]\nDEVISE_JWT_SECRET_KEY = "(.*)"/.exec(readFileSync(join(ROOT, "wrangler.toml"), "utf8"));
  const print = (env) => execFileSync(process.execPath, [join(ROOT, "src/make/token.mjs")], { env: { ...process.env, ...env } }).toString().trim();
  const env = { DEVISE_JWT_SECRET_KEY: secret }, shown = `Bearer ${print({ SUB: "", SECRET: "" })}`;
  for (const host of ["localhost:8787", "127.0.0.1", "[::1]:80"])
    assert.deepEqual(await ask(env, shown, host), { user: { id: "dev-learner", json: "dev-learner", slug: null } });
  for (const host of ["mentor.example", "localhost.evil.example", "127.0.0.1.evil.example"])
    assert.deepEqual(await ask(env, shown, host), { code: "not_configured" }, "everybody knows this secret");
  assert.equal((await ask({ DEVISE_JWT_SECRET_KEY: SECRET }, `Bearer ${print({ SUB: "7", SECRET })}`)).user.id, "7");
});
