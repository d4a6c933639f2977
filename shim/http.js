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

/** @param {Response} response @param {Record<string, string>} headers */
export function withHeaders(response, headers) {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** @param {Uint8Array[]} parts */
export function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const DRAIN_BYTES = 1 << 20; // of what is too long: who sends more is cut off
const DRAIN_MS = 2000;

/**
 * The bytes of a request's or response's body; null as soon as there are more than `limit`. What comes behind them is read
 * for a moment and thrown away: a client that is cut off while it sends may never see the answer.
 * @param {Request | Response} message @param {number} limit @param {(promise: Promise<unknown>) => void} [waitUntil]
 */
export async function readBytes(message, limit, waitUntil = () => {}) {
  const parts = [];
  let length = 0;
  const reader = message.body?.getReader();
  const tooLong = () => {
    if (reader) waitUntil(drain(reader));
    return null;
  };
  if (Number(message.headers.get("content-length")) > limit) return tooLong();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) return tooLong();
    parts.push(value);
  }
  return concat(parts);
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
async function drain(reader) {
  const until = Date.now() + DRAIN_MS;
  try {
    for (let length = 0; length < DRAIN_BYTES && Date.now() < until; ) {
      const { done, value } = await reader.read();
      if (done) return;
      length += value.length;
    }
    await reader.cancel();
  } catch {} // the client has gone
}
