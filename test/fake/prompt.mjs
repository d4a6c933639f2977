// Reads a question as the mentor asks it: which turns it has, and in them the learner's code, line by line.
//
// The fake model must go on reading when the words of the prompt are changed, so this knows only three things of it: a code
// line is `12 | code`, or `12*| code` where it changed; the code stands between two lines that hold the same 16 hex digits;
// rules, where there are any, are lines `- rule-id: sentence`.

/** @typedef {{ number: number, changed: boolean, text: string }} Line */
/** @typedef {{ turns: { role: string, text: string }[], system: string, user: string, mark: string, lines: Line[], rules: string[] }} Question */

const CODE_LINE = /^[ \t]*(\d{1,7})[ \t]*([*+>~-]?)[ \t]*\| ?(.*)$/;
const MARK = /(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])/gi;

/** The text of a turn: a string, or a list of parts. @param {any} content @returns {string} */
function textOf(content) {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(textOf).join("");
  if (content && typeof content === "object") return textOf(content.text ?? content.parts ?? content.content ?? "");
  return "";
}

/** The turns of a body: Workers AI's and OpenAI's `messages`, Gemini's `contents`, or a bare `prompt`. @param {any} body */
export function turnsOf(body) {
  const turns = [];
  const system = body?.systemInstruction ?? body?.system_instruction;
  if (system) turns.push({ role: "system", text: textOf(system) });
  for (const turn of body?.messages ?? body?.contents ?? [])
    turns.push({ role: turn.role === "model" ? "assistant" : (turn.role ?? "user"), text: textOf(turn) });
  if (typeof body?.prompt === "string") turns.push({ role: "user", text: body.prompt });
  return turns;
}

/** @param {string} line @returns {Line | null} */
function codeLine(line) {
  const found = CODE_LINE.exec(line);
  return found && { number: Number(found[1]), changed: found[2] !== "" && found[2] !== "-", text: found[3] };
}

/** The largest block of code between two lines with the same mark; without marks, every code line. @param {string} text */
function codeOf(text) {
  const rows = text.split(/\r?\n/).map((row) => ({ row, code: codeLine(row) }));
  const codes = (/** @type {typeof rows} */ some) => some.flatMap(({ code }) => (code ? [code] : []));
  let best = { mark: "", lines: /** @type {Line[]} */ ([]) };
  /** @type {Map<string, number>} where a mark was seen last */
  const seen = new Map();
  rows.forEach(({ row, code }, at) => {
    if (code) return; // the learner may write hex digits, but never a line without a number
    for (const [mark] of row.matchAll(MARK)) {
      const from = seen.get(mark);
      const lines = from === undefined ? [] : codes(rows.slice(from + 1, at));
      if (lines.length > best.lines.length) best = { mark, lines };
      seen.set(mark, at);
    }
  });
  return best.lines.length ? best : { mark: "", lines: codes(rows) };
}

/** @param {any} body a request's body, in any of the three dialects @returns {Question} */
export function readQuestion(body) {
  const turns = turnsOf(body);
  const of = (/** @type {boolean} */ system) =>
    turns.filter(({ role }) => (role === "system" || role === "developer") === system).map(({ text }) => text).join("\n");
  const system = of(true), user = of(false);
  const best = turns.map(({ text }) => codeOf(text)).reduce((a, b) => (score(b) > score(a) ? b : a), { mark: "", lines: [] });
  const rules = [...`${system}\n${user}`.matchAll(/^- ([a-z][a-z0-9-]*): /gm)].map((found) => found[1]);
  return { turns, system, user, ...best, rules };
}

/** A block between marks is worth more than any without. @param {{ mark: string, lines: Line[] }} code */
const score = ({ mark, lines }) => lines.length + (mark ? 1e6 : 0);

// What a prompt may have changed in its copy of the code: escapes of invisible characters, defused tokens, masked secrets.
const ALTERED = /\\[ux]\{?[0-9a-f]+\}?|<?U\+[0-9A-F]{4,6}>?|&#?\w+;|\*{2,}|[[<({]\s*(?:secret|masked|hidden|redacted)\s*[\])>}]/gi;

/** A part of the line that surely stands in the learner's own text: its longest run of plain ASCII, 3 to 40 characters; "" when there is none. @param {string} text */
export function quoteOf(text) {
  const runs = text.replace(ALTERED, "\n").match(/[A-Za-z0-9_ .,;()='"+-]{3,}/g) ?? [];
  const fits = runs.map((run) => run.trim().slice(0, 40).trimEnd()).filter((run) => /[A-Za-z0-9_]{2}/.test(run) && run.length >= 3);
  return fits.reduce((a, b) => (b.length > a.length ? b : a), "");
}

/** The line that a tip should be about: the first changed one that can be quoted, else the first with code in it. @param {Line[]} lines */
export function placeOf(lines) {
  const able = lines.filter(({ text }) => quoteOf(text));
  const code = able.filter(({ text }) => !/^\s*(\/\/|\/\*|\*|#|--|<!--|"""|''')/.test(text));
  const line = code.find(({ changed }) => changed) ?? able.find(({ changed }) => changed) ?? code[0] ?? able[0];
  return line ? { line: line.number, quote: quoteOf(line.text), text: line.text } : null;
}
