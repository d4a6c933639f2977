// Who may: secrets, cookies, origins. A secret is 128 random bits; only its SHA-256 is ever stored.

const SECRET_BYTES = 16;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{22}$/; // 16 bytes in base64url
const PROTOCOL = "mentor.v1";
const PROTOCOL_SECRET = "mentor.secret.";

/** @param {Uint8Array} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** 128 random bits in base64url. */
export const randomName = () => base64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));

/** @param {string} name */
export const isName = (name) => SECRET_PATTERN.test(name);

/** @param {string} secret @returns {Promise<Uint8Array>} */
export async function hashSecret(secret) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
}

/**
 * By whom a call is paid, as a word that says nothing about who that is: a hash of the address and the day (with a secret of
 * the deployment, where it has one). Of an IPv6 address the first 64 bits count: the rest changes at will.
 * @param {Request} request @param {any} env
 */
export async function learnerOf(request, env) {
  const address = request.headers.get("cf-connecting-ip") ?? "local";
  const network = address.includes(":") ? networkOf(address) : address;
  const day = Math.floor(Date.now() / 86_400_000);
  const hash = await hashSecret(`${env.LEARNER_SALT ?? ""}/${day}/${network}`);
  return base64url(hash.subarray(0, SECRET_BYTES));
}

/**
 * Which user this is, as a word that says nothing about who: a hash of the token's subject. It is the same on every day and
 * for every token: what a user may do in an hour must not begin anew at midnight.
 * @param {string} sub @param {any} env
 */
export async function userOf(sub, env) {
  const hash = await hashSecret(`${env.LEARNER_SALT ?? ""}/user/${sub}`);
  return base64url(hash.subarray(0, SECRET_BYTES));
}

/** The first four groups of an IPv6 address, written out. @param {string} address */
function networkOf(address) {
  const [before, behind] = address.split("::");
  const groups = before ? before.split(":") : [];
  const rest = behind ? behind.split(":") : [];
  const zeros = behind === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array(zeros).fill("0"), ...rest].slice(0, 4).map((group) => parseInt(group, 16) || 0).join(":");
}

/** Compares two hashes in a time that does not depend on where they differ. @param {Uint8Array} a @param {Uint8Array} b */
export function sameHash(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

/** The cookie that makes a page the owner of its session. @param {string} session @param {string} secret @param {URL} url */
export function ownerCookie(session, secret, url) {
  const secure = url.protocol === "https:" ? "; Secure" : ""; // browsers drop Secure cookies of plain http
  return `mentor=${secret}; Path=/api/sessions/${session}; HttpOnly; SameSite=Strict; Max-Age=${30 * 86400}${secure}`;
}

/** Words of a comma-separated header. @param {string | null} header */
const words = (header) => (header ?? "").split(",").map((word) => word.trim());

/** Does the client speak our protocol? @param {Request} request */
export function speaksProtocol(request) {
  return words(request.headers.get("sec-websocket-protocol")).includes(PROTOCOL);
}

/**
 * The secret that a request shows, in its WebSocket protocol or its cookie; null when there is none of the right form.
 * @param {Request} request
 */
export function secretOf(request) {
  const shown = words(request.headers.get("sec-websocket-protocol")).find((word) => word.startsWith(PROTOCOL_SECRET));
  const cookie = (request.headers.get("cookie") ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith("mentor="));
  const secret = shown ? shown.slice(PROTOCOL_SECRET.length) : cookie?.slice("mentor=".length);
  return secret && isName(secret) ? secret : null;
}

/**
 * May a page of this origin talk to us? Programs send no Origin; browsers always do with a WebSocket or a POST, and
 * workerd checks nothing by itself.
 * @param {Request} request @param {URL} url
 */
export function isOwnOrigin(request, url) {
  const origin = request.headers.get("origin");
  return origin === null || origin === url.origin;
}
