// POST /chat: the chat tutor for exercise sites. The token is judged before the body is read; the rest is a conversation's.
import coreModule from "../build/core.wasm";
import { userOf } from "./auth.js";
import { Conversation } from "./conversation.js";
import { Core } from "./core.js";
import { corsHeaders, preflight } from "./cors.js";
import { methodNotAllowed, problem, readBytes, withHeaders } from "./http.js";
import { authenticate } from "./jwt.js";

/** The core that judges tokens. @type {Core | null} */
let judge = null;

/** @type {Record<string, [number, string]>} what is wrong with a token, for people */
const DENIALS = {
  missing_token: [401, "Send a token: Authorization: Bearer <JWT>."],
  invalid_token: [401, "The token is not valid here."],
  token_expired: [401, "The token has expired. Fetch a new one."],
  not_configured: [503, "This deployment has no key to check tokens with."],
};

/** @param {Request} request @param {any} env @param {ExecutionContext} ctx @returns {Promise<Response>} */
export async function chat(request, env, ctx) {
  if (request.method === "OPTIONS") return preflight(request, env);
  const cors = corsHeaders(request, env);
  if (request.method !== "POST") return withHeaders(methodNotAllowed("POST, OPTIONS"), cors);
  const admitted = await admit(request, env);
  if ("code" in admitted) return withHeaders(deny(admitted.code), cors);
  const { user } = admitted;
  const body = await readBytes(request, (judge ??= new Core(coreModule)).abi.chat_bytes, (promise) => ctx.waitUntil(promise));
  // An instance is taken when the body is there: nobody holds one by sending slowly.
  const conversation = new Conversation(env, ctx, await userOf(user.id, env), cors);
  request.signal.addEventListener("abort", () => conversation.leave()); // the only word of it before there is a head
  return conversation.begin(user, body);
}

/** Who asks. @param {Request} request @param {any} env */
async function admit(request, env) {
  try {
    return await authenticate(request, env, (judge ??= new Core(coreModule)));
  } catch (error) {
    judge = null; // a core that trapped is never used again
    log({ what: "auth", lost: String(error) });
    return { code: "invalid_token" };
  }
}

/** @param {string} code */
function deny(code) {
  const [status, text] = DENIALS[code];
  return problem(status, code, text, status === 401 ? { "www-authenticate": `Bearer error="${code}"` } : {});
}

/** @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
