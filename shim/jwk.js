// The keys by which a deployment knows tokens: one secret, or a JWK Set (RFC 7517). One key has one algorithm, and it
// is said here, never by a token. A key that is not understood to the last member that matters is left out and named
// by its number, so that a log says which; nothing of a key is ever logged.

/**
 * @typedef {object} Key
 * @property {string} alg       HS256, RS256, ES256 or EdDSA
 * @property {string} [kid]     its name, where it has one
 * @property {CryptoKey} key    can verify and nothing else
 */
/** @typedef {{ keys: Key[], faults: string[], broken: boolean }} KeySet  `broken`: what was set is no JWK Set */

/** What WebCrypto is told for each algorithm, to import a key and to verify with it. @type {Record<string, any>} */
export const ALGORITHMS = {
  HS256: { kty: "oct", name: "HMAC", hash: "SHA-256" },
  RS256: { kty: "RSA", name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { kty: "EC", crv: "P-256", name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { kty: "OKP", crv: "Ed25519", name: "Ed25519" },
};

const SECRET_BYTES_MIN = 32; // RFC 7518, section 3.2: as long as the hash
const MODULUS_BITS_MIN = 2048; // RFC 7518, section 3.3
const MODULUS_BITS_MAX = 8192; // beyond it a signature takes too long to check, and is longer than the core allows
const EXPONENT_BYTES_MAX = 4; // WebCrypto takes no longer one everywhere
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth"];
const DEVELOPMENT = "development-only"; // how the secret of wrangler.toml begins, which everybody knows

const encoder = new TextEncoder();

/** What base64url stands for, or null. @param {unknown} text */
export function bytesOf(text) {
  if (typeof text !== "string" || !/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

/** A number of big-endian bytes. @param {Uint8Array} bytes */
const numberOf = (bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/**
 * Was a modulus made by the library of ROCA (CVE-2017-15361)? Its primes are powers of 65537 modulo each small prime,
 * so their product is one too, and its factors can be found (Nemec et al., The Return of Coppersmith's Attack, 2017).
 * @param {bigint} modulus
 */
function isRoca(modulus) {
  for (let prime = 3; prime <= 167; prime += 2) {
    if ([3, 5, 7, 11].some((factor) => factor < prime && prime % factor === 0)) continue;
    const wanted = Number(modulus % BigInt(prime));
    let power = 1;
    do power = (power * 65537) % prime;
    while (power !== wanted && power !== 1);
    if (power !== wanted) return false;
  }
  return true;
}

/** What is wrong with an RSA key, as a word, or null. @param {any} jwk */
function faultOfRsa(jwk) {
  const n = bytesOf(jwk.n);
  const e = bytesOf(jwk.e);
  if (!n || !e) return "modulus or exponent";
  const modulus = numberOf(n);
  const bits = modulus.toString(2).length;
  if (bits < MODULUS_BITS_MIN || bits > MODULUS_BITS_MAX || !(modulus & 1n)) return "modulus";
  const exponent = numberOf(e);
  if (e.length > EXPONENT_BYTES_MAX || exponent < 3n || !(exponent & 1n)) return "exponent";
  return isRoca(modulus) ? "modulus of ROCA" : null;
}

/** The one algorithm of a JWK: its own word, or what its type can do here. @param {any} jwk */
const algorithmOf = (jwk) => jwk.alg ?? Object.keys(ALGORITHMS).find((alg) => ALGORITHMS[alg].kty === jwk.kty);

/** Can the core read it? @param {unknown} text */
const isName = (text) => typeof text === "string" && text.isWellFormed() && !text.includes("\0");

/** What is wrong with a key of a set, as a word, or null. @param {any} jwk @param {boolean} mixed */
function faultOf(jwk, mixed) {
  if (typeof jwk !== "object" || jwk === null) return "form";
  const alg = algorithmOf(jwk);
  if (typeof alg !== "string" || !Object.hasOwn(ALGORITHMS, alg)) return "kty or alg";
  const { kty, crv } = ALGORITHMS[alg];
  if (jwk.kty !== kty) return "kty";
  if (jwk.crv !== crv) return "crv";
  if (jwk.use !== undefined && jwk.use !== "sig") return "use";
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes("verify"))) return "key_ops";
  if (jwk.kid !== undefined && !isName(jwk.kid)) return "kid";
  if (PRIVATE.some((member) => member in jwk)) return "private: it should not be here";
  if (kty === "RSA") return faultOfRsa(jwk);
  if (kty !== "oct") return null; // a point that is not on its curve is found by the import
  if (mixed) return "secret among public keys";
  return (bytesOf(jwk.k)?.length ?? 0) < SECRET_BYTES_MIN ? "short" : null;
}

/** Throws when WebCrypto refuses. Only what was judged is handed on. @param {any} jwk @returns {Promise<Key>} */
async function importKey(jwk) {
  const alg = algorithmOf(jwk);
  const { kty, crv, k, n, e, x, y } = jwk;
  const kid = jwk.kid === undefined ? {} : { kid: jwk.kid };
  const key =
    kty === "oct"
      ? await crypto.subtle.importKey("raw", /** @type {Uint8Array} */ (bytesOf(k)), ALGORITHMS[alg], false, ["verify"])
      : await crypto.subtle.importKey("jwk", { kty, crv, n, e, x, y }, ALGORITHMS[alg], false, ["verify"]);
  return { alg, ...kid, key };
}

/** A secret that is used as it is typed. @param {string} secret @returns {Promise<Key>} */
export async function importSecret(secret) {
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), ALGORITHMS.HS256, false, ["verify"]);
  return { alg: "HS256", key };
}

/**
 * The keys of a JWK Set that can be used, and a sentence for each that cannot.
 * @param {any} set @returns {Promise<KeySet>}
 */
export async function importSet(set) {
  const no = "CHAT_JWT_JWKS should be a JWK Set: nobody can come in";
  if (!Array.isArray(set?.keys)) return { keys: [], faults: [no], broken: true };
  /** @type {Key[]} */
  const keys = [];
  const faults = [];
  const mixed = set.keys.some((/** @type {any} */ jwk) => jwk?.kty !== "oct"); // a set of public keys gets published
  for (const [i, jwk] of set.keys.entries()) {
    let fault = faultOf(jwk, mixed);
    if (!fault) await importKey(jwk).then((key) => keys.push(key), () => (fault = "import"));
    if (fault) faults.push(`CHAT_JWT_JWKS: key ${i + 1} is left out (${fault})`);
  }
  return { keys, faults, broken: false };
}

/** @param {unknown} text a JWK Set as JSON, or one that wrangler.toml wrote as a table */
function parse(text) {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** All keys of a deployment. @param {any} env @returns {Promise<KeySet>} */
export async function readKeys(env) {
  const secret = String(env.DEVISE_JWT_SECRET_KEY ?? "");
  const given = env.CHAT_JWT_JWKS;
  const { keys, faults, broken } = given ? await importSet(parse(given)) : { keys: [], faults: [], broken: false };
  if (given && secret.startsWith(DEVELOPMENT)) {
    faults.push("DEVISE_JWT_SECRET_KEY is the one of wrangler.toml: it is not used beside CHAT_JWT_JWKS");
  } else if (secret) {
    const isWeak = encoder.encode(secret).length < SECRET_BYTES_MIN;
    if (isWeak) faults.push(`DEVISE_JWT_SECRET_KEY is weak: it should have ${SECRET_BYTES_MIN} bytes`);
    keys.unshift(await importSecret(secret));
  }
  return { keys, faults, broken };
}
