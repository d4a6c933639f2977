// Are the gate's tests worth something? Breaks the gate in one place at a time and asks its tests. A break that no test
// notices has survived: either a test is missing, or the break changes nothing (EQUIVALENT says of which and why).
//
//   node test/gate/mutate.mjs            every mutation; the table says how many of each kind were noticed
//   node test/gate/mutate.mjs --rules    the rules alone, deleted and turned round: none may survive (exit 1)
//   node test/gate/mutate.mjs --quick    the rules deleted only: half the time
//   node test/gate/mutate.mjs --only gate_talk.c
//
// Kinds: rule (a condition that leads to a refusal, or a call of the chain, never or turned round; a pattern of phrases
// left out), condition (every other if), function (true or false, whatever is asked), operand (a part of && or || left
// out), set (a set of words emptied), limit (a number one more or one less), sign (a comparison moved by one or turned).
// A mutant is one C file compiled without optimizing, linked with the rest, and run against the tests that know it.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EQUIVALENT } from "./equivalent.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const GATE_TESTS = ["test_gate", "test_gate_talk", "test_gate_spans"];
/** The sources, and the tests that are asked, the likeliest first. @type {Record<string, string[]>} */
const SOURCES = {
  "src/mentor/gate.c": GATE_TESTS,
  "src/mentor/gate_cut.c": ["test_gate_spans", "test_gate_talk", "test_gate"],
  "src/mentor/gate_talk.c": ["test_gate_talk", "test_gate", "test_gate_spans"],
  "src/mentor/gate_sets.c": ["test_gate_talk", "test_gate", "test_gate_spans"],
  "src/mentor/gate_leak.c": ["test_gate_talk", "test_gate", "test_gate_spans"],
  "src/mentor/gate_words.c": ["test_gate_spans", "test_gate_talk", "test_gate"],
  "src/mentor/gate_spans.c": ["test_gate_spans", "test_gate_talk", "test_gate"],
  "src/code/names.c": ["test_names", "test_gate_spans", "test_gate"],
  "src/mentor/reply.c": ["test_reply", "test_gate"],
};
const LIMITS = ["QUOTE_BYTES_MAX", "REPLY_BYTES_MAX", "TIP_CHARACTERS_MIN", "TIP_CHARACTERS_MAX", "TIP_BYTES_MAX", "TIP_WORDS_MAX", "CONCEPT_BYTES_MAX", "TIP_NAMES_MAX", "NAME_BYTES_MAX"];
/** Functions whose every pattern is a rule. */
const PHRASES = ["speaks_as_authority", "judges_all", "discourages", "weakens", "weakens_softly", "fetches_or_runs", "destroys_or_tells", "is_unsafe", "holds_mark"];
const TIMEOUT_MS = 4_000; // a test takes some milliseconds; a mutant that hangs is noticed

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const rulesOnly = quick || words.includes("--rules");
const only = words.includes("--only") ? words[words.indexOf("--only") + 1] : "";

/** @typedef {{ file: string, line: number, function: string, kind: string, what: string, from: number, to: number, by: string }} Mutant */

/** @type {Map<string, string>} as they were at the start, so that one may go on editing */
const texts = new Map();
/** @param {string} file */
function textOf(file) {
  const text = texts.get(file) ?? readFileSync(join(ROOT, file), "utf8");
  texts.set(file, text);
  return text;
}

/** The text with comments, strings and preprocessor lines blanked, so that every place keeps its number. @param {string} text */
function bare(text) {
  const blank = (/** @type {string} */ match) => match.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g, (match) => (match.startsWith("/*") ? blank(match) : `"${" ".repeat(match.length - 2)}"`))
    .replace(/^[ \t]*#(?:.*\\\n)*.*$/gm, blank);
}

/** The place behind the bracket that closes the one at `at`. @param {string} code @param {number} at */
function closed(code, at) {
  for (let depth = 0; at < code.length; at++) {
    if ("([{".includes(code[at])) depth++;
    if (")]}".includes(code[at]) && --depth === 0) return at + 1;
  }
  throw new Error("a bracket is not closed");
}

/** The operands of one operator at the top of an expression. @param {string} code @param {number} from @param {number} to @param {string} operator */
function operands(code, from, to, operator) {
  const parts = [];
  let start = from;
  for (let at = from; at < to; at++) {
    if ("([{".includes(code[at])) at = closed(code, at) - 1;
    else if (code.startsWith(operator, at)) {
      parts.push([start, at]);
      start = at + 2;
      at++;
    } else if (code[at] === "?" || code[at] === ",") return [];
  }
  parts.push([start, to]);
  return parts.length > 1 ? parts : [];
}

/** @param {string} file @returns {Mutant[]} */
function mutantsOf(file) {
  const text = textOf(file);
  const code = bare(text);
  /** @type {Mutant[]} */
  const mutants = [];
  /** @type {[number, number, string, boolean][]} */
  const functions = [...code.matchAll(/^(?:static )?(?:[a-z_0-9]+ )+\*?([a-z_0-9]+)\(([^;{]*?)\)\n\{/gm)].map((match) => {
    const body = match.index + match[0].length - 1;
    return [body, closed(code, body), match[1], /^(?:static )?bool /.test(match[0])];
  });
  const functionAt = (/** @type {number} */ at) => functions.find(([from, to]) => at > from && at < to)?.[2] ?? "";
  const add = (/** @type {string} */ kind, /** @type {string} */ what, /** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ by) =>
    mutants.push({ file, line: text.slice(0, from).split("\n").length, function: functionAt(from), kind, what, from, to, by });
  const short = (/** @type {number} */ from, /** @type {number} */ to) => text.slice(from, to).replace(/\s+/g, " ").trim().slice(0, 70);

  for (const [body, , , isBool] of functions)
    if (isBool) for (const value of ["true", "false"]) add("function", `always ${value}`, body, body + 1, `{ if (1) return ${value};`);

  /** @param {number} from @param {number} to @param {string} kind */
  const parts = (from, to, kind) => {
    for (const [operator, by] of [["||", "false"], ["&&", "true"]]) {
      const found = operands(code, from, to, operator);
      for (const [start, end] of found) {
        add(kind, `${short(start, end)} is ${by}`, start, end, ` ${by} `);
        parts(start, end, kind === "rule" && operator === "||" ? "operand" : kind === "rule" ? "operand" : kind);
      }
      if (found.length) return;
    }
    const inner = code.slice(from, to).match(/^\s*!?\(/);
    if (inner && closed(code, from + inner[0].length - 1) >= to - code.slice(from, to).match(/\s*$/)[0].length) parts(from + inner[0].length, closed(code, from + inner[0].length - 1) - 1, kind);
  };

  for (const match of code.matchAll(/\b(?:else )?if \(/g)) {
    const open = match.index + match[0].length - 1;
    const close = closed(code, open);
    const block = code.slice(close).match(/^\s*\{/);
    const end = block ? closed(code, close + block[0].length - 1) : code.indexOf(";", close);
    const then = text.slice(close, end);
    const refuses = /GATE_[A-Z]+|\bbroken\(|REPLY_[A-Z]+\b|return (?:fault|topic|out)\b|\bfault = |\bout\.rule = /.test(then) || PHRASES.includes(functionAt(open));
    const kind = refuses ? "rule" : "condition";
    add(kind, `never: ${short(open, close)}`, open, close, "(0)");
    add(kind, `turned: ${short(open, close)}`, open, close, `(!${text.slice(open, close)})`);
    parts(open + 1, close - 1, PHRASES.includes(functionAt(open)) ? "operand" : "operand");
  }
  for (const match of code.matchAll(/\breturn\b([^;{}]*);/g)) {
    const from = match.index + 6, to = match.index + match[0].length - 1;
    parts(from, to, PHRASES.includes(functionAt(from)) ? "rule" : "operand");
  }
  for (const match of code.matchAll(/\bbool [a-z_]+ =([^;]*);/g)) parts(match.index + match[0].length - 1 - match[1].length, match.index + match[0].length - 1, "operand");
  for (const match of text.matchAll(/^#define ([A-Z_0-9]+)[ \\\n]+(\d+)u/gm)) {
    const at = match.index + match[0].length - match[2].length - 1;
    for (const step of [1, -1]) add("limit", `${match[1]} ${step > 0 ? "+" : "-"} 1`, at, at + match[2].length, String(Number(match[2]) + step));
  }
  for (const match of code.matchAll(/ (==|!=|<=|>=|<|>) /g)) {
    const at = match.index + 1;
    /** @type {Record<string, string[]>} */
    const turned = { "==": ["!="], "!=": ["=="], "<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"] };
    if (code.slice(code.lastIndexOf("\n", at), at).includes("for (")) continue; /* the ends of loops over memory */
    for (const by of turned[match[1]]) add("sign", `${match[1]} is ${by}: ${short(Math.max(text.lastIndexOf("\n", at), at - 30), at + 25)}`, at, at + match[1].length, by);
  }
  return mutants;
}

/** Each set of words emptied. @returns {Mutant[]} */
function mutantsOfSets() {
  const file = "src/mentor/gate_sets.h";
  const text = textOf(file);
  return [...text.matchAll(/X\(([A-Z_]+), ("[^)]*")\)/g)].map((match) => ({
    file, line: text.slice(0, match.index).split("\n").length, function: "", kind: "set", what: `${match[1]} is empty`, from: match.index, to: match.index + match[0].length, by: `X(${match[1]}, "")`,
  }));
}

/** @returns {Mutant[]} */
function mutantsOfLimits() {
  const file = "src/base/limits.h";
  const text = textOf(file);
  return LIMITS.flatMap((name) => {
    const match = text.match(new RegExp(`^#define ${name} (\\d+)u`, "m"));
    if (!match || match.index === undefined) throw new Error(`limits.h has no ${name}`);
    const at = match.index + match[0].length - match[1].length - 1;
    const line = text.slice(0, at).split("\n").length;
    return [1, -1].map((step) => ({ file, line, function: "", kind: "limit", what: `${name} ${step > 0 ? "+" : "-"} 1`, from: at, to: at + match[1].length, by: String(Number(match[1]) + step) }));
  });
}

// ---- building and asking ----

const compiler = readFileSync(join(ROOT, "build/toolchain.mk"), "utf8").match(/^NATIVE_CC := (.*)$/m)?.[1];
if (!compiler) throw new Error("no native compiler: run make build/mentor");
const folder = mkdtempSync(join(tmpdir(), "mutate-"));
const INCLUDES = ["-Isrc", "-Itest", "-isystem", "build/third-party/cjson"];
const FLAGS = ["-std=c11", "-O0", "-w", ...INCLUDES];
const compile = (/** @type {string[]} */ args) => execFileSync(compiler, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
const linker = existsSync("/usr/bin/ld.lld-19") || existsSync("/usr/bin/ld.lld") ? ["-fuse-ld=lld"] : [];

/** Everything that is never broken, as one object, and an object for each source and each test. */
function prepare() {
  const all = ["src/base", "src/code", "src/mentor"].flatMap((at) => readdirSync(join(ROOT, at)).filter((name) => name.endsWith(".c")).map((name) => `${at}/${name}`));
  const objects = [];
  for (const [file, flags] of [...all.filter((name) => !SOURCES[name]), "build/gen/tips.c", "build/gen/lexicon.c"].map((name) => [name, FLAGS]).concat([["build/third-party/cjson/cJSON.c", [...FLAGS, "-DCJSON_NESTING_LIMIT=32", "-Dstrtod=json_strtod", "-Dmalloc=json_no_malloc", "-Drealloc=json_no_realloc", "-Dfree=json_no_free"]]])) {
    const object = join(folder, `${String(file).replaceAll("/", "_")}.o`);
    compile([...flags, "-c", String(file), "-o", object]);
    objects.push(object);
  }
  compile(["-r", "-nostdlib", ...objects, "-o", join(folder, "rest.o")]);
  for (const file of Object.keys(SOURCES)) compile([...FLAGS, "-c", file, "-o", objectOf(file)]);
  for (const name of new Set(Object.values(SOURCES).flat())) compile([...FLAGS, "-c", `test/core/${name}.c`, "-o", join(folder, `${name}.o`)]);
}

const objectOf = (/** @type {string} */ file) => join(folder, `${file.replaceAll("/", "_")}.o`);

/** @param {string} program @param {string[]} args @param {number} [timeout] @returns {Promise<boolean>} */
const runs = (program, args, timeout) => new Promise((resolve) => execFile(program, args, { cwd: ROOT, timeout, killSignal: "SIGKILL" }, (error) => resolve(!error)));

/** "killed", "survived" or "invalid" (it does not compile). @param {Mutant} mutant @param {string} seat @returns {Promise<string>} */
async function ask(mutant, seat) {
  const text = textOf(mutant.file);
  const broken = text.slice(0, mutant.from) + mutant.by + text.slice(mutant.to);
  const place = join(seat, mutant.file);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, broken);
  const isHeader = mutant.file.endsWith(".h");
  const sources = isHeader ? Object.keys(SOURCES) : [mutant.file];
  const mine = sources.map((file) => [file, join(seat, `${file.replaceAll("/", "_")}.o`)]);
  try {
    for (const [file, object] of mine) {
      const from = isHeader ? file : place;
      if (!(await runs(compiler ?? "", ["-std=c11", "-O0", "-w", ...(isHeader ? [`-I${join(seat, "src")}`] : []), ...INCLUDES, "-c", from, "-o", object]))) return "invalid";
    }
    const others = Object.keys(SOURCES).filter((file) => !sources.includes(file)).map(objectOf);
    for (const name of isHeader ? [...GATE_TESTS, "test_reply"] : SOURCES[mutant.file]) {
      const program = join(seat, name);
      if (!(await runs(compiler ?? "", [...linker, join(folder, `${name}.o`), ...mine.map(([, object]) => object), ...others, join(folder, "rest.o"), "-o", program]))) return "invalid";
      if (!(await runs(program, [], TIMEOUT_MS))) return "killed";
    }
    return "survived";
  } finally {
    rmSync(place);
  }
}

const began = Date.now();
let mutants = [...Object.keys(SOURCES).flatMap(mutantsOf), ...mutantsOfSets(), ...mutantsOfLimits()].filter(({ file }) => file.includes(only));
if (quick) mutants = mutants.filter(({ what }) => !what.startsWith("turned") && !what.endsWith("is true"));
if (rulesOnly) mutants = mutants.filter(({ kind }) => kind === "rule");
try {
  prepare();
  const plain = { file: "src/mentor/gate.c", line: 0, function: "", kind: "", what: "", from: 0, to: 0, by: "" };
  if ((await ask(plain, join(folder, "whole"))) !== "survived") throw new Error("the tests fail before anything is broken");
  /** @type {Map<Mutant, string>} */
  const ends = new Map();
  const queue = [...mutants];
  await Promise.all(
    cpus().slice(0, 4).map(async (_, seat) => {
      for (let mutant = queue.shift(); mutant; mutant = queue.shift()) ends.set(mutant, await ask(mutant, join(folder, `seat${seat}`)));
    }),
  );
  const named = (/** @type {Mutant} */ mutant) => EQUIVALENT.find((one) => mutant.file.endsWith(one.file) && mutant.function === one.function && mutant.what.startsWith(one.what));
  const survivors = mutants.filter((mutant) => ends.get(mutant) === "survived");
  for (const mutant of survivors) {
    const reason = named(mutant);
    console.log(`${reason ? "equal   " : "SURVIVED"} ${mutant.file}:${mutant.line} ${mutant.function} [${mutant.kind}] ${mutant.what}${reason ? `: ${reason.why}` : ""}`);
  }
  console.log("\nkind        broken  noticed  equal  survived");
  for (const kind of ["rule", "condition", "function", "operand", "set", "limit", "sign"]) {
    const valid = mutants.filter((mutant) => mutant.kind === kind && ends.get(mutant) !== "invalid");
    if (!valid.length) continue;
    const killed = valid.filter((mutant) => ends.get(mutant) === "killed").length;
    const equal = valid.filter((mutant) => ends.get(mutant) === "survived" && named(mutant)).length;
    console.log(`${kind.padEnd(10)} ${String(valid.length).padStart(7)} ${String(killed).padStart(8)} ${String(equal).padStart(6)} ${String(valid.length - killed - equal).padStart(9)}`);
  }
  console.log(`${Math.round((Date.now() - began) / 1000)} s`);
  if (survivors.some((mutant) => mutant.kind === "rule" && !named(mutant))) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
