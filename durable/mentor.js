// One session: its sockets, its storage, its alarm, its calls. Everything that happens becomes an event for the core,
// and what the core answers is done here, in the order in which it was said. Nothing is decided in this file.
import { DurableObject } from "cloudflare:workers";
import coreModule from "../build/core.wasm";
import syntaxModule from "../build/syntax.wasm";
import { hashSecret, learnerOf, sameHash, secretOf, speaksProtocol } from "../shim/auth.js";
import { Calls } from "../shim/calls.js";
import { Core, startPayload, textOf } from "../shim/core.js";
import { problem } from "../shim/http.js";
import * as ledger from "../shim/ledger.js";
import * as models from "../shim/models/index.js";
import { Syntax } from "../shim/syntax.js";
import { Store } from "./store.js";

/** One sandbox for all sessions of this isolate. */
const syntax = new Syntax(syntaxModule);

/** @typedef {import("../shim/core.js").Effect} Effect */
/** @typedef {{ id: number, role: string, learner?: string }} Attachment what a socket remembers while the object sleeps */

export class Mentor extends DurableObject {
  /** @param {DurableObjectState} ctx @param {any} env */
  constructor(ctx, env) {
    super(ctx, env);
    this.store = new Store(ctx.storage);
    /** @type {Core | null} */
    this.core = null;
    /** @type {number | null} the alarm that is set */
    this.alarmAt = null;
    /** @type {Map<number, WebSocket>} */
    this.sockets = new Map();
    this.lastSocket = 0;
    this.calls = new Calls(env, this.deliver.bind(this), (promise) => ctx.waitUntil(promise), this.keyOf.bind(this));
    // "ping" is answered without waking the object; a browser cannot send the protocol's own pings.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    ctx.blockConcurrencyWhile(async () => {
      this.alarmAt = await ctx.storage.getAlarm();
    });
  }

  // ---- what comes in ----

  /**
   * Makes the session. False when the language is unknown. Called once, by the worker.
   * @param {string} session @param {Uint8Array} ownerHash @param {string | null} language
   */
  create(session, ownerHash, language) {
    const name = language ?? "javascript";
    if (!new Core(coreModule).abi.languages.includes(name)) return false;
    if (!this.store.exists()) this.store.create(session, ownerHash, name, Date.now());
    return true;
  }

  /** A WebSocket. The secret is judged before anything else is woken. @param {Request} request */
  async fetch(request) {
    if (!this.store.exists()) return problem(404, "no_session", "There is no such session.");
    const secret = secretOf(request);
    if (!secret || !sameHash(await hashSecret(secret), this.store.session().ownerHash))
      return problem(403, "forbidden", "The secret does not fit this session.");
    // A browser hides why an upgrade failed, so a page asks again without one: only then this answer is the good one.
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      return problem(426, "upgrade_required", "This address speaks WebSocket.", { upgrade: "websocket" });
    const learner = await learnerOf(request, this.env);
    this.wake();
    const pair = new WebSocketPair();
    const id = Math.max(this.lastSocket, ...this.sockets.keys()) + 1;
    this.lastSocket = id;
    this.ctx.acceptWebSocket(pair[1]);
    pair[1].serializeAttachment({ id, role: "owner", learner });
    this.sockets.set(id, pair[1]);
    const query = new URL(request.url).searchParams;
    const client = query.get("client")?.slice(0, 64);
    const rev = Number(query.get("rev") ?? -1);
    this.deliver("open", id, JSON.stringify({ role: "owner", client, rev, hash: query.get("hash") ?? "" }));
    const headers = speaksProtocol(request) ? { "Sec-WebSocket-Protocol": "mentor.v1" } : undefined;
    return new Response(null, { status: 101, webSocket: pair[0], headers });
  }

  /** @param {WebSocket} socket @param {string | ArrayBuffer} message */
  webSocketMessage(socket, message) {
    this.deliver("frame", idOf(socket), typeof message === "string" ? message : new Uint8Array(message));
  }

  /** @param {WebSocket} socket @param {number} code */
  webSocketClose(socket, code) {
    // 1005 and 1006 may not be sent back; the handshake is then closed without a code.
    if (code === 1005 || code === 1006) socket.close();
    else socket.close(code);
    this.leave(socket);
  }

  /** @param {WebSocket} socket */
  webSocketError(socket) {
    this.leave(socket);
  }

  /** @param {WebSocket} socket */
  leave(socket) {
    const id = idOf(socket);
    this.wake();
    if (!this.sockets.delete(id)) return;
    this.deliver("gone", id);
  }

  alarm() {
    this.alarmAt = null;
    if (!this.store.exists()) return;
    this.deliver("alarm", 0);
  }

  // ---- the core ----

  /** Starts the core from what is stored, unless it runs. @param {boolean} [rebuilt] an instance was lost */
  wake(rebuilt = false) {
    if (this.core) return;
    for (const socket of this.ctx.getWebSockets()) {
      if (socket.readyState === WebSocket.OPEN) this.sockets.set(idOf(socket), socket);
    }
    const { name, language } = this.store.session();
    const seed = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const config = {
      session: name,
      language,
      seed,
      models: models.order(this.env),
      prices: models.prices(this.env),
      session_micro: ledger.sessionMicro(this.env),
      sockets: [...this.sockets.keys()],
      alarm: this.alarmAt ?? 0,
      rebuilt: rebuilt ? 1 : 0,
    };
    this.core = this.start(config, this.store.snapshots());
    for (const [id, socket] of this.sockets)
      this.deliver("open", id, JSON.stringify({ role: roleOf(socket), again: 1 }));
  }

  /** A snapshot whose reading traps is given up for the one before it. @param {object} config @param {Uint8Array[]} snapshots */
  start(config, snapshots) {
    for (const some of [snapshots, snapshots.slice(1)]) {
      try {
        const core = new Core(coreModule);
        this.perform(core.step("start", 0, Date.now(), startPayload(config, some)));
        return core;
      } catch (error) {
        log({ what: "start", trap: String(error) });
      }
    }
    const core = new Core(coreModule);
    this.perform(core.step("start", 0, Date.now(), startPayload(config, [])));
    return core;
  }

  /**
   * One event, and what follows from it. A trap, or storage that fails, loses the instance, never the object: a new one
   * is started from the last snapshot, and the clients are asked to send again what was not saved.
   * @param {string} event @param {number} id @param {string | Uint8Array} [payload]
   */
  deliver(event, id, payload) {
    this.wake();
    const core = /** @type {Core} */ (this.core);
    try {
      this.perform(core.step(event, id, Date.now(), payload));
    } catch (error) {
      log({ what: "lost", event, error: String(error) });
      this.core = null;
      this.calls.clear();
      this.wake(true);
    }
  }

  // ---- what goes out: effects are performed here and nowhere else ----

  /** @param {Effect[]} effects */
  perform(effects) {
    /** @type {(() => void)[]} answers to effects are events, and wait until all effects of this step are done */
    const answers = [];
    for (const effect of effects) /** @type {any} */ (this)[`do_${effect.kind}`](effect, answers);
    for (const answer of answers) answer();
  }

  /** @param {Effect} effect */
  do_send(effect) {
    const text = textOf(effect.bytes);
    if (effect.id) return sendTo(this.sockets.get(effect.id), text);
    for (const [id, socket] of this.sockets) if (id !== effect.at) sendTo(socket, text);
  }

  /** @param {Effect} effect */
  do_drop(effect) {
    this.sockets.get(effect.id)?.close(effect.at, textOf(effect.bytes));
  }

  /** @param {Effect} effect */
  do_arm(effect) {
    this.alarmAt = effect.at;
    this.ctx.storage.setAlarm(effect.at);
  }

  /** @param {Effect} effect */
  do_save(effect) {
    this.store.save(effect.bytes);
  }

  /** @param {Effect} effect @param {(() => void)[]} answers */
  do_parse(effect, answers) {
    const outline = syntax.outline(effect.at, effect.bytes, /** @type {Core} */ (this.core).abi.read_plain);
    const { id } = effect;
    answers.push(() => (outline ? this.deliver("outline", id, outline) : this.deliver("fail", id, "trap")));
  }

  /** @param {Effect} effect @param {(() => void)[]} answers */
  do_call(effect, answers) {
    const asked = JSON.parse(textOf(effect.bytes));
    const { id } = effect;
    answers.push(() => void this.calls.start(id, asked, this.payer()));
  }

  /** A call has ended: the ledgers that reserved its worst price are told the real one. @param {Effect} effect */
  do_settle(effect) {
    this.calls.settle(effect.id, JSON.parse(textOf(effect.bytes)));
  }

  /** @param {Effect} effect */
  do_halt(effect) {
    this.calls.halt(effect.id);
  }

  /** @param {Effect} effect */
  do_back(effect) {
    this.calls.back(effect.id);
  }

  /** @param {Effect} effect */
  do_note(effect) {
    log(JSON.parse(textOf(effect.bytes)));
  }

  /** How the ledgers know a call. @param {number} id */
  keyOf(id) {
    return `${this.store.session().name}/${id}`;
  }

  /** Whose ledger pays: the owner's who came last. */
  payer() {
    let payer = "nobody";
    for (const socket of this.sockets.values()) {
      const { role, learner } = attachmentOf(socket);
      if (role === "owner" && learner) payer = learner;
    }
    return payer;
  }
}

/** @param {WebSocket} socket @returns {Attachment} */
const attachmentOf = (socket) => socket.deserializeAttachment();
/** @param {WebSocket} socket */
const idOf = (socket) => attachmentOf(socket).id;
/** @param {WebSocket} socket */
const roleOf = (socket) => attachmentOf(socket).role;

/** A socket that is closing takes no more; its end comes as an event of its own. @param {WebSocket | undefined} socket @param {string} text */
function sendTo(socket, text) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
}

/** One line of JSON, without code, tips or secrets. @param {object} entry */
function log(entry) {
  console.log(JSON.stringify(entry));
}
