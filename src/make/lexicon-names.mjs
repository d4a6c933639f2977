// The names that a language knows: its keywords (from the grammars, and our lists) and its standard names (from
// TypeScript's lib files, and our lists). A name is a fact; no text of anybody else is kept.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readSections } from "./lexicon-words.mjs";

const GRAMMARS = {
  javascript: "tree-sitter-javascript/src",
  typescript: "tree-sitter-typescript/typescript/src",
  python: "tree-sitter-python/src",
  java: "tree-sitter-java/src",
  c: "tree-sitter-c/src",
  cpp: "tree-sitter-cpp/src",
  go: "tree-sitter-go/src",
  rust: "tree-sitter-rust/src",
};
/** Of a page's thousands of interfaces, those that a course meets. */
const PAGE_INTERFACES = (
  "Document Element HTMLElement Node ParentNode ChildNode NonDocumentTypeChildNode NonElementParentNode InnerHTML EventTarget Event UIEvent MouseEvent KeyboardEvent InputEvent " +
  "Window WindowOrWorkerGlobalScope Storage Console Response Body Request Headers URL URLSearchParams FormData DOMTokenList ElementCSSInlineStyle HTMLOrSVGElement " +
  "HTMLInputElement HTMLFormElement HTMLButtonElement HTMLSelectElement HTMLImageElement HTMLAnchorElement Location History Navigator " +
  "DOMRect AbortController NodeList Attr CustomEvent NodeListOf DOMStringMap"
).split(" ");
/** Of the language's own interfaces, those that it does not. */
const RARE = /Intl|Format|Collator|Locale|Plural|Segment|Options$|Like$|(Int|Float)\d+Array|Atomics|Shared|DataView|Template|Descriptor|Finalization|WeakRef|Decorator|Disposable/;
/** Nobody writes this name; its members are the static ones: Array.from, Date.now. */
const UNWRITTEN = /Constructor$/;
const RARE_FILES = /intl|sharedmemory|atomics|wellknown|decorators/;
/** Members that are old, or of another trade than a first page. */
const RARE_MEMBERS = /UTC|^on[a-z]|_NODE$|DOCUMENT_POSITION|CDATA|webkit|PointerLock|PointerCapture|PictureInPicture|ullscreen|NS$|^init[A-Z]|queryCommand|linkColor|AttributeNode|^screen[XLT]|StorageAccess|^DOM_|MIDI|Gamepad|popover|Popover|[a-z]bar$|URI$|Unsafe|caret[PR]/;
const SHORT = 2;

/** Words among the unnamed nodes of a grammar. @param {string} file */
function grammarKeywords(file) {
  /** @type {{type: string, named: boolean}[]} */
  const nodes = JSON.parse(readFileSync(file, "utf8"));
  return nodes.filter((node) => !node.named && /^[A-Za-z_]\w+$/.test(node.type)).map((node) => node.type);
}

/** Names that a lib file declares: globals, interfaces, and the members of those that are wanted.
 * @param {string} text @param {(name: string) => boolean} wanted */
function libNames(text, wanted) {
  const out = new Set();
  let inside = false;
  for (const line of text.split("\n")) {
    const head = /^\s{0,4}(?:declare )?(interface|var|function|type|const|class|namespace) (\w+)/.exec(line);
    if (head && !line.startsWith("      ")) {
      // What a namespace holds stands there as a function (Reflect.apply).
      inside = ["interface", "namespace"].includes(head[1]) && wanted(head[2]);
      if (wanted(head[2]) && !UNWRITTEN.test(head[2]) && (head[1] !== "var" || /^[A-Z]|^[a-z]+$/.test(head[2]))) out.add(head[2]);
      if (head[1] === "var" && /: \{$/.test(line)) inside = wanted(head[2]);
      continue;
    }
    const member = /^\s{4,8}(?:readonly |get |set )?(\w+)\??\s*(?:<[^(]*>)?[(:]/.exec(line);
    if (inside && member && member[1].length >= SHORT && !RARE_MEMBERS.test(member[1])) out.add(member[1]);
  }
  return out;
}

/** @param {string} root @returns {Set<string>} */
function javascriptNames(root) {
  const lib = join(root, "node_modules/typescript/lib");
  /** @type {Set<string>} */
  const out = new Set();
  for (const file of readdirSync(lib).sort()) {
    if (!/^lib\.es(5|20\d\d\.[\w.]+)\.d\.ts$/.test(file) || RARE_FILES.test(file)) continue;
    for (const name of libNames(readFileSync(join(lib, file), "utf8"), (it) => !RARE.test(it))) out.add(name);
  }
  const dom = readFileSync(join(lib, "lib.dom.d.ts"), "utf8");
  for (const name of libNames(dom, (it) => PAGE_INTERFACES.includes(it))) out.add(name);
  for (const [, name] of dom.matchAll(/^declare function (\w+)\(/gm)) out.add(name);
  for (const name of ["document", "window", "console", "localStorage", "sessionStorage", "location", "history", "navigator"]) out.add(name);
  return out;
}

/** @typedef {{keyword: number, standard: number}} Masks bits by the numbers of the languages */

/** @param {string} root @param {{wire: string, number: number}[]} languages @returns {Map<string, Masks>} */
export function readNames(root, languages) {
  /** @type {Map<string, {keyword: Set<string>, standard: Set<string>}>} */
  const known = new Map();
  /** @param {string} wire @returns {{keyword: Set<string>, standard: Set<string>}} */
  const read = (wire) => {
    const done = known.get(wire);
    if (done) return done;
    const own = { keyword: new Set(), standard: new Set() };
    known.set(wire, own);
    const file = join(root, "src/lexicon/names", `${wire}.txt`);
    const lists = existsSync(file) ? readSections(file) : new Map();
    for (const base of lists.get("include") ?? []) {
      const from = read(base);
      for (const name of from.keyword) own.keyword.add(name);
      for (const name of from.standard) own.standard.add(name);
    }
    if (wire in GRAMMARS) {
      const folder = GRAMMARS[/** @type {keyof typeof GRAMMARS} */ (wire)];
      for (const name of grammarKeywords(join(root, "build/third-party", folder, "node-types.json"))) own.keyword.add(name);
    }
    if (wire === "javascript") for (const name of javascriptNames(root)) own.standard.add(name);
    for (const name of lists.get("keywords") ?? []) own.keyword.add(name);
    for (const name of lists.get("standard") ?? []) own.standard.add(name);
    if (wire === "sql") for (const set of [own.keyword, own.standard]) for (const name of [...set]) set.add(name.toLowerCase());
    return own;
  };
  /** @type {Map<string, Masks>} */
  const out = new Map();
  for (const { wire, number } of languages)
    for (const kind of /** @type {const} */ (["keyword", "standard"]))
      for (const name of read(wire)[kind]) {
        const masks = out.get(name) ?? { keyword: 0, standard: 0 };
        masks[kind] += 2 ** number;
        out.set(name, masks);
      }
  return out;
}
