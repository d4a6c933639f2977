// How three providers wrap what a model says: the events of a stream, a whole answer, and an error. Pure: text in, text out.
//
// Written from the providers' public documentation: Workers AI's text generation, OpenAI's chat completions, Gemini's
// generateContent and streamGenerateContent with alt=sse.

/** @typedef {{ model: string, chunks: string[], thoughts: string[], finish: string, usage: { in: number, out: number } | null, usageChunk: boolean, done: boolean, shape: string, blocked: string }} Said */

const CREATED = 1790000000; // any second will do, and the same one each time
/** A word in every error that a learner must never read. */
export const DETAIL = "fake-detail-5d2e";

/** @param {Said["usage"]} usage */
const openaiUsage = (usage) => usage && { prompt_tokens: usage.in, completion_tokens: usage.out, total_tokens: usage.in + usage.out };

/** OpenAI's events. @param {Said} said */
function openaiEvents(said) {
  const head = { id: "chatcmpl-fake", object: "chat.completion.chunk", created: CREATED, model: said.model };
  const delta = (/** @type {object} */ part, /** @type {string | null} */ finish = null) => ({ ...head, choices: [{ index: 0, delta: part, finish_reason: finish }] });
  return [
    delta({ role: "assistant", content: "" }),
    ...said.thoughts.map((text) => delta({ reasoning_content: text })),
    ...said.chunks.map((text) => delta({ content: text })),
    delta({}, said.finish),
    ...(said.usage && said.usageChunk ? [{ ...head, choices: [], usage: openaiUsage(said.usage) }] : []),
  ];
}

/** Workers AI's events: its own form, or OpenAI's as some of its models have. @param {Said} said */
function workersEvents(said) {
  if (said.shape === "choices") return openaiEvents(said);
  return [
    ...said.chunks.map((text) => ({ response: text, p: "abcdefgh".slice(0, 1 + (text.length % 8)) })),
    ...(said.usage && said.usageChunk ? [{ response: "", usage: openaiUsage(said.usage) }] : []),
  ];
}

/** @param {Said} said */
const geminiUsage = (said) =>
  said.usage && { promptTokenCount: said.usage.in, candidatesTokenCount: said.usage.out, totalTokenCount: said.usage.in + said.usage.out };

/** Gemini says STOP where others say stop. @param {string} finish */
const geminiFinish = (finish) => (finish === "length" ? "MAX_TOKENS" : finish.toUpperCase());

/** @param {Said} said */
function geminiEvents(said) {
  const tail = { modelVersion: said.model, responseId: "fake" };
  if (said.blocked) return [{ promptFeedback: { blockReason: said.blocked }, usageMetadata: geminiUsage(said) ?? undefined, ...tail }];
  const parts = [...said.thoughts.map((text) => ({ text, thought: true })), ...said.chunks.map((text) => ({ text }))];
  if (!parts.length) parts.push({ text: "" });
  const last = parts.length - 1;
  return [
    ...parts.map((part, at) => ({
      candidates: [{ content: { parts: [part], role: "model" }, index: 0, ...(at === last ? { finishReason: geminiFinish(said.finish) } : {}) }],
      ...(said.usage && !said.usageChunk ? { usageMetadata: geminiUsage(said) } : {}),
      ...tail,
    })),
    ...(said.usage && said.usageChunk ? [{ usageMetadata: geminiUsage(said), ...tail }] : []),
  ];
}

/** The JSON events of a streamed answer. @param {string} dialect @param {Said} said @returns {string[]} the data of each event */
export function eventsOf(dialect, said) {
  const make = dialect === "gemini" ? geminiEvents : dialect === "openai" ? openaiEvents : workersEvents;
  const events = make(said).map((event) => JSON.stringify(event));
  return dialect === "gemini" || !said.done ? events : [...events, "[DONE]"];
}

/** A whole answer. `value`, where it is not undefined, stands in the place of the text, of whatever type it is. @param {string} dialect @param {Said} said @param {any} value */
export function wholeOf(dialect, said, value) {
  const content = value === undefined ? said.chunks.join("") : value;
  const thoughts = said.thoughts.join("");
  if (dialect === "gemini") {
    if (said.blocked) return geminiEvents(said)[0];
    const parts = [...(thoughts ? [{ text: thoughts, thought: true }] : []), { text: content }];
    return {
      candidates: [{ content: { parts, role: "model" }, index: 0, finishReason: geminiFinish(said.finish) }],
      ...(said.usage ? { usageMetadata: geminiUsage(said) } : {}),
      modelVersion: said.model,
      responseId: "fake",
    };
  }
  const usage = said.usage ? { usage: openaiUsage(said.usage) } : {};
  if (dialect === "workers-ai" && said.shape !== "choices") return { response: content, tool_calls: [], ...usage };
  const message = { role: "assistant", content, ...(thoughts ? { reasoning_content: thoughts } : {}) };
  return { id: "chatcmpl-fake", object: "chat.completion", created: CREATED, model: said.model, choices: [{ index: 0, message, finish_reason: said.finish }], ...usage };
}

/** One event as Server-Sent Events bytes. @param {string} data @param {string} eol @param {string} comment @returns {string} */
export const sse = (data, eol, comment) => `${comment ? `: ${comment}${eol}${eol}` : ""}data: ${data}${eol}${eol}`;

const GEMINI_STATUS = /** @type {Record<number, string>} */ ({ 400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 408: "DEADLINE_EXCEEDED", 413: "INVALID_ARGUMENT", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED" });

/** An HTTP error's body. @param {string} dialect @param {number} status */
export function errorOf(dialect, status) {
  const message = `the fake model answers ${status} (${DETAIL})`;
  if (dialect === "gemini") return { error: { code: status, message, status: GEMINI_STATUS[status] ?? "UNKNOWN" } };
  return { error: { message, type: status === 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error", param: null, code: status === 429 ? "rate_limit_exceeded" : null } };
}

// What the Workers AI binding throws, by number; the words are near to those of its documentation.
const CODES = /** @type {Record<number, string>} */ ({
  3003: "bad request", 3006: "request too large", 3007: "request timeout", 3008: "request aborted", 3036: "you have used up your daily free allocation",
  3039: "finetune is not ready", 3040: "no more capacity", 5004: "invalid data", 5005: "LoRA unsupported", 5007: "no such model", 5016: "model agreement is needed",
});

/** The error of the Workers AI binding with this number, or with the one nearest to an HTTP status. @param {number} code */
export function workersError(code) {
  const number = code >= 1000 ? code : ({ 400: 5004, 401: 3003, 404: 5007, 408: 3007, 413: 3006, 429: 3040, 503: 3040 }[code] ?? code);
  const error = new Error(`${number}: ${CODES[number] ?? "internal error"} (${DETAIL})`);
  error.name = "InferenceUpstreamError";
  return error;
}
