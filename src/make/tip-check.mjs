// For the authors of tips: compiles the named tips, runs their wrong and right blocks, says what is missed or false.
//
//   build/tip-check src/catalogue/python              a folder, or files
//   build/tip-check --all                             the whole catalogue, each tip also against all other tips' right blocks
//   build/tip-check --tree FILE [language]            the syntax tree of a program
//   build/tip-check --find FILE [language]            what the whole catalogue finds in a program
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readCatalogue } from "./catalogue.mjs";
import { joinQueries, readLanguages, readTip } from "./tip-source.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const RUNNER = join(ROOT, "build/tip-run");
const known = readLanguages(join(ROOT, "src/code/language.h"));
const ENDINGS = { js: "javascript", mjs: "javascript", jsx: "javascript", ts: "typescript", py: "python", java: "java", c: "c", h: "c", cpp: "cpp", cc: "cpp", go: "go", rs: "rust" };

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Sends all requests to one runner, returns its answers line by line. @param {(string | Buffer)[]} requests */
function ask(requests) {
  if (!existsSync(RUNNER)) fail(`${relative(".", RUNNER)} is not built.`);
  const input = Buffer.concat(requests.map((request) => Buffer.from(request)));
  const done = spawnSync(RUNNER, { input, maxBuffer: 1 << 28 });
  const lines = done.stdout.toString().split("\n");
  if (done.status !== 0) fail(`tip-run ended with ${done.signal ?? done.status}\n${lines.slice(-5).join("\n")}${done.stderr}`);
  return lines;
}

/** @param {string} verb @param {string} language @param {string} code */
function request(verb, language, code) {
  return `${verb} ${language} ${Buffer.byteLength(code)}\n${code}`;
}

/** @param {import("./tip-source.mjs").Tip[]} tips @param {string} language */
function rulesRequest(tips, language) {
  const { source, rules } = joinQueries(tips, language);
  const rows = rules.map((rule) => `${rule.at} ${rule.tip} ${rule.severity} ${rule.slots.join(" ")}\n`);
  return `rules ${language} ${source.length} ${rules.length}\n${source}${rows.join("")}`;
}

/** "fault 120 sentence" -> file and line of the query. @param {string} answer @param {import("./tip-source.mjs").Tip[]} tips @param {string} language */
function explainFault(answer, tips, language) {
  const [, at, text] = /** @type {RegExpExecArray} */ (/^fault (\d+) (.*)$/.exec(answer));
  const { source, rules } = joinQueries(tips, language);
  const rule = rules.filter((one) => one.at <= Number(at)).at(-1);
  if (!rule) return `${language}: ${text}`;
  const before = source.slice(rule.at, Number(at));
  const near = source.slice(Number(at)).split("\n")[0].slice(0, 60);
  return `${rule.file}:${rule.line + before.split("\n").length}: ${text}: ${near}`;
}

/** @param {string} code @param {number} byte */
function lineOf(code, byte) {
  return Buffer.from(code).subarray(0, byte).toString().split("\n").length;
}

/** Reads one answer to `run`. @param {string[]} lines @param {{at: number}} place */
function readFound(lines, place) {
  const count = Number(lines[place.at++].split(" ")[1]);
  const found = [];
  for (let i = 0; i < count; i++) {
    const [tip, start, end, ...slots] = lines[place.at++].split(" ").map(Number);
    found.push({ tip, start, end, slots });
  }
  const errors = Number(lines[place.at++].split(" ")[1]);
  return { found, errors };
}

/** @param {import("./tip-source.mjs").Tip[]} tips @param {boolean} cross also run each tip on the others' right blocks */
function checkTips(tips, cross) {
  const languages = [...new Set(tips.flatMap((tip) => tip.examples.map((example) => example.language ?? "")))];
  let faults = 0;
  let runs = 0;
  for (const language of languages) {
    const cases = tips.flatMap((tip, number) => tip.examples.filter((one) => one.language === language).map((example) => ({ tip, number, example })));
    const lines = ask([rulesRequest(tips, language), ...cases.map(({ example }) => request("run", language, example.text))]);
    if (lines[0] !== "ok") {
      console.log(explainFault(lines[0], tips, language));
      faults++;
      continue;
    }
    const place = { at: 1 };
    for (const { tip, number, example } of cases) {
      const { found, errors } = readFound(lines, place);
      const where = (/** @type {number} */ line) => `${tip.file}:${example.line + line}`;
      const got = found.filter((one) => one.tip === number).map((one) => ({ ...one, line: lineOf(example.text, one.start) }));
      const say = (/** @type {string} */ text) => {
        console.log(text);
        faults++;
      };
      runs++;
      for (const line of example.lines)
        if (!got.some((one) => one.line === line)) say(`${where(line)}: missed: ${tip.id} is not found in this wrong block.`);
      for (const one of got)
        if (!example.lines.includes(one.line)) say(`${where(one.line)}: false alarm: ${tip.id} is found here, in a ${example.kind} block, at "${example.text.slice(one.start, one.end).split("\n")[0]}".`);
      if (errors > 0) say(`${where(0)}: this ${example.kind} block does not parse as ${language} (${errors} errors).`);
      if (!cross) continue;
      for (const one of found)
        if (one.tip !== number && example.kind === "right" && tips[one.tip].severity !== "praise")
          say(`${where(lineOf(example.text, one.start))}: false alarm: ${tips[one.tip].id} is found in a right block of ${tip.id}.`);
    }
  }
  console.log(`${tips.length} tips, ${runs} blocks, ${faults} faults`);
  return faults;
}

/** @param {string[]} paths */
function readTips(paths) {
  const files = paths.flatMap((path) => {
    if (!existsSync(path)) fail(`${path}: there is no such file.`);
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path).filter((name) => name.endsWith(".md") && name !== "README.md").sort().map((name) => join(path, name));
  });
  const read = files.map((file) => readTip(file, known));
  for (const { faults } of read) if (faults.length) console.log(faults.join("\n"));
  return { tips: read.flatMap(({ tip }) => tip ?? []), faults: read.flatMap(({ faults }) => faults).length };
}

/** @param {string} file @param {string | undefined} given */
function languageOf(file, given) {
  const ending = file.split(".").at(-1) ?? "";
  const language = given ?? ENDINGS[/** @type {keyof typeof ENDINGS} */ (ending)];
  if (!language) fail(`${file}: name its language as the last argument.`);
  return language;
}

/** @param {string} file @param {string | undefined} given */
function showTree(file, given) {
  const lines = ask([request("tree", languageOf(file, given), readFileSync(file, "utf8"))]);
  console.log(lines.slice(0, lines.lastIndexOf("end")).join("\n"));
}

/** @param {string} file @param {string | undefined} given */
function showFindings(file, given) {
  const code = readFileSync(file, "utf8");
  const language = languageOf(file, given);
  const { tips, faults } = readCatalogue(known);
  if (faults.length) fail(faults.join("\n"));
  const lines = ask([rulesRequest(tips, language), request("run", language, code)]);
  if (lines[0] !== "ok") fail(explainFault(lines[0], tips, language));
  const { found, errors } = readFound(lines, { at: 1 });
  for (const one of found) {
    const quote = Buffer.from(code).subarray(one.start, one.end).toString().split("\n")[0];
    console.log(`${file}:${lineOf(code, one.start)}: ${tips[one.tip].severity}: ${tips[one.tip].id}: ${quote}`);
  }
  console.log(`${found.length} findings, ${errors} errors of syntax`);
}

const [first, ...rest] = process.argv.slice(2);
if (!first || first === "--help") fail("usage: tip-check FILE.md… | FOLDER… | --all | --tree FILE [language] | --find FILE [language]");
else if (first === "--tree") showTree(rest[0] ?? fail("--tree needs a file."), rest[1]);
else if (first === "--find") showFindings(rest[0] ?? fail("--find needs a file."), rest[1]);
else if (first === "--all") {
  const { tips, faults } = readCatalogue(known);
  for (const fault of faults) console.log(fault);
  process.exitCode = checkTips(tips, true) + faults.length > 0 ? 1 : 0;
} else {
  const { tips, faults } = readTips([first, ...rest]);
  process.exitCode = checkTips(tips, false) + faults > 0 ? 1 : 0;
}
