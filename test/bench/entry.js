// The product's worker as it is, with one more door: it collects garbage, so that what is resident is what is needed.
import product from "../../shim/worker.js";

export { Limiter, Mentor, Outbox } from "../../shim/worker.js";

export default {
  /** @param {Request} request @param {any} env @param {ExecutionContext} ctx */
  fetch(request, env, ctx) {
    if (!request.url.endsWith("/bench/gc")) return product.fetch(request, env, ctx);
    /** @type {any} */ (globalThis).gc();
    return new Response(null, { status: 204 });
  },
};
