// Small words of HTTP: JSON answers and errors in plain words.

/** @param {unknown} body @param {number} [status] @param {Record<string, string>} [headers] */
export function json(body, status = 200, headers = {}) {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      ...headers,
    },
  });
}

/** @param {number} status @param {string} code a word for programs @param {string} text a sentence for people
 *  @param {Record<string, string>} [headers] */
export function problem(status, code, text, headers = {}) {
  return json({ error: { code, text } }, status, headers);
}

/** @param {string} allow */
export const methodNotAllowed = (allow) =>
  problem(405, "method_not_allowed", `This address answers ${allow} only.`, { allow });

/**
 * The JSON body of a request, read up to `limit` bytes. Null when it is longer or no JSON object; an empty body is {}.
 * @param {Request} request @param {number} limit
 * @returns {Promise<Record<string, unknown> | null>}
 */
export async function readObject(request, limit) {
  let text = "";
  let bytes = 0;
  const decoder = new TextDecoder();
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
