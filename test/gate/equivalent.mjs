// Breaks of the gate that change nothing that can be seen, and why. Whoever adds one has looked for an input that shows a
// difference and found why there is none.

const COMPILED = "holds when the program is compiled, not when it runs";
const SIZE = "a size of memory that is only reached later, or never";
const LONG_WORD = "no word of the lexicon is so long, so it is unknown either way";
const SIGNS = "the brackets are cut as signs else, and signs say nothing";
const ASKED_BEFORE = "is_visible has asked the same of the whole span before";
const UTF8 = "a single byte of UTF-8 is below 0x80";
const BEHIND = "own_after and works are only set behind a return or an =, so the first half says nothing more";

/** @type {{ file: string, function: string, what: string, why: string }[]} */
export const EQUIVALENT = [
  { file: "gate.c", function: "is_same", what: "most is true", why: "a tip that came so far has words" },
  { file: "gate.c", function: "judge_place", what: "reply->line is true", why: "line 0 is refused in the next lines" },
  { file: "gate.c", function: "find_nearest", what: "> is >=", why: "both sides are 0 there" },
  { file: "gate.c", function: "", what: "<= is <: _Static_assert", why: COMPILED },
  { file: "gate_cut.c", function: "cut_word", what: "never: (peek(tip, end) == '('", why: SIGNS },
  { file: "gate_cut.c", function: "cut_word", what: "peek(tip, end) == '(' is true", why: SIGNS },
  { file: "gate_cut.c", function: "cut_word", what: "== is !=: if (peek(tip, end) == '('", why: SIGNS },
  { file: "gate_cut.c", function: "put", what: "< is <=", why: "a tip has no more characters than there is room for pieces" },
  { file: "gate_cut.c", function: "piece_lower", what: "> is >=", why: LONG_WORD },
  { file: "gate_sets.c", function: "index_add", what: "never", why: SIZE },
  { file: "gate_sets.c", function: "index_add", what: "!word.bytes is false", why: "there is no empty word" },
  { file: "gate_sets.c", function: "index_add", what: "self->count == ENTRIES_MAX is false", why: SIZE },
  { file: "gate_sets.c", function: "index_words", what: "never: (kind != PIECE_WORD)", why: "no sign or number is in a set" },
  { file: "gate_sets.c", function: "index_words", what: "never: (!last)", why: "the word is added twice more, with the same sets" },
  { file: "gate_leak.c", function: "find_instructions", what: "never: (!count)", why: "it only saves time: nothing can match" },
  { file: "gate_leak.c", function: "gate_leak", what: ">= is >", why: "the fifth word of a tip is not its first" },
  { file: "gate_leak.c", function: "holds_mark", what: "<= is <: tip.at[i] >= 'A'", why: "no digit, turned or not, is a Z" },
  { file: "gate_leak.c", function: "holds_mark", what: "<= is <: if ((byte >= 'a'", why: "no digit, turned or not, is a z" },
  { file: "gate_sets.c", function: "", what: "BUCKETS", why: "the buckets are only for speed" },
  { file: "gate_talk.c", function: "", what: "ENTRIES_MAX", why: SIZE },
  { file: "gate_talk.c", function: "", what: "<= is <: _Static_assert", why: COMPILED },
  { file: "gate_talk.c", function: "", what: "< is <=: _Static_assert", why: COMPILED },
  { file: "gate_words.c", function: "straighten", what: "> is >=", why: LONG_WORD },
  { file: "gate_words.c", function: "gate_topic", what: "<= is <", why: "a dotted name is surely about code by itself" },
  { file: "gate_spans.c", function: "is_plain_name", what: "never: (!is_shown_letter", why: ASKED_BEFORE },
  { file: "gate_spans.c", function: "is_plain_name", what: "< is <=", why: ASKED_BEFORE },
  { file: "gate_spans.c", function: "is_plain_name", what: ">= is >", why: ASKED_BEFORE },
  { file: "gate_spans.c", function: "text_fits", what: "never: (lower.bytes == 1", why: UTF8 },
  { file: "gate_spans.c", function: "text_fits", what: "lower.bytes == 1 is true", why: UTF8 },
  { file: "gate_spans.c", function: "text_fits", what: "== is !=: if (lower.bytes == 1", why: UTF8 },
  { file: "gate_spans.c", function: "text_fits", what: ">= is >", why: UTF8 },
  { file: "gate_spans.c", function: "is_solution", what: "sets is true", why: BEHIND },
  { file: "gate_spans.c", function: "read_sign", what: "parts->leaves is false", why: BEHIND },
];
