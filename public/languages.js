// languages.js: the languages of the picker, and what the editor knows about each.
//
// The list is told by src/code/language.h when the page is built. A grammar of the editor is loaded when its language is
// picked; a language without one is edited as plain text, and the mentor reads it all the same.

/** @typedef {import("@codemirror/state").Extension} Extension */

/** @type {Record<string, () => Promise<Extension>>} */
const GRAMMARS = {
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript({ jsx: true }),
  typescript: async () => (await import("@codemirror/lang-javascript")).javascript({ typescript: true }),
  python: async () => (await import("@codemirror/lang-python")).python(),
  java: async () => (await import("@codemirror/lang-java")).java(),
  c: async () => (await import("@codemirror/lang-cpp")).cpp(),
  cpp: async () => (await import("@codemirror/lang-cpp")).cpp(),
  go: async () => (await import("@codemirror/lang-go")).go(),
  rust: async () => (await import("@codemirror/lang-rust")).rust(),
};

// How far a level is set in, where that is not four spaces.
/** @type {Record<string, string>} */
const INDENTS = { javascript: "  ", typescript: "  ", ruby: "  ", html: "  ", css: "  ", svelte: "  ", lua: "  ", go: "\t" };

/** Languages with their names, as people look for them: those that the mentor parses first. */
export const languages = LANGUAGES.filter(([wire]) => wire !== "plain")
  .concat(LANGUAGES.filter(([wire]) => wire === "plain"))
  .map(([wire, people]) => ({ wire, people }));

/** True for a language of the list. @param {unknown} wire */
export function isLanguage(wire) {
  return languages.some((language) => language.wire === wire);
}

/** The editor's grammar for a language; nothing when it has none, or when it could not be loaded. @param {string} wire */
export async function grammar(wire) {
  try {
    return (await GRAMMARS[wire]?.()) ?? [];
  } catch {
    return []; // offline, and not loaded before: the text is still the text
  }
}

/** One level of indentation. @param {string} wire */
export function indent(wire) {
  return INDENTS[wire] ?? "    ";
}
