// editor.js: the editor, CodeMirror in a shadow root.
//
// In a shadow root CodeMirror's styles are adopted style sheets, which a strict policy (`style-src 'self'`) allows. Tab is
// never taken: it leaves the editor as it leaves every other field, and Mod-[ and Mod-] set lines in and out.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { clean } from "./clean.js";
import css from "./editor.css";
import { grammar, indent } from "./languages.js";

/** @typedef {import("@codemirror/state").ChangeSet} ChangeSet */
/** @typedef {import("@codemirror/state").Extension} Extension */
/** @typedef {import("@codemirror/state").Text} Text */

// On a narrow screen a long line is folded, because there is no room to look along it.
const NARROW = "(max-width: 40rem)";

export class Editor {
  #language = new Compartment();
  #wrap = new Compartment();
  #editable = new Compartment();
  /** Where the last key went, until the caret leaves that line. @type {number | null} */
  #changed = null;
  #picked = "";

  /**
   * @param {HTMLElement} host
   * @param {object} options
   * @param {Text} options.doc
   * @param {string} options.hint what an empty editor says
   * @param {Extension} options.extension
   * @param {(changes: ChangeSet, before: Text, after: Text) => void} options.onChange the document, by any hand
   * @param {() => void} options.onLeave the caret went to another line than the one that was typed in last
   * @param {(changes: ChangeSet) => void} options.onType the learner has changed it
   * @param {(sentence: string) => void} options.onRefused
   */
  constructor(host, { doc, hint, extension, onChange, onType, onLeave, onRefused }) {
    const root = host.attachShadow({ mode: "open" });
    const narrow = matchMedia(NARROW);
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc,
        extensions: [
          clean(onRefused),
          extension,
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightActiveLine(),
          highlightSpecialChars(),
          history(),
          drawSelection(),
          dropCursor(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          search({ top: true }),
          syntaxHighlighting(classHighlighter),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap]),
          placeholder(hint),
          EditorView.contentAttributes.of({ "aria-label": "Your code" }),
          EditorView.updateListener.of((update) => {
            for (const tr of update.transactions) {
              if (!tr.docChanged) continue;
              onChange(tr.changes, tr.startState.doc, tr.newDoc);
              if (this.#changed !== null) this.#changed = tr.changes.mapPos(this.#changed);
              if (tr.annotation(Transaction.remote)) continue;
              this.#changed = tr.newSelection.main.head;
              onType(tr.changes);
            }
            if (update.selectionSet && !update.docChanged && this.#hasLeft()) onLeave();
          }),
          this.#language.of([]),
          this.#wrap.of(narrow.matches ? EditorView.lineWrapping : []),
          this.#editable.of([]),
        ],
      }),
    });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    narrow.addEventListener("change", () => {
      const wrap = narrow.matches ? EditorView.lineWrapping : [];
      this.view.dispatch({ effects: this.#wrap.reconfigure(wrap) });
    });
  }

  /** Tells once that the caret is no longer on the line that was typed in. */
  #hasLeft() {
    const { doc, selection } = this.view.state;
    if (this.#changed === null || doc.lineAt(this.#changed).number === doc.lineAt(selection.main.head).number) return false;
    this.#changed = null;
    return true;
  }

  get doc() {
    return this.view.state.doc;
  }

  /** Puts the caret on a line and shows it, if there is such a line. @param {number} number from 1 */
  goTo(number) {
    if (number < 1 || number > this.doc.lines) return;
    const { from, text } = this.doc.line(number);
    const anchor = from + text.length - text.trimStart().length;
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.view.focus();
  }

  /** Changes that another hand made. They are no part of what undo takes back. @param {ChangeSet} changes */
  apply(changes) {
    this.view.dispatch({
      changes,
      annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
    });
  }

  /** Changes as if the learner had made them. @param {ChangeSet} changes */
  type(changes) {
    this.view.dispatch({ changes });
  }

  /** @param {boolean} editable */
  setEditable(editable) {
    const locked = [EditorState.readOnly.of(true), EditorView.editable.of(false)];
    this.view.dispatch({ effects: this.#editable.reconfigure(editable ? [] : locked) });
  }

  /** @param {string} wire */
  async setLanguage(wire) {
    if (this.#picked === wire) return;
    this.#picked = wire;
    const loaded = await grammar(wire);
    if (this.#picked !== wire) return; // another one was picked meanwhile
    this.view.dispatch({ effects: this.#language.reconfigure([loaded, indentUnit.of(indent(wire))]) });
  }
}
