// A worker for tests that stands where a session stands: it asks the ledgers as shim/ledger.js does. The product has no
// route to them. Beside it a ledger whose alarm a test may ring.
import { Limiter } from "../../durable/limiter.js";
import * as ledger from "../../shim/ledger.js";

export class Ringer extends Limiter {
  ring() {
    return this.ctx.storage.setAlarm(Date.now());
  }

  alarmAt() {
    return this.ctx.storage.getAlarm();
  }
}

/** @param {any} namespace @param {string} name */
const objectOf = (namespace, name) => namespace.get(namespace.idFromName(name));

export default {
  /** @param {Request} request @param {any} env */
  async fetch(request, env) {
    const { what, learner, asked, vars, kind } = await request.json();
    if (what === "hit" || what === "hits") return Response.json(await objectOf(env.LIMITER, learner)[what](asked));
    if (what === "ringer") return Response.json((await objectOf(env.RINGER, learner)[asked.call](asked.request)) ?? null);
    return Response.json(await ledger[what]({ ...env, ...vars }, learner, asked, kind));
  },
};
