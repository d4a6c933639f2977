// Who asks? A token in the header says so (RFC 6750). The core judges what the token says (src/session/admit.h),
// WebCrypto checks its signature with the key that the core chose, and only both together let anybody in. Nothing of a
// token, not even of a refused one, is logged: a word why is.
import { ALGORITHMS, bytesOf, readKeys } from "./jwk.js";
import { textOf } from "./core.js";

/** @typedef {import("./core.js").Core} Core */
/** @typedef {import("./jwk.js").Key} Key */
/** @typedef {"missing_token" | "invalid_token" | "token_expired" | "not_configured"} Code */
/**
 * What a deployment asks of a token; the words of admit_policy_read.
 * @typedef {object} Policy
 * @property {string} [issuer]
 * @property {string} [audience]
 * @property {number} [leeway_s]      for all times; by default 0 for exp and 30 for nbf and iat
 * @property {number} [life_s]        how long a token may hold at most
 * @property {boolean} [header_only]  the payload is any bytes: form, header and signature are judged
 */
/**
 * @typedef {object} User
 * @property {string} id             sub as text
 * @property {string | number} json  sub as it was
 * @property {string | null} slug    the exercise that the token is for, when it is for one
 */

const BEARER = /^bearer(?: +|$)/i;
const DEVELOPMENT = "development-only"; // how the secret of wrangler.toml begins
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const SECONDS = /^\d{1,9}$/;

const encoder = new TextEncoder();

/**
 * What admit is asked: a length, the policy, the token.
 * @param {Policy} policy @param {Key[]} keys @param {string} token
 */
function admitPayload(policy, keys, token) {
  const json = encoder.encode(JSON.stringify({ ...policy, keys: keys.map(({ alg, kid }) => ({ alg, kid })) }));
  const bytes = encoder.encode(token);
  const payload = new Uint8Array(4 + json.length + bytes.length);
  new DataView(payload.buffer).setUint32(0, json.length, true);
  payload.set(json, 4);
  payload.set(bytes, 4 + json.length);
  return payload;
}

/**
 * What the core says of a token.
 * @param {string} token @param {Policy} policy @param {Key[]} keys @param {number} now @param {Core} core
 */
function admit(token, policy, keys, now, core) {
  const [{ bytes }] = core.step("admit", 0, now, admitPayload(policy, keys, token));
  return JSON.parse(textOf(bytes));
}

/** The only call of WebCrypto for a token. @param {string} token canonical, as the core said @param {Key} key */
async function isSigned(token, { alg, key }) {
  const dot = token.lastIndexOf(".");
  const signature = /** @type {Uint8Array} */ (bytesOf(token.slice(dot + 1)));
  return crypto.subtle.verify(ALGORITHMS[alg], key, signature, encoder.encode(token.slice(0, dot))).catch(() => false);
}

/**
 * Judges a token: form and claims first, for they cost little; then the signature; and only of a token that was signed
 * is it told that it has expired.
 * @param {string} token @param {Policy} policy @param {Key[]} keys
 * @param {number} now epoch milliseconds @param {Core} core
 * @returns {Promise<{ code: Code | null, why: string, user: User | null }>} a code, or (without header_only) a user
 */
export async function judgeToken(token, policy, keys, now, core) {
  const { verdict, why, key, user: id, integer, slug } = admit(token, policy, keys, now, core);
  if (verdict !== "ok" && verdict !== "expired") return { code: "invalid_token", why, user: null };
  if (!(await isSigned(token, keys[key]))) return { code: "invalid_token", why: "not_signed", user: null };
  if (verdict === "expired") return { code: "token_expired", why: verdict, user: null };
  return { code: null, why, user: policy.header_only ? null : { id, json: integer ? Number(id) : id, slug } };
}

/**
 * The token of an Authorization header. What is there twice is joined with commas, which no token holds.
 * @param {string | null} header @returns {{ token: string } | { code: Code, why: string }}
 */
export function tokenOf(header) {
  const value = (header ?? "").trim();
  if (!BEARER.test(value)) {
    const isLater = value.split(",").some((part) => BEARER.test(part.trim()));
    if (isLater) return { code: "invalid_token", why: "header_twice" };
    return { code: "missing_token", why: value ? "scheme" : "no_header" };
  }
  const token = value.replace(BEARER, "");
  if (!token) return { code: "missing_token", why: "no_token" };
  return /[\s,]/.test(token) ? { code: "invalid_token", why: "header_twice" } : { token };
}

// ---- what the deployment set ----

/** @typedef {{ keys: Key[], policy: Policy, faults: string[] }} Deployment  without keys nobody can come in */

/** The settings beside the keys: their names in the policy, and whether they are seconds. */
const SETTINGS = [
  { name: "CHAT_JWT_ISSUER", as: "issuer", seconds: false },
  { name: "CHAT_JWT_AUDIENCE", as: "audience", seconds: false },
  { name: "CHAT_JWT_LEEWAY_S", as: "leeway_s", seconds: true },
  { name: "CHAT_JWT_LIFE_S", as: "life_s", seconds: true },
];
const NAMES = ["DEVISE_JWT_SECRET_KEY", "CHAT_JWT_JWKS", ...SETTINGS.map(({ name }) => name)];

/**
 * A setting that the core cannot read lets nobody in: whoever asks for an issuer must not get a door without a lock.
 * Only for the leeway there is something stricter to fall back on.
 * @param {any} env @param {Core} core @returns {Promise<Deployment>}
 */
async function readDeployment(env, core) {
  const { keys, faults, broken } = await readKeys(env);
  /** @type {any} */
  const policy = {};
  let isOpen = !broken && keys.length > 0;
  if (isOpen && admit("", policy, keys, 0, core).why === "policy") {
    faults.push("the keys are too many: nobody can come in");
    isOpen = false;
  }
  for (const { name, as, seconds } of SETTINGS) {
    const text = String(env[name] ?? "").trim();
    if (!text) continue;
    policy[as] = seconds && SECONDS.test(text) ? Number(text) : text;
    if (!isOpen || admit("", policy, keys, 0, core).why !== "policy") continue;
    const isLeeway = as === "leeway_s";
    if (isLeeway) delete policy.leeway_s;
    faults.push(`${name} cannot be used: ${isLeeway ? "the default holds" : "nobody can come in"}`);
    isOpen = isLeeway;
  }
  return { keys: isOpen ? keys : [], policy, faults };
}

/**
 * The last deployment that was read: an isolate has one.
 * @type {{ settings: string, read: Promise<Deployment> } | null}
 */
let cached = null;

/** @param {any} env @param {Core} core */
function deploymentOf(env, core) {
  const settings = JSON.stringify(NAMES.map((name) => env[name]));
  if (cached?.settings === settings) return cached.read;
  const read = readDeployment(env, core);
  cached = { settings, read };
  read.then(
    ({ faults }) => faults.forEach((fault) => log({ what: "setting", fault })),
    () => (cached = cached?.read === read ? null : cached), // the next request tries anew
  );
  return read;
}

/** The secret of wrangler.toml, which everybody knows, at a host that is not this machine: somebody deployed without an
 *  environment. @param {Request} request @param {any} env */
function isStray(request, env) {
  if (env.CHAT_JWT_JWKS || !String(env.DEVISE_JWT_SECRET_KEY ?? "").startsWith(DEVELOPMENT)) return false;
  const isHere = LOOPBACK.test(new URL(request.url).hostname);
  if (!isHere) log({ what: "setting", fault: "DEVISE_JWT_SECRET_KEY is the one for development: nobody can come in" });
  return !isHere;
}

/**
 * Who makes a request? `core` is any instance: nothing of a token stays in it.
 * @param {Request} request @param {any} env @param {Core} core
 * @returns {Promise<{ user: User } | { code: Code }>}
 */
export async function authenticate(request, env, core) {
  const { keys, policy } = await deploymentOf(env, core);
  if (!keys.length || isStray(request, env)) return { code: "not_configured" };
  const shown = tokenOf(request.headers.get("authorization"));
  const { code, why, user } =
    "token" in shown ? await judgeToken(shown.token, policy, keys, Date.now(), core) : { ...shown, user: null };
  if (!code && user) return { user };
  log({ what: "auth", refused: code, why });
  return { code: code ?? "invalid_token" };
}

/** @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
