// The bare objects that ours is measured against, in the same workerd process: each does one thing and nothing else.
import { DurableObject } from "cloudflare:workers";

class Bare extends DurableObject {
  /** @param {Request} _request */
  async fetch(_request) {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }
}

/** Sends every message back. */
export class Echo extends Bare {
  /** @param {WebSocket} socket @param {string | ArrayBuffer} message */
  webSocketMessage(socket, message) {
    socket.send(message);
  }
}

/** Reads messages and says nothing, but answers the word that asks whether it has read them all. */
export class Sink extends Bare {
  /** @param {WebSocket} socket @param {string | ArrayBuffer} message */
  webSocketMessage(socket, message) {
    if (message === "end") socket.send("end");
  }
}

/** Answers at once, after reading one row; tells how many messages it has seen since it was made, so that a sleep shows. */
export class Row extends Bare {
  seen = 0;

  /** @param {Request} request */
  async fetch(request) {
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS row (name TEXT)");
    this.ctx.storage.sql.exec("INSERT INTO row VALUES (?)", "bench");
    return super.fetch(request);
  }

  /** @param {WebSocket} socket */
  webSocketMessage(socket) {
    const { name } = this.ctx.storage.sql.exec("SELECT name FROM row LIMIT 1").one();
    socket.send(JSON.stringify({ t: "ack", name, seen: ++this.seen }));
  }
}

export default {
  /** /<kind>/<name> @param {Request} request @param {any} env */
  fetch(request, env) {
    if (request.url.endsWith("/bench/gc")) {
      /** @type {any} */ (globalThis).gc();
      return new Response(null, { status: 204 });
    }
    const [, kind, name] = new URL(request.url).pathname.split("/");
    const objects = env[kind.toUpperCase()];
    return objects.get(objects.idFromName(name)).fetch(request);
  },
};
