// Tokens and keys made by node:crypto, so that what signs in a test is not what verifies in the product.
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Core } from "../../shim/core.js";
import { importSecret, importSet } from "../../shim/jwk.js";
import { ROOT } from "../story/player.mjs";

const module = new WebAssembly.Module(readFileSync(join(ROOT, "build/core.wasm")));
export const newCore = () => new Core(module);

export const SECRET = "a secret of a test, which has more than 32 bytes";

/** base64url of a text, of bytes, or of an object as JSON. */
export const part = (value) =>
  Buffer.from(typeof value === "string" || value instanceof Uint8Array ? value : JSON.stringify(value)).toString("base64url");

const PAIRS = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
};

/** The public key of a pair as a JWK, and its pair. */
export const publicOf = (alg) => PAIRS[alg].publicKey.export({ format: "jwk" });
export const privateOf = (alg) => PAIRS[alg].privateKey;

/** Bytes that sign `input` with an algorithm's key, or with another key. */
export function signatureOf(alg, input, key = privateOf(alg)) {
  if (alg === "RS256") return sign("sha256", Buffer.from(input), key);
  if (alg === "ES256") return sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return sign(null, Buffer.from(input), key);
}
const hmac = (secret, input, hash = "sha256") => createHmac(hash, secret).update(input).digest();

/** Signs two parts that are text already. */
export function signed(alg, header, payload, secret = SECRET) {
  const input = `${header}.${payload}`;
  return `${input}.${part(alg === "HS256" ? hmac(secret, input) : signatureOf(alg, input))}`;
}

/** A token: `header` and `claims` are objects, or the text of their JSON. */
export const mint = (alg, claims, header = { alg, typ: "JWT" }, secret = SECRET) => signed(alg, part(header), part(claims), secret);

export const hmacToken = (hash, header, claims, secret) => {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${part(hmac(secret, input, hash))}`;
};

/** The deployment's only key, for each algorithm. */
export async function keysOf(alg) {
  return alg === "HS256" ? [await importSecret(SECRET)] : (await importSet({ keys: [publicOf(alg)] })).keys;
}
