// A worker in the place of the real one, for the tests of the fake model itself: it asks as it is told and says what came,
// piece by piece. POST / with {via: "ai" | "service" | "fetch", url?, model?, body, abortMs?, cancelAfter?, redirect?}.

/** @param {ReadableStream} stream @param {number} cancelAfter pieces after which nobody listens any more */
async function listen(stream, cancelAfter) {
  const reader = stream.getReader();
  const pieces = [];
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return { pieces, end: "done" };
      pieces.push(btoa(String.fromCharCode(...value)));
      if (pieces.length >= cancelAfter) {
        await reader.cancel("enough");
        return { pieces, end: "cancelled" };
      }
    }
  } catch (error) {
    return { pieces, end: "error", error: String(error) };
  }
}

export default {
  /** @param {Request} request @param {any} env */
  async fetch(request, env) {
    const { via, url, model, body, abortMs, cancelAfter = Infinity } = /** @type {any} */ (await request.json());
    const abort = new AbortController();
    if (abortMs !== undefined) setTimeout(() => abort.abort(), abortMs);
    const started = Date.now();
    try {
      if (via === "ai") {
        const value = await env.AI.run(model, body, { signal: abort.signal });
        if (!(value instanceof ReadableStream)) return Response.json({ value, ms: Date.now() - started });
        return Response.json({ ...(await listen(value, cancelAfter)), ms: Date.now() - started });
      }
      const init = { method: "POST", body: JSON.stringify(body), headers: { authorization: "Bearer sk-fake" }, signal: abort.signal, redirect: "manual" };
      const response = await (via === "service" ? env.UPSTREAM.fetch(url, init) : fetch(url, init));
      const head = { status: response.status, headers: Object.fromEntries(response.headers) };
      return Response.json({ ...head, ...(response.body ? await listen(response.body, cancelAfter) : { pieces: [], end: "done" }), ms: Date.now() - started });
    } catch (error) {
      return Response.json({ error: String(error), ms: Date.now() - started });
    }
  },
};
