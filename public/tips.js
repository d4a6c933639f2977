// tips.js: the mentor's tips in the editor: a mark beside the line, the words underlined, a card under the line.
//
// Vocabulary. A note is a tip with its place here. It is `stale` after an edit in its place, until the mentor has looked
// again; `folded` when the learner wants to see code instead; and `parting` when the mentor has taken it back, for as
// long as its last words are shown.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutter } from "@codemirror/view";
import { move } from "./anchor.js";
import { Card } from "./card.js";
import { element } from "./dom.js";

/** @typedef {import("./anchor.js").Anchor} Anchor */
/** @typedef {import("./card.js").CardActions} CardActions */
/** @typedef {number} TipId */
/**
 * @typedef {object} Tip as the server sends it
 * @property {TipId} id
 * @property {string} [rule]
 * @property {string} severity
 * @property {string} text
 * @property {string} concept
 * @property {string} source
 * @property {string} [quote]
 * @property {number} hint
 * @property {string[]} hints
 */
/** @typedef {{kind: "praise" | "plain", words: string}} Parting */
/** @typedef {{tip: Tip, anchor: Anchor, folded: boolean, parting: Parting | null, verdict: string, asked: boolean}} Note */

// How long the last words of a tip are shown.
const PARTING_MS = 7_000;

/** @type {import("@codemirror/state").StateEffectType<(notes: readonly Note[]) => readonly Note[]>} */
const change = StateEffect.define();

const notes = StateField.define({
  create: () => /** @type {readonly Note[]} */ ([]),
  update(value, tr) {
    let next = value;
    if (tr.docChanged && value.length) next = value.map((note) => ({ ...note, anchor: move(note.anchor, tr.changes) }));
    for (const effect of tr.effects) if (effect.is(change)) next = effect.value(next);
    return next;
  },
});

class CardWidget extends WidgetType {
  /** @param {Note} note @param {number} line @param {CardActions} actions */
  constructor(note, line, actions) {
    super();
    this.note = note;
    this.line = line;
    this.actions = actions;
  }

  /** @param {CardWidget} other */
  eq(other) {
    return other.note === this.note && other.line === this.line;
  }

  toDOM() {
    return new Card(this.actions).show(this.note, this.line);
  }

  /** @param {HTMLElement} dom */
  updateDOM(dom) {
    const card = Card.of(dom);
    if (card?.id !== this.note.tip.id) return false;
    card.show(this.note, this.line);
    return true;
  }

  get estimatedHeight() {
    return 150;
  }
}

class Mark extends GutterMarker {
  /** @param {string} severity */
  constructor(severity) {
    super();
    this.severity = severity;
  }

  /** @param {Mark} other */
  eq(other) {
    return other.severity === this.severity;
  }

  toDOM() {
    return element("span", { class: `tip-mark tip-${this.severity}` });
  }
}

export class Tips {
  /** @type {Map<TipId, any>} */
  #partings = new Map();

  /** @param {Omit<CardActions, "fold" | "leave">} actions */
  constructor(actions) {
    /** @type {EditorView | null} */
    this.view = null;
    /** @type {CardActions} */
    const all = {
      ...actions,
      fold: (id) => this.#patch(id, (note) => ({ folded: !note.folded })),
      leave: () => this.view?.focus(),
    };
    const cards = EditorView.decorations.compute([notes, "doc"], (state) => {
      const ranges = [];
      for (const note of state.field(notes)) {
        const { from, to } = note.anchor;
        const line = state.doc.lineAt(from);
        if (to > from && note.parting === null) {
          const stale = note.anchor.touched ? " tip-stale" : "";
          ranges.push(Decoration.mark({ class: `tip-words tip-${note.tip.severity}${stale}` }).range(from, to));
        }
        if (note.folded) continue;
        const widget = new CardWidget(note, line.number, all);
        ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(line.to));
      }
      return Decoration.set(ranges, true);
    });
    const marks = gutter({
      class: "tip-gutter",
      lineMarker: (view, block) => {
        const note = view.state.field(notes).find(({ anchor }) => anchor.from >= block.from && anchor.from <= block.to);
        return note && note.parting === null ? new Mark(note.tip.severity) : null;
      },
      lineMarkerChange: (update) => update.startState.field(notes) !== update.state.field(notes),
      initialSpacer: () => new Mark("idea"),
      domEventHandlers: {
        mousedown: (view, block) => {
          const found = view.state.field(notes).filter(({ anchor }) => anchor.from >= block.from && anchor.from <= block.to);
          for (const { tip } of found) all.fold(tip.id);
          return found.length > 0;
        },
      },
    });
    this.extension = [notes, cards, marks];
  }

  /** The tips that stand, from the top of the text. */
  get standing() {
    const all = this.view?.state.field(notes) ?? [];
    return all.filter((note) => note.parting === null).sort((a, b) => a.anchor.from - b.anchor.from);
  }

  /** @param {TipId} id */
  stands(id) {
    return this.standing.some((note) => note.tip.id === id);
  }

  /** Shows a tip, or its newer form. @param {Tip} tip @param {Anchor} anchor */
  put(tip, anchor) {
    clearTimeout(this.#partings.get(tip.id));
    this.#apply((all) => {
      const old = all.find((note) => note.tip.id === tip.id);
      const note = { folded: false, verdict: "", ...old, tip, anchor, parting: null, asked: false };
      return [...all.filter((other) => other !== old), note];
    });
  }

  /** Shows these tips and no others. @param {{tip: Tip, anchor: Anchor}[]} list */
  reset(list) {
    this.#apply((all) =>
      list.map(({ tip, anchor }) => {
        const old = all.find((note) => note.tip.id === tip.id);
        return { folded: false, verdict: "", ...old, tip, anchor, parting: null, asked: false };
      }),
    );
  }

  /** A tip goes: with last words, or at once. @param {TipId} id @param {Parting} [parting] */
  part(id, parting) {
    clearTimeout(this.#partings.get(id));
    this.#partings.delete(id);
    if (!parting) return this.#apply((all) => all.filter((note) => note.tip.id !== id));
    this.#patch(id, () => ({ parting, folded: false }));
    this.#partings.set(id, setTimeout(() => this.part(id), PARTING_MS));
  }

  /** What the learner thinks of a tip, or that more help is on its way. @param {TipId} id @param {Partial<Note>} patch */
  note(id, patch) {
    this.#patch(id, () => patch);
  }

  /** The mentor has looked, and these places are as it saw them. */
  looked() {
    if (!this.standing.some((note) => note.anchor.touched)) return;
    this.#apply((all) => all.map((note) => ({ ...note, anchor: { ...note.anchor, touched: false } })));
  }

  /** Brings the next tip after the cursor into view and puts the focus on it. @param {1 | -1} way */
  visit(way) {
    const { view } = this;
    const all = this.standing;
    if (!view || !all.length) return false;
    const active = Card.of(/** @type {ShadowRoot} */ (view.root).activeElement?.closest(".tip-place") ?? null)?.id;
    const at = all.findIndex((note) => note.tip.id === active);
    const { head } = view.state.selection.main;
    const next = all.findIndex((note) => note.anchor.from >= view.state.doc.lineAt(head).from);
    const index = at >= 0 ? at + way : way > 0 ? Math.max(next, 0) : (next < 0 ? all.length : next) - 1;
    const note = all[(index + all.length) % all.length];
    if (note.folded) this.#patch(note.tip.id, () => ({ folded: false }));
    view.dispatch({ effects: EditorView.scrollIntoView(note.anchor.from, { y: "start", yMargin: 72 }) });
    requestAnimationFrame(() => Card.focus(view.dom, note.tip.id));
    return true;
  }

  /** @param {TipId} id @param {(note: Note) => Partial<Note>} patch */
  #patch(id, patch) {
    this.#apply((all) => all.map((note) => (note.tip.id === id ? { ...note, ...patch(note) } : note)));
  }

  /** @param {(notes: readonly Note[]) => readonly Note[]} run */
  #apply(run) {
    this.view?.dispatch({ effects: change.of(run) });
  }
}
