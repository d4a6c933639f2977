// Which other sites' pages may ask the chat tutor: an exact list, never a pattern. Programs send no Origin and need none.

const DEFAULT_ORIGINS = "https://jiki.io";
const PREFLIGHT_S = 86400;

/** The sites of CHAT_ORIGINS, separated by commas. @param {any} env */
const origins = (env) => new Set(String(env.CHAT_ORIGINS ?? DEFAULT_ORIGINS).split(",").map((origin) => origin.trim()));

/**
 * The headers of CORS that belong on every answer to this request, errors too.
 * @param {Request} request @param {any} env @returns {Record<string, string>}
 */
export function corsHeaders(request, env) {
  const origin = request.headers.get("origin");
  if (!origin || !origins(env).has(origin)) return { vary: "Origin" };
  return { vary: "Origin", "access-control-allow-origin": origin, "access-control-expose-headers": "Retry-After" };
}

/** The answer to a browser that asks first. @param {Request} request @param {any} env */
export function preflight(request, env) {
  const headers = corsHeaders(request, env);
  if (headers["access-control-allow-origin"]) {
    headers["access-control-allow-methods"] = "POST, OPTIONS";
    headers["access-control-allow-headers"] = "Authorization, Content-Type";
    headers["access-control-max-age"] = String(PREFLIGHT_S);
  }
  return new Response(null, { status: 204, headers });
}
