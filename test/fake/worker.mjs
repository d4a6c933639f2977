// The fake model as a worker: a service binding in the place of AI (`run`), and an HTTP service that speaks OpenAI's and
// Gemini's dialects (`fetch`). README.md says what a script may hold and how a test reaches it.
//
// The script and the log are state of this module: a worker has one isolate in workerd, so every entrypoint and every
// request sees the same (a test proves it). What a test wants to know of a call stands in the log when the call begins and is
// filled in as it goes on.
import { WorkerEntrypoint } from "cloudflare:workers";
import { goodReply, obedientAnswer, silentReply } from "./answer.mjs";
import { errorOf, eventsOf, sse, wholeOf, workersError, DETAIL } from "./dialect.mjs";
import { readQuestion } from "./prompt.mjs";

/** @typedef {Record<string, any>} Script see README.md */
/** @typedef {Record<string, any>} Call */

const FOREVER_MS = 60_000; // what never answers or never ends gives up after this, so that a test that forgot it still ends

/** @type {{ script: Script, calls: Call[], open: Set<Call>, maxInFlight: number, held: boolean, turns: Map<string, number> }} */
const state = { script: {}, calls: [], open: new Set(), maxInFlight: 0, held: false, turns: new Map() };

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for ever, or until nobody waits for this call any more. @param {Call} call @returns {Promise<never>} */
async function hang(call) {
  while (call.outcome === "open" && Date.now() - call.at < FOREVER_MS) await sleep(20);
  end(call, "hung");
  throw new Error(`hung (${DETAIL})`);
}

// ---- control: by HTTP and by RPC ----

/** What the next answers do. @param {Script} script */
function setScript(script) {
  state.script = { ...script, next: [...(script.next ?? [])] };
  state.held = Boolean(script.hold);
}

function reset() {
  Object.assign(state, { script: {}, calls: [], open: new Set(), maxInFlight: 0, held: false, turns: new Map() });
}

/** What was asked since the last reset. @param {{ since?: number, bodies?: boolean }} [options] */
function readLog({ since = 0, bodies = true } = {}) {
  const calls = state.calls.slice(since).map((call) => (bodies ? call : { ...call, body: null }));
  const count = (/** @type {string} */ outcome) => state.calls.filter((call) => call.outcome === outcome).length;
  return { asked: state.calls.length, inFlight: state.open.size, maxInFlight: state.maxInFlight, aborted: count("aborted"), failed: count("failed"), answered: count("answered"), calls };
}

// ---- a call, from its question to its end ----

/**
 * Notes a question and decides how it is answered. @param {string} dialect @param {string} model @param {any} body
 * @param {boolean} stream @param {object} [more] what else the log shall know
 */
function begin(dialect, model, body, stream, more = {}) {
  const question = readQuestion(body);
  const code = question.lines.map(({ text }) => text).join("\n");
  const once = state.script.next?.length ? state.script.next.shift() : {};
  const said = question.turns.at(-1)?.text ?? "";
  const fits = (/** @type {Script} */ one) => (one.ask === undefined ? code.includes(one.find) : said.includes(one.ask));
  const fitting = (state.script.when ?? []).find(fits) ?? {};
  const script = { ...state.script, ...fitting, ...once };
  const turn = state.turns.get(code) ?? 0;
  state.turns.set(code, turn + 1);
  /** @type {Call} */
  const call = {
    n: state.calls.length, dialect, model, stream, body, mark: question.mark, code, ...more, at: Date.now(),
    firstByteMs: null, endMs: null, bytes: 0, outcome: "open", aborted: false, order: null, attack: "", text: "",
  };
  state.calls.push(call);
  state.open.add(call);
  state.maxInFlight = Math.max(state.maxInFlight, state.open.size);
  Object.assign(call, textOf(script, question, turn));
  return { call, script };
}

/** The end of a call; only the first one counts. @param {Call} call @param {string} outcome */
function end(call, outcome) {
  if (call.outcome !== "open") return;
  call.outcome = outcome;
  call.aborted = outcome === "aborted";
  call.endMs = Date.now() - call.at;
  state.open.delete(call);
}

/** What is said. @param {Script} script @param {import("./prompt.mjs").Question} question @param {number} turn */
function textOf(script, question, turn) {
  if (script.chunks) return { text: script.chunks.join("") };
  if (script.text !== undefined) return { text: script.text };
  if (script.mode === "obedient") return obedientAnswer(question, script, turn);
  if (script.mode === "good") return { text: JSON.stringify({ ...goodReply(question), ...script.reply }) };
  return { text: JSON.stringify(script.silence ?? silentReply()) };
}

/** @param {Call} call @param {Script} script @returns {import("./dialect.mjs").Said} */
function saidOf(call, script) {
  const size = script.chunkChars ?? 12;
  const letters = [...call.text];
  const pieces = Array.from({ length: Math.ceil(letters.length / size) }, (_, at) => letters.slice(at * size, at * size + size).join(""));
  const usage = script.usage === undefined ? { in: Math.ceil(JSON.stringify(call.body ?? "").length / 4), out: Math.ceil(call.text.length / 4) } : script.usage;
  return {
    model: call.model, chunks: script.chunks ?? pieces, thoughts: script.thoughts ?? [], finish: script.finish ?? "stop", usage,
    usageChunk: script.usageChunk ?? call.dialect !== "gemini", done: script.done ?? true, shape: script.shape ?? "response", blocked: script.blockReason ?? "",
  };
}

/** Waits as the script says, before the first byte of an answer. @param {Script} script @param {Call} call */
async function waitFirst(script, call) {
  while (state.held && call.outcome === "open") await sleep(5);
  if (script.delayMs) await sleep(script.delayMs);
  if (script.hang === true || script.hang === "head") await hang(call);
}

/** The text of a body, in the pieces between which the script waits. @param {Call} call @param {Script} script @returns {Generator<string>} */
function* piecesOf(call, script) {
  if (script.raw !== undefined) return yield script.raw;
  const said = saidOf(call, script);
  if (!call.stream) {
    const whole = JSON.stringify(wholeOf(call.dialect, said, script.value));
    if (!script.endless) return yield whole;
    yield whole.slice(0, -1);
    for (;;) yield ',"and":0';
  }
  const eol = script.eol ?? (call.dialect === "gemini" ? "\r\n" : "\n");
  const comment = script.comments === true ? "keep-alive" : (script.comments ?? "");
  const events = eventsOf(call.dialect, said);
  for (const [at, data] of events.entries()) {
    if (at === script.junkAfter) yield sse("{this is no JSON", eol, "");
    if (at === script.errorAfter) return yield sse(JSON.stringify(errorOf(call.dialect, 500)), eol, "");
    yield sse(data, eol, comment);
    if (script.endless && at >= Math.min(1, events.length - 1)) for (;;) yield sse(data, eol, comment);
  }
}

/** The bytes of a body, split and delayed as the script says. Ends with a throw where the script cuts. @param {Call} call @param {Script} script */
async function* bytesOf(call, script) {
  const encoder = new TextEncoder();
  if (script.hang === "body") await hang(call);
  if (script.rawBase64 !== undefined) script = { ...script, raw: undefined };
  const pieces = script.rawBase64 === undefined ? piecesOf(call, script) : [Uint8Array.from(atob(script.rawBase64), (c) => c.charCodeAt(0))];
  const cut = script.cutAfterBytes ?? Infinity;
  let first = true, pieceCount = 0;
  for (const piece of pieces) {
    if (pieceCount === script.hangAfter) await hang(call);
    if (pieceCount++ === script.cutAfterEvents) throw new Error(`Network connection lost. (${DETAIL})`);
    if (!first && script.chunkDelayMs) await sleep(script.chunkDelayMs);
    const bytes = typeof piece === "string" ? encoder.encode(piece) : piece;
    const step = script.splitBytes || bytes.length || 1;
    for (let at = 0; at < bytes.length; at += step) {
      if (!first && script.splitDelayMs) await sleep(script.splitDelayMs);
      const part = bytes.slice(at, Math.min(at + step, bytes.length, at + cut - call.bytes));
      first = false;
      if (part.length) yield part;
      if (call.bytes >= cut) throw new Error(`Network connection lost. (${DETAIL})`);
    }
    if (script.endless && Date.now() - call.at > FOREVER_MS) return;
    if (script.endless && !script.chunkDelayMs) await sleep(1);
  }
}

/**
 * A body as a stream, that says in the log how it ended. It is written, not pulled: only a writer of a stream over RPC hears
 * that its reader has gone. @param {Call} call @param {Script} script @param {AbortSignal | undefined} signal
 */
function bodyOf(call, script, signal) {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const stop = () => {
    end(call, "aborted");
    writer.abort(new DOMException("the call was aborted", "AbortError")).catch(() => {});
  };
  writer.closed.catch(() => end(call, "aborted"));
  signal?.addEventListener("abort", stop, { once: true });
  void write(call, script, writer);
  return readable;
}

/** @param {Call} call @param {Script} script @param {WritableStreamDefaultWriter} writer */
async function write(call, script, writer) {
  try {
    for await (const bytes of bytesOf(call, script)) {
      call.firstByteMs ??= Date.now() - call.at;
      call.bytes += bytes.length;
      await writer.write(bytes).catch(() => end(call, "aborted"));
      if (call.outcome !== "open") return;
    }
    end(call, "answered"); // before the close: with it the request is over, and nothing runs any more
    await writer.close();
  } catch (error) {
    end(call, "cut");
    await writer.abort(error).catch(() => {});
  }
}

/** Settles with the work, or rejects as soon as nobody waits for it any more. @template T @param {Call} call @param {AbortSignal | undefined} signal @param {Promise<T>} work @returns {Promise<T>} */
function until(call, signal, work) {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => {
      end(call, "aborted");
      reject(signal.reason ?? new Error("aborted"));
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject);
  });
}

// ---- Workers AI: the binding ----

/** @param {Call} call @param {Script} script @param {AbortSignal | undefined} signal @returns {Promise<any>} */
async function runAnswer(call, script, signal) {
  await waitFirst(script, call);
  if (script.code || (script.status ?? 200) >= 300) {
    end(call, "failed");
    throw workersError(script.code ?? script.status);
  }
  if (call.stream) return bodyOf(call, script, signal);
  if (script.hang || script.endless) await hang(call);
  if (script.cutAfterBytes !== undefined || script.cutAfterEvents !== undefined) {
    end(call, "cut");
    throw new Error(`Network connection lost. (${DETAIL})`);
  }
  end(call, "answered");
  call.firstByteMs = call.endMs;
  return wholeOf("workers-ai", saidOf(call, script), script.raw ?? (script.value === undefined ? jsonModeValue(call) : script.value));
}

/** In JSON mode `response` is an object where the text is one, and text where the model did not keep to the schema. @param {Call} call */
function jsonModeValue(call) {
  if (!call.body?.response_format) return undefined;
  try {
    const value = JSON.parse(call.text);
    return value && typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}

// ---- HTTP: OpenAI and Gemini ----

const json = (/** @type {any} */ body, /** @type {ResponseInit} */ init = {}) => Response.json(body, init);

/** Which dialect an address speaks. @param {URL} url */
function routeOf(url) {
  if (url.pathname.endsWith("/chat/completions")) return { dialect: "openai", model: "", stream: null };
  const gemini = /\/models\/([^/:]+):(streamGenerateContent|generateContent)$/.exec(url.pathname);
  return gemini && { dialect: "gemini", model: decodeURIComponent(gemini[1]), stream: gemini[2] === "streamGenerateContent" };
}

/** @param {Request} request @param {{ dialect: string, model: string, stream: boolean | null }} route */
async function answerHttp(request, route) {
  const text = await request.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return json(errorOf(route.dialect, 400), { status: 400 });
  }
  const headers = Object.fromEntries(["authorization", "x-goog-api-key", "content-type", "accept"].map((name) => [name, request.headers.get(name)]));
  const { pathname, search } = new URL(request.url);
  const { call, script } = begin(route.dialect, route.model || body.model, body, route.stream ?? body.stream === true, { path: pathname + search, headers });
  return until(call, request.signal, httpAnswer(call, script, request.signal));
}

/** @param {Call} call @param {Script} script @param {AbortSignal} signal */
async function httpAnswer(call, script, signal) {
  await waitFirst(script, call);
  const status = script.status ?? 200;
  const headers = new Headers(script.headers ?? {});
  if (script.retryAfter !== undefined) headers.set("retry-after", String(script.retryAfter));
  if (script.redirect) {
    end(call, "failed");
    headers.set("location", script.redirect);
    return new Response(null, { status: status >= 300 && status < 400 ? status : 307, headers });
  }
  if (status >= 300) {
    end(call, "failed");
    return json(script.error ?? errorOf(call.dialect, status), { status, headers });
  }
  if (!headers.has("content-type")) headers.set("content-type", call.stream ? "text/event-stream" : "application/json");
  return new Response(bodyOf(call, script, signal), { status, headers });
}

export default class FakeModel extends WorkerEntrypoint {
  /** Workers AI. @param {string} model @param {any} input @param {{ signal?: AbortSignal }} [options] */
  run(model, input, options = {}) {
    const { call, script } = begin("workers-ai", model, input, input?.stream === true);
    return until(call, options.signal, runAnswer(call, script, options.signal));
  }

  /** @param {Script} script */
  script(script) {
    setScript(script);
  }

  reset() {
    reset();
  }

  /** Lets the calls go on that a script with `hold` keeps. */
  release() {
    state.held = false;
  }

  /** @param {{ since?: number, bodies?: boolean }} [options] */
  log(options) {
    return readLog(options);
  }

  /** @param {Request} request */
  async fetch(request) {
    const url = new URL(request.url);
    const route = request.method === "POST" ? routeOf(url) : null;
    if (route) return answerHttp(request, route);
    const verb = /\/__fake\/(\w+)$/.exec(url.pathname)?.[1];
    if (verb === "log") return json(readLog({ since: Number(url.searchParams.get("since") ?? 0), bodies: url.searchParams.get("bodies") !== "0" }));
    if (request.method !== "POST") return new Response("no such thing", { status: 404 });
    if (verb === "script") setScript(await request.json());
    else if (verb === "reset") reset();
    else if (verb === "release") state.held = false;
    else return new Response("no such thing", { status: 404 });
    return json({});
  }
}
