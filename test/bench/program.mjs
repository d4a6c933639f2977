// Programs of any size for the benchmarks: whole, varied JavaScript, made by a generator with a fixed seed, or put
// together from real code where the test data lies beside the repository (../shared/testdata, or BENCH_TESTDATA).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./edits.mjs";
import { generator } from "./typing.mjs";

const TESTDATA = process.env.BENCH_TESTDATA ?? join(ROOT, "../shared/testdata");
const SOURCES = "tips_anchored.jsonl"; // windows of 31 lines of published packages

const VERBS = ["load", "find", "count", "draw", "move", "merge", "check", "split", "store", "reset"];
const NOUNS = ["score", "word", "player", "list", "cell", "board", "order", "price", "guess", "name"];

/** Takes the places of a form by turns: V a verb, N a noun, n another one, # a number. @param {() => number} random @param {string} form */
function fill(random, form) {
  const pick = (/** @type {string[]} */ words) => words[Math.floor(random() * words.length)];
  const [noun, other] = [pick(NOUNS), pick(NOUNS)];
  return form.replace(/\$[VNn#]/g, (place) => {
    if (place === "$V") return pick(VERBS);
    if (place === "$N") return noun;
    return place === "$n" ? `${other}s` : String(Math.floor(random() * 100));
  });
}

/** Statements that may stand in any function with the parameters `first` and `rest`. */
const STATEMENTS = [
  "let $N = first + $#;\n  console.log(`$N is ${$N} of ${rest.length}`);",
  "if (first > $# && rest.length !== 0) {\n    return rest[$#] ?? null;\n  } else if (!first) {\n    throw new Error(\"no $N\");\n  }",
  "for (let i = 0; i < rest.length; i++) {\n    if (rest[i] === first) continue;\n    rest[i] += $#;\n  }",
  "// the $n that are left in this round\n  const $n = rest.filter((one) => one.$N >= $#).map((one) => one.$V());",
  "while (first < $#) {\n    first = first * 2 + rest.indexOf(first);\n  }",
  "const $N = { first, size: $#, $n: [1, $#, ...rest], $V: (a, b) => a - b };\n  Object.assign(rest, $N);",
  "switch (first % 3) {\n    case 0:\n      rest.push($#);\n      break;\n    case 1:\n      rest.pop();\n      break;\n    default:\n      rest.length = 0;\n  }",
  "try {\n    rest.$V(first, \"$N\");\n  } catch (error) {\n    console.error(error.message, $#);\n  }",
  "document.querySelector(\"#$N\").addEventListener(\"click\", (event) => {\n    event.target.textContent = String(first + $#);\n  });",
];

/** A function or a class of a few statements. @param {() => number} random @param {number} number */
function part(random, number) {
  const some = (/** @type {number} */ most) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => `  ${fill(random, STATEMENTS[Math.floor(random() * STATEMENTS.length)])}\n`).join("");
  const kind = random();
  if (kind < 0.3) return `${fill(random, "class $V$N")}${number} {\n${fill(random, "$V")}(first, ...rest) {\n${some(5)}  return this.size;\n}\n}\n`;
  if (kind < 0.5) return `/** ${fill(random, "Says which $n there are.")} */\nconst ${fill(random, "$V$N")}${number} = async (first, ...rest) => {\n${some(4)}};\n`;
  return `function ${fill(random, "$V$N")}${number}(first, ...rest) {\n${some(6)}  return rest;\n}\n`;
}

/** @typedef {string[]} Program  pieces that stand by themselves; together they are the text */

/** A program of at least `bytes` bytes of ASCII, and not much more. @param {number} bytes @returns {Program} */
export function generated(bytes) {
  const random = generator(7);
  const parts = [];
  for (let size = 0; size < bytes; size += parts[parts.length - 1].length) parts.push(`${part(random, parts.length)}\n`);
  return parts;
}

/**
 * Real code of at least `bytes` bytes, in ASCII: pieces of published packages that are whole by themselves, no package's
 * file twice. Null without the test data, or when there is not so much of it.
 * @param {number} bytes @param {(text: string) => boolean} isWhole
 * @returns {Program | null}
 */
export function real(bytes, isWhole) {
  const path = join(TESTDATA, SOURCES);
  if (!existsSync(path)) return null;
  const seen = new Set();
  const parts = [];
  let size = 0;
  for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
    const { lang, source, code } = JSON.parse(line);
    if (lang !== "javascript" || seen.has(source) || /[^\n -~]/.test(code) || !isWhole(code)) continue;
    seen.add(source);
    parts.push(`${code}\n`);
    size += code.length + 1;
    if (size >= bytes) return parts;
  }
  return null;
}
