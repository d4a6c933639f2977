// A worker for tests that stands where the chat stands: it hands conversations on as shim/handoff.js does. Beside it an
// outbox whose alarm a test may ring and ask about.
import { Outbox } from "../../durable/outbox.js";
import { handOff } from "../../shim/handoff.js";

export class Bell extends Outbox {
  ring() {
    return this.ctx.storage.setAlarm(Date.now());
  }

  alarmAt() {
    return this.ctx.storage.getAlarm();
  }
}

export default {
  /** @param {Request} request @param {any} env */
  async fetch(request, env) {
    const { what, user, asked, vars } = await request.json();
    if (what === "handOff") return Response.json(await handOff({ ...env, ...vars }, user, JSON.stringify(asked)));
    if (what === "put") return Response.json(await env.OUTBOX.get(env.OUTBOX.idFromName(user)).put(...asked));
    return Response.json((await env.BELL.get(env.BELL.idFromName(user))[asked.what](...asked.asked)) ?? null);
  },
};
