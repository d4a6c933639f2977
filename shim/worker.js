// The front door: routes, origins, secrets. What a session does is the Durable Object's; what it decides is the core's.
import { hashSecret, isName, isOwnOrigin, ownerCookie, randomName, secretOf, speaksProtocol } from "./auth.js";
import { chat } from "./chat.js";
import { json, methodNotAllowed, problem, readObject } from "./http.js";
import * as models from "./models/index.js";

export { Limiter } from "../durable/limiter.js";
export { Mentor } from "../durable/mentor.js";
export { Outbox } from "../durable/outbox.js";

const BODY_LIMIT = 4096; // bytes of a request to create a session; it holds one language
const SOCKET_PATH = /^\/api\/sessions\/([^/]+)\/socket$/;

/** @param {any} env @param {string} session */
const objectOf = (env, session) => env.MENTOR.get(env.MENTOR.idFromName(session));

/** POST /api/sessions @param {Request} request @param {any} env @param {URL} url */
async function createSession(request, env, url) {
  if (request.method !== "POST") return methodNotAllowed("POST");
  if (!isOwnOrigin(request, url)) return problem(403, "foreign_origin", "Another site may not open sessions here.");
  const body = await readObject(request, BODY_LIMIT);
  if (!body) return problem(400, "bad_json", "Send one JSON object of at most 4 KiB, for example {\"language\":\"python\"}.");
  const { language } = body;
  if (language !== undefined && typeof language !== "string")
    return problem(400, "bad_field", "The field language must be a string.");
  const session = randomName();
  const owner = randomName();
  const made = await objectOf(env, session).create(session, await hashSecret(owner), language ?? null);
  if (!made) return problem(400, "unknown_language", "The mentor does not know this language.");
  const place = `/api/sessions/${session}/socket`;
  return json({ session, owner, socket: place }, 201, { "set-cookie": ownerCookie(session, owner, url) });
}

/** GET /api/sessions/<session>/socket @param {Request} request @param {any} env @param {URL} url @param {string} session */
async function openSocket(request, env, url, session) {
  if (request.method !== "GET") return methodNotAllowed("GET");
  if (!isOwnOrigin(request, url)) return problem(403, "foreign_origin", "Another site may not join sessions here.");
  if (!isName(session)) return problem(404, "no_session", "There is no such session.");
  const secret = secretOf(request);
  if (!secret) return problem(403, "forbidden", "The secret of this session is missing.");
  if (request.headers.has("sec-websocket-protocol") && !speaksProtocol(request))
    return problem(400, "bad_protocol", "This server speaks mentor.v1.");
  return objectOf(env, session).fetch(request);
}

/** The page's own files; everything else is nothing. @param {Request} request @param {any} env */
async function servePage(request, env) {
  const reads = request.method === "GET" || request.method === "HEAD";
  const page = await env.ASSETS.fetch(reads ? request : new Request(request.url));
  if (page.status === 404) return problem(404, "not_found", "There is nothing at this address.");
  return reads ? page : methodNotAllowed("GET, HEAD");
}

export default {
  /** @param {Request} request @param {any} env @param {ExecutionContext} ctx */
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname === "/health") {
      if (request.method !== "GET" && request.method !== "HEAD") return methodNotAllowed("GET, HEAD");
      return json({ status: "ok", models: models.order(env) });
    }
    if (url.pathname === "/chat") return chat(request, env, ctx);
    if (url.pathname === "/api/sessions") return createSession(request, env, url);
    const socket = SOCKET_PATH.exec(url.pathname);
    if (socket) return openSocket(request, env, url, socket[1]);
    if (url.pathname.startsWith("/api/")) return problem(404, "not_found", "There is nothing at this address.");
    return servePage(request, env);
  },
};
