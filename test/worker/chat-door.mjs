// A worker for tests that does nothing but hand a request to the chat, with a signal of its own: workerd tells a worker of a
// client that leaves before there is a head only where the platform's front does. `?leave=<ms>` leaves after so long.
import { chat } from "../../shim/chat.js";

export default {
  /** @param {Request} request @param {any} env @param {ExecutionContext} ctx */
  async fetch(request, env, ctx) {
    const leaving = new AbortController();
    const after = new URL(request.url).searchParams.get("leave");
    const asked = new Request("http://chat/chat", { method: "POST", headers: request.headers, body: await request.text(), signal: leaving.signal });
    /** @type {Promise<unknown>[]} */
    const pending = [];
    const answer = chat(asked, env, /** @type {any} */ ({ waitUntil: (/** @type {Promise<unknown>} */ promise) => void pending.push(promise) }));
    await new Promise((resolve) => setTimeout(resolve, Number(after)));
    leaving.abort();
    const began = Date.now();
    await Promise.all(pending);
    void answer; // nobody waits for it
    ctx.waitUntil(Promise.resolve());
    return Response.json({ forgottenMs: Date.now() - began });
  },
};
