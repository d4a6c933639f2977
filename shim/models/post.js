// What the providers that are asked over HTTP share: one POST, and a word for what went wrong.

/**
 * Why a call came to nothing. `word` is the line that the core reads (src/mentor/failure.h); the message may be logged:
 * it never holds a byte of a body, an address or a key.
 */
export class Failure extends Error {
  /** @param {string} word @param {string} [message] */
  constructor(word, message = word) {
    super(message);
    this.name = "Failure";
    this.word = word;
  }
}

/**
 * The seam for tests: a service binding UPSTREAM takes the place of the network. No deployment has one.
 * @param {any} env @returns {(url: string, init: RequestInit) => Promise<Response>}
 */
export const network = (env) => (env.UPSTREAM ? (url, init) => env.UPSTREAM.fetch(url, init) : (url, init) => fetch(url, init));

/**
 * A redirect is not followed: the code and the key were meant for this address. The body of an error is not read.
 * @param {any} env @param {string} url @param {Record<string, string>} headers @param {object} body @param {AbortSignal} signal
 * @returns {Promise<ReadableStream<Uint8Array>>} the answer's bytes as they come; reading on rejects when the connection breaks
 */
export async function post(env, url, headers, body, signal) {
  /** @type {Response} */
  let response;
  try {
    response = await network(env)(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream, application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "manual",
      signal,
    });
  } catch (error) {
    throw new Failure("cut", `cut: ${error instanceof Error ? error.name : "?"}`);
  }
  if (response.ok && response.body) return response.body;
  response.body?.cancel().catch(() => {});
  if (response.ok || response.status === 0) throw new Failure("cut", "cut: no body");
  const after = response.headers.get("retry-after");
  throw new Failure(`http ${response.status}${after && /^\d{1,9}$/.test(after) ? ` ${after}` : ""}`);
}
