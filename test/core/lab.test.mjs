// The lab: its rules by hand, what mentor replay promises to it, and its table.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { typing } from "../bench/typing.mjs";
import { dollars } from "../lab/price.mjs";
import { RULES, playRules } from "../lab/rules.mjs";
import { findTraces, makeEdit, readTrace } from "../lab/trace.mjs";
import { ROOT } from "../story/player.mjs";

const MENTOR = join(ROOT, "build/mentor");
const BUDGET = join(ROOT, "../shared/budget");
const FOLDER = mkdtempSync(join(tmpdir(), "lab-"));
after(() => rmSync(FOLDER, { recursive: true }));

const HEAD = { format: "edit-trace/1", name: "made", language: "javascript", initial: "" };

/** A trace's file. */
function write(name, actions, head = HEAD) {
  const path = join(FOLDER, name);
  writeFileSync(path, [head, ...actions].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}

/** Eleven characters, one more, that one taken back in the millisecond in which the shortest wait ends, and after a rest
 *  three characters replaced by five, of which the last is the same. */
const TINY = [
  { t: 1000, edits: [[0, 0, "let a = 1;\n"]] },
  { t: 1400, edits: [[11, 0, "x"]] },
  { t: 1900, edits: [[11, 1, ""]] },
  { t: 8000, edits: [[0, 3, "const"]] },
];

/** Somebody types line by line, 150 ms a key, and rests for 20 s behind each line. */
function session(keys) {
  let t = 0;
  return typing(3, "", keys, 2000).map((edit) => {
    t += 150;
    const action = { t, edits: [edit] };
    if (edit[2] === "\n") t += 20_000;
    return action;
  });
}

const replay = (...words) => spawnSync(MENTOR, ["replay", ...words], { encoding: "utf8", maxBuffer: 1 << 28 });
const linesOf = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));

test("the simple rules call when they should, counted by hand", () => {
  const calls = playRules(readTrace(write("tiny.jsonl", TINY)));
  const told = Object.fromEntries(Object.entries(calls).map(([name, list]) => [name, list.map(({ i, t }) => `${i}@${t}`).join(" ")]));
  assert.deepEqual(told, {
    "every keystroke": "0@1000 1@1400 2@1900 3@8000",
    "debounce 0.5 s": "2@2400 3@8500", // not at 1900: the key in that millisecond came first
    "debounce 1 s": "2@2900 3@9000",
    "debounce 2 s": "2@3900 3@10000",
    "debounce 5 s": "2@6900 3@13000",
    "sandwich 10": "0@1000", // then the texts differ by 1, 0 and, since "let" and "const" end alike, 4 characters
    "sandwich 20": "",
    "sandwich 50": "",
    "sandwich 100": "",
    "sandwich 10 after 1 s": "2@2900",
    "sandwich 20 after 1 s": "",
    "sandwich 50 after 1 s": "",
    "sandwich 100 after 1 s": "",
    "sandwich 10 after 5 s": "2@6900",
    "sandwich 20 after 5 s": "",
    "sandwich 50 after 5 s": "",
    "sandwich 100 after 5 s": "",
  });
});

test("a gap counts as a minute at most, and a call costs what is sent", () => {
  const trace = readTrace(write("gap.jsonl", [{ t: 0, edits: [[0, 0, "123456789"]] }, { t: 6_000, edits: [] }, { t: 600_000, edits: [] }]));
  assert.equal(trace.hours, 66_000 / 3_600_000);
  // Nine characters are three tokens: 353 are read and 180 written.
  assert.ok(Math.abs(dollars(trace, [{ i: 0, t: 0 }]) - (353 * 0.293 + 180 * 2.253) / 1e6) < 1e-12);
});

test("positions are code points", () => {
  assert.deepEqual(makeEdit("😀a😀b", [3, 1, "c"]), { at: 5, text: "😀a😀c" });
  assert.deepEqual(makeEdit("😀a", [0, 1, ""]), { at: 0, text: "a" });
});

test("a line that is no action is told by its number", () => {
  assert.throws(() => readTrace(write("bad.jsonl", [TINY[1], TINY[0]])), /bad\.jsonl:3: not an action, or earlier/);
  assert.throws(() => readTrace(write("other.jsonl", [], { format: "har" })), /not a trace in the format edit-trace\/1/);
});

const peers = existsSync(join(BUDGET, "lib/baselines.mjs"));
test("the simple rules are those of the judge", { skip: peers ? false : `${BUDGET} is not there` }, async () => {
  const take = (name) => import(pathToFileURL(join(BUDGET, "lib", name)).href);
  const [{ BASELINES }, { simulate }] = [await take("baselines.mjs"), await take("sim.mjs")];
  const theirs = (name) =>
    name.replace("every keystroke", "every-keystroke").replace(" 0.5 s", "-500ms").replace(/ (\d)+ s$/, name.startsWith("debounce") ? "-$1s" : "+deb$1s").replace("sandwich ", "sandwich-").replace(/ after\b/, "");
  let compared = 0;
  for (const path of findTraces([join(BUDGET, "traces")])) {
    const trace = readTrace(path);
    if (trace.bytes > 200_000) continue; // the long one takes minutes there
    const calls = playRules(trace);
    for (const { name } of RULES) {
      const make = BASELINES[theirs(name)];
      if (!make) continue;
      assert.deepEqual(calls[name], simulate(make, trace.head, trace.actions), `${trace.name}: ${name}`);
      compared++;
    }
  }
  assert.ok(compared % 14 === 0 && compared > 0, `${compared} comparisons`);
});

test("mentor replay refuses a setting that it does not know", () => {
  const path = write("set.jsonl", TINY);
  for (const setting of ["nonsense=1", "price_s=-1", "price_s=1000000", "price_s", "price_s=soon", "=5"]) {
    const { status, stdout, stderr } = replay("--set", setting, path);
    assert.equal(status, 2, setting);
    assert.equal(stdout, "");
    assert.equal(stderr, `mentor replay: no such setting, or out of its range: ${setting}\n`);
  }
  assert.equal(replay("--set", "price_s=20", "--set", "idle_s=5", path).status, 0);
});

test("mentor replay prints its calls in order, and a setting changes them", () => {
  const actions = session(600);
  const path = write("session.jsonl", actions);
  const { status, stdout } = replay(path);
  assert.equal(status, 0);
  const calls = linesOf(stdout);
  assert.ok(calls.length > 3, `${calls.length} calls`);
  calls.forEach((call, k) => {
    assert.deepEqual(Object.keys(call), ["i", "t", "reason"]);
    assert.ok(call.t >= actions[call.i].t, "not before the action that it names");
    assert.ok(call.i + 1 === actions.length || call.t <= actions[call.i + 1].t, "not behind the next one");
    assert.ok(k === 0 || (call.t >= calls[k - 1].t && call.i >= calls[k - 1].i), "sorted");
  });
  assert.ok(linesOf(replay("--set", "price_s=3600", "--set", "idle_s=3600", path).stdout).length < calls.length);
});

test("mentor replay does not look ahead", () => {
  const actions = session(600);
  const calls = linesOf(replay(write("whole.jsonl", actions)).stdout);
  for (const cut of [1, 57, 200, 391, 599]) {
    const before = (list) => list.filter(({ t }) => t < actions[cut].t);
    const part = linesOf(replay(write(`cut${cut}.jsonl`, actions.slice(0, cut))).stdout);
    assert.deepEqual(before(part), before(calls), `the first ${cut} actions alone`);
  }
});

/** The verb, without a judge unless the environment names one. */
const lab = (environment) =>
  spawnSync(process.execPath, [join(ROOT, "test/lab/lab.mjs")], {
    encoding: "utf8",
    env: { ...process.env, BUDGET: join(FOLDER, "nobody"), TRACES: "", SET: "", SETS: "", PER_TRACE: "", ...environment },
  });

test("the lab prints one table, with what can be said without an oracle", () => {
  const folder = mkdtempSync(join(FOLDER, "traces-"));
  for (const name of ["one", "two"])
    writeFileSync(join(folder, `${name}.jsonl`), [{ ...HEAD, name }, ...TINY].map((line) => JSON.stringify(line)).join("\n"));
  const { status, stdout } = lab({ TRACES: folder, SETS: ";price_s=1 idle_s=1", PER_TRACE: "1" });
  assert.equal(status, 0);
  const rows = stdout.trimEnd().split("\n").slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.equal(rows.length, 3 * (2 + RULES.length));
  // Four calls in seven seconds.
  assert.deepEqual(rows.find(([trace, rule]) => trace === "two" && rule === "every keystroke").slice(2, 8), ["-", "2057", "-", "-", "-", "-"]);
  assert.deepEqual(rows.filter(([trace]) => trace === "all").slice(0, 2).map(([, rule]) => rule), ["**change budget**", "**change budget** price_s=1 idle_s=1"]);
});

test("the lab says how to record a trace when there is none, and what is wrong with a setting", () => {
  const none = lab({});
  assert.equal(none.status, 0);
  assert.match(none.stdout, /There are no traces.*\n.*Download log/);
  const bad = lab({ TRACES: write("lab.jsonl", TINY), SET: "nonsense=1" });
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /no such setting, or out of its range: nonsense=1/);
});
