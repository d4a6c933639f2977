// The peer of the chat tutor: a worker that passes a question to the upstream and its answer back, and does nothing else.
export default {
  /** @param {Request} request @param {any} env */
  async fetch(request, env) {
    const answer = await fetch(env.UPSTREAM_URL, { method: "POST", body: request.body });
    return new Response(answer.body, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
  },
};
