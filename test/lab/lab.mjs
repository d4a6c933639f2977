// make lab: the change budget and the simple rules on recorded sessions, as one table. README.md says how.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { judgeIn } from "./judge.mjs";
import { dollars } from "./price.mjs";
import { BadSetting, replay, settingsOf } from "./replay.mjs";
import { RULES, playRules } from "./rules.mjs";
import { table } from "./table.mjs";
import { findTraces, readTrace } from "./trace.mjs";

/** @typedef {import("./trace.mjs").Trace} Trace */
/** @typedef {import("./rules.mjs").Decision} Decision */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const MENTOR = join(ROOT, "build/mentor");
const BUDGET = process.env.BUDGET ?? join(ROOT, "../shared/budget");
const AT_ONCE = 2; // replays; each keeps a core busy

const NO_TRACES = `There are no traces to try. A trace is a recorded session, one file of the format edit-trace/1.
To record one: make run, open http://localhost:8787, write a program, and press "Download log" on the page. Then:
  make lab TRACES=~/Downloads/that-file.jsonl        (several files or folders: TRACES="one two")`;

const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
const words = (/** @type {string} */ text) => text.split(/[\s,]+/).filter(Boolean);

/** The budgets to compare: SETS separates them by semicolons, SET holds for all. An empty one is the budget as it is. */
function budgets() {
  const { SET = "", SETS = "" } = process.env;
  return SETS.split(";").map((own) => {
    const settings = settingsOf(`${SET} ${own}`);
    return { name: `**change budget**${settings.length ? ` ${settings.join(" ")}` : ""}`, settings };
  });
}

/** Does all jobs, AT_ONCE at a time. @param {(() => Promise<void>)[]} jobs */
async function doAll(jobs) {
  const left = [...jobs];
  const work = async () => {
    for (let job = left.shift(); job; job = left.shift()) await job();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** What each rule decides on each trace: by the rule's name, then by the trace's place in the list. @param {Trace[]} traces */
async function decide(traces) {
  /** @type {Map<string, Decision[][]>} */
  const decisions = new Map();
  let done = 0;
  const jobs = budgets().flatMap(({ name, settings }) => {
    decisions.set(name, []);
    return traces.map((trace, i) => ({ trace, i, name, settings }));
  });
  // The longest first, so that none is left for the end.
  const ordered = [...jobs].sort((a, b) => b.trace.bytes - a.trace.bytes);
  const replays = doAll(
    ordered.map(({ trace, i, name, settings }) => async () => {
      const began = Date.now();
      const calls = await replay(MENTOR, trace.path, settings);
      /** @type {Decision[][]} */ (decisions.get(name))[i] = calls;
      const seconds = Math.round((Date.now() - began) / 1000);
      say(`${++done} of ${jobs.length}: ${trace.name}, ${name.replaceAll("*", "")}: ${calls.length} calls, ${seconds} s`);
    }),
  );
  for (const { name } of RULES) decisions.set(name, []);
  const rules = (async () => {
    for (const [i, trace] of traces.entries()) {
      await new Promise((resolve) => setTimeout(resolve)); // the replays have news, too
      for (const [name, calls] of Object.entries(playRules(trace))) /** @type {Decision[][]} */ (decisions.get(name))[i] = calls;
    }
    say("the simple rules are done");
  })();
  await Promise.all([replays, rules]);
  return decisions;
}

async function main() {
  const { TRACES = "" } = process.env;
  const given = existsSync(TRACES) ? [TRACES] : words(TRACES); // one name may have blanks in it
  const places = given.length ? given : [join(BUDGET, "traces")].filter((place) => existsSync(place));
  const traces = findTraces(places).map(readTrace);
  if (!traces.length) {
    console.log(NO_TRACES);
    return;
  }
  const judge = await judgeIn(BUDGET);
  const decisions = await decide(traces);

  /** @param {string} rule @param {Decision[][]} calls @param {number[]} which traces @param {string} [trace] */
  const row = (rule, calls, which, trace) => {
    const hours = which.reduce((sum, i) => sum + traces[i].hours, 0);
    const count = which.reduce((sum, i) => sum + calls[i].length, 0);
    const cost = which.reduce((sum, i) => sum + dollars(traces[i], calls[i]), 0);
    const scores = which.flatMap((i) => judge.score(traces[i], calls[i]) ?? []);
    return { trace, rule, calls: count / hours, dollars: cost / hours, verdict: judge.together(scores) };
  };
  const all = traces.map((_, i) => i);
  const each = Boolean(process.env.PER_TRACE) && process.env.PER_TRACE !== "0";
  const groups = [...(each ? all.map((i) => ({ which: [i], name: traces[i].name })) : []), { which: all, name: each ? "all" : undefined }];
  const rows = groups.flatMap(({ which, name }) => [...decisions].map(([rule, calls]) => row(rule, calls, which, name)));
  console.log(table(rows));
  const hours = traces.reduce((sum, trace) => sum + trace.hours, 0);
  const known = traces.filter(judge.knows).length;
  say(`${traces.length} traces, ${hours.toFixed(1)} active hours; an oracle for ${known} of them, the columns that need one are from those`);
}

try {
  await main();
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  say(error instanceof BadSetting ? message : `lab: ${message}`);
  process.exit(error instanceof BadSetting ? 2 : 1);
}
