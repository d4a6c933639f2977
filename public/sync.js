// sync.js: one document, kept the same here and on the server, with nothing typed ever lost.
//
// The document here is a chain: the last state that the server has stored, the steps that it has applied since, the
// steps on their way to it, and what is typed but not yet sent. Every message moves a mark along the chain; a step from
// another tab is put in before the own ones that the server has not taken.
//
//     stored --trail--> synced --flight--> sent --pending--> doc
//
// Vocabulary. A step is one frame: its changes, the revision that it made, and `n`, the number that this client gave it
// (0 for another tab's). Own edits are sent before the ones ahead of them are acknowledged, each with the revision that
// the server will have by then. When they are rebased they are sent again with a gap in n: an edit whose n follows the
// last one by one belongs to a chain that the server may have refused already, and one after a gap does not.
// After a crash the server may be back at an older state: the own steps that it lost are sent again, and `n` of its
// welcome says which ones they are; the steps of other tabs are theirs to send.
// Invariant: stored + trail + flight + pending = doc.

import { ChangeSet, Text } from "@codemirror/state";
import { align, between, fromEdits, isIdle, pieces, toEdits, toText } from "./change.js";
import { textHash } from "./hash.js";
import { merge } from "./merge.js";

/** @typedef {{changes: ChangeSet, doc: Text, rev: number, n: number}} Step */
/** @typedef {{rev: number, doc: Text, n: number}} State n is the last own edit in it */
/** @typedef {Record<string, any> & {t: string}} Frame */
/**
 * @typedef {object} Outcome what a message did to the document here
 * @property {ChangeSet | null} changes
 * @property {boolean} merged two texts that had both changed were merged
 * @property {number} conflicts places where both versions had to stay
 * @property {boolean} restored the server had lost what it had stored, and this document brings it back
 */

// Edits in a frame, and UTF-16 units inserted by it: in JSON a unit takes six bytes at most, a frame 2 MiB.
const FRAME = { edits: 4000, units: 256 * 1024 };
// Frames that may be on their way at once. The server acknowledges sixteen together, a slow line needs a few more.
const FLIGHT_MAX = 64;
// Steps kept since the last stored state. A server that has not stored for so long is not going to lose just those.
const TRAIL_MAX = 1000;
// Older documents that are remembered: a server that finds its newest snapshot damaged goes back to the one before.
const OLDER_MAX = 32;

/** @type {Outcome} */
const NOTHING = { changes: null, merged: false, conflicts: 0, restored: false };

export class Sync {
    /** @type {State} */
    #stored = { rev: 0, doc: Text.empty, n: 0 };
    /** @type {Step[]} */
    #trail = [];
    /** @type {Step[]} */
    #flight = [];
    /** @type {ChangeSet | null} */
    #pending = null;
    #doc = Text.empty;
    #n = 0; // of the last edit sent
    #floor = 0; // own steps up to this one were sent under another name, so that the server's n says nothing about them
    #live = false; // a welcome came on this connection, and nothing has gone wrong since
    #doubt = false; // the server and this chain disagree: say hello
    /** @type {Text[]} */
    #older = []; // documents that were stored before
    /** @type {Text | null} */
    #loaded = null; // the document of the record that this one was read from, until a welcome
    #restoring = false; // the server lost what it had stored; every tab brings it back, so equal text counts once
    #frame = FRAME;

    /** @param {{frame?: {edits: number, units: number}}} [options] */
    constructor({ frame = FRAME } = {}) {
        this.#frame = frame;
    }

    /** The document as it is here. */
    get doc() {
        return this.#doc;
    }

    /** True while something of the own typing is not stored by the server. */
    get unsaved() {
        return this.unsent || this.#trail.some((step) => step.n > 0);
    }

    /** True while something of the own typing is not applied by the server. */
    get unsent() {
        return this.#flight.length > 0 || this.#pending !== null;
    }

    /** What a hello says: the last state that the server and this document agreed on. */
    hello() {
        const { rev, doc } = this.#synced();
        return { rev, hash: textHash(doc.toString()) };
    }

    /** Takes what was typed. @param {ChangeSet} changes on the document as it is here */
    type(changes) {
        if (isIdle(changes)) return;
        const before = this.#doc;
        this.#doc = changes.apply(before);
        const aligned = align(changes, before, this.#doc);
        const pending = this.#pending ? this.#pending.compose(aligned) : aligned;
        this.#pending = isIdle(pending) ? null : pending;
    }

    /** The frames to send now; they count as sent. @returns {Frame[]} */
    frames() {
        if (this.#doubt) {
            this.#doubt = false;
            return [{ t: "hello", ...this.hello() }];
        }
        if (!this.#live || !this.#pending || this.#flight.length >= FLIGHT_MAX) return [];
        const frames = [];
        for (const changes of pieces(this.#pending, this.#frame)) {
            const last = this.#sent();
            const doc = changes.apply(last.doc);
            const step = { changes, doc, rev: last.rev + 1, n: ++this.#n };
            this.#flight.push(step);
            frames.push({ t: "edit", rev: last.rev, len: doc.length, d: toEdits(changes), n: step.n });
        }
        this.#pending = null;
        return frames;
    }

    /** The connection is gone: nothing can be sent before the next welcome. */
    lost() {
        this.#live = false;
        this.#doubt = false;
    }

    /** Own edits were applied. @param {Frame} frame */
    ack({ rev, n }) {
        if (!this.#live) return;
        const taken = this.#flight.filter((step) => (n === undefined ? step.rev <= rev : step.n <= n)).length;
        if (taken) this.#take(taken);
        if (taken && this.#synced().rev !== rev) this.#ask();
    }

    /** Everything up to a revision is stored. @param {Frame} frame */
    saved({ rev }) {
        if (!this.#live) return;
        this.#take(this.#flight.filter((step) => step.rev <= rev).length);
        this.#store(rev);
    }

    /** An own edit was refused. @param {Frame} frame */
    resync({ n }) {
        const known = n === undefined ? this.#flight.length > 0 : this.#flight.some((step) => step.n === n);
        if (this.#live && known) this.#ask();
    }

    /**
     * Another tab made revision `rev`.
     * @param {Frame} frame
     * @returns {Outcome}
     */
    remote({ rev, len, d }) {
        // While a hello is on its way the welcome will bring the whole truth.
        if (!this.#live || rev <= this.#synced().rev) return NOTHING;
        this.#take(this.#flight.filter((step) => step.rev < rev).length);
        const synced = this.#synced();
        const theirs = rev === synced.rev + 1 ? readEdits(d, synced.doc.length, len) : null;
        if (!theirs) {
            this.#ask();
            return NOTHING;
        }
        const doc = theirs.apply(synced.doc);
        const own = this.#unsentChanges();
        this.#withdraw();
        this.#trail.push({ changes: theirs, doc, rev, n: 0 });
        if (!own) return { ...NOTHING, changes: this.#show(theirs, null) };
        if (this.#restoring) return this.#join(synced.doc, this.#doc, doc);
        return { ...NOTHING, changes: this.#show(theirs.map(own, true), own.map(theirs)) };
    }

    /**
     * The server says what it has: without text, just what the hello said. Returns what happens to the document here.
     * @param {Frame} frame
     * @returns {Outcome}
     */
    welcome({ rev, text, n = 0, saved = 0 }) {
        let outcome = NOTHING;
        if (text === undefined) {
            if (rev !== this.#synced().rev) {
                this.#ask();
                return NOTHING;
            }
            const own = this.#unsentChanges();
            this.#withdraw();
            this.#show(ChangeSet.empty(this.#doc.length), own);
        } else {
            outcome = this.#meet({ rev, doc: toText(text), n });
        }
        this.#live = true;
        this.#doubt = false;
        this.#loaded = null;
        this.#n = Math.max(this.#n, n);
        this.#store(Math.min(saved, rev));
        this.#restoring &&= this.unsent;
        return outcome;
    }

    /**
     * The document at a revision, and the changes from there to the document as it is here.
     * @param {number} rev
     * @returns {{doc: Text, changes: ChangeSet} | null} null when the revision is too old or not known yet
     */
    at(rev) {
        const steps = [...this.#trail, ...this.#flight];
        const index = steps.findLastIndex((step) => step.rev === rev);
        if (index < 0 && rev !== this.#stored.rev) return null;
        const doc = index < 0 ? this.#stored.doc : steps[index].doc;
        let changes = ChangeSet.empty(doc.length);
        for (const step of steps.slice(index + 1)) changes = changes.compose(step.changes);
        return { doc, changes: this.#pending ? changes.compose(this.#pending) : changes };
    }

    /** Everything that a later visit needs to bring unsaved work to the server. */
    toJSON() {
        const step = (/** @type {Step} */ { changes, rev, n }) => ({ changes: changes.toJSON(), rev, n });
        return {
            n: this.#n,
            floor: this.#floor,
            stored: { ...this.#stored, doc: this.#stored.doc.toString() },
            trail: this.#trail.map(step),
            flight: this.#flight.map(step),
            pending: this.#pending?.toJSON() ?? null,
            loaded: this.#loaded?.toString() ?? null,
        };
    }

    /**
     * A document from what toJSON gave. Throws when it is damaged.
     * @param {ReturnType<Sync["toJSON"]>} json
     * @param {{same: boolean, frame?: {edits: number, units: number}}} options same: under the same client's name
     */
    static fromJSON(json, { same, ...options }) {
        const sync = new Sync(options);
        sync.#n = json.n;
        sync.#floor = same ? json.floor : json.n;
        sync.#stored = { ...json.stored, doc: toText(json.stored.doc), n: same ? json.stored.n : 0 };
        let doc = sync.#stored.doc;
        const step = (/** @type {{changes: any, rev: number, n: number}} */ { changes: raw, rev, n }) => {
            const changes = ChangeSet.fromJSON(raw);
            doc = changes.apply(doc);
            return { changes, doc, rev, n };
        };
        sync.#trail = json.trail.map(step);
        sync.#flight = json.flight.map(step);
        sync.#pending = json.pending ? ChangeSet.fromJSON(json.pending) : null;
        sync.#doc = sync.#pending ? sync.#pending.apply(doc) : doc;
        sync.#loaded = json.loaded === null ? sync.#doc : toText(json.loaded);
        return sync;
    }

    // ---- the chain ----

    /** @returns {State | Step} the last state that the server is known to have had */
    #synced() {
        return this.#trail[this.#trail.length - 1] ?? this.#stored;
    }

    /** @returns {State | Step} the state that the server will have when all that was sent is applied */
    #sent() {
        return this.#flight[this.#flight.length - 1] ?? this.#synced();
    }

    /** Moves the first `count` steps of the flight to the trail: they are applied. @param {number} count */
    #take(count) {
        this.#trail.push(...this.#flight.splice(0, count));
        if (this.#trail.length > TRAIL_MAX) this.#store(this.#trail[TRAIL_MAX / 2].rev);
        this.#restoring &&= this.unsent;
    }

    /** Everything up to `rev` is stored. @param {number} rev */
    #store(rev) {
        const gone = this.#trail.splice(0, this.#trail.findLastIndex((step) => step.rev <= rev) + 1);
        const last = gone[gone.length - 1];
        if (!last) return;
        this.#remember(this.#stored.doc);
        const n = gone.reduce((most, step) => (step.n > this.#floor ? step.n : most), this.#stored.n);
        this.#stored = { rev: last.rev, doc: last.doc, n };
    }

    /** @param {Text} doc that the server has or had */
    #remember(doc) {
        this.#older.push(doc);
        if (this.#older.length > OLDER_MAX) this.#older.shift();
    }

    /** True for an own step that was sent under another name. @param {Step} step */
    #isForeign(step) {
        return step.n > 0 && step.n <= this.#floor;
    }

    /** All changes that the server has not applied, as one. @returns {ChangeSet | null} */
    #unsentChanges() {
        const all = this.#flight.map((step) => step.changes);
        if (this.#pending) all.push(this.#pending);
        return all.length ? all.reduce((sum, changes) => sum.compose(changes)) : null;
    }

    /** Takes back what was sent and not applied. What the server still gets of it, it must refuse: hence the gap. */
    #withdraw() {
        if (this.#flight.length) this.#n++;
        this.#flight = [];
    }

    #ask() {
        this.#live = false;
        this.#doubt = true;
    }

    /**
     * Sets what is still to be sent, and changes the document here.
     * @param {ChangeSet} changes
     * @param {ChangeSet | null} pending
     */
    #show(changes, pending) {
        this.#doc = changes.apply(this.#doc);
        this.#pending = pending && !isIdle(pending) ? pending : null;
        return changes;
    }

    // ---- meeting a server that is somewhere else ----

    /**
     * Takes the server's state as the new synced one and finds out what is still to be sent.
     * @param {State} theirs
     * @returns {Outcome}
     */
    #meet(theirs) {
        if (theirs.n > this.#n) return this.#meetAhead(theirs);
        if (theirs.rev < this.#stored.rev) return this.#restore(theirs);
        const steps = [...this.#trail, ...this.#flight];
        const forgot = theirs.n < this.#stored.n || (theirs.n < this.#floor && steps.some((step) => this.#isForeign(step)));
        const base = forgot ? this.#lookalike(steps, theirs) : this.#ancestor(steps, theirs);
        if (base === null) return this.#meetForgetful(theirs);
        const { own, undo } = withoutOthers(base < 0 ? this.#stored : steps[base], steps.slice(base + 1), this.#pending);
        // After a roll-back the server counts again from an older revision.
        this.#trail = steps.slice(0, base + 1).map((step) => ({ ...step, rev: Math.min(step.rev, theirs.rev) }));
        this.#withdraw();
        const from = this.#synced();
        if (from.doc.eq(theirs.doc)) {
            from.rev = theirs.rev;
            return { ...NOTHING, changes: this.#show(undo, own) };
        }
        this.#trail.push({ changes: between(from.doc, theirs.doc), doc: theirs.doc, rev: theirs.rev, n: 0 });
        this.#show(undo, null);
        const joined = this.#join(from.doc, this.#doc, theirs.doc);
        return { ...joined, changes: undo.compose(/** @type {ChangeSet} */ (joined.changes)) };
    }

    /**
     * The index of the newest step whose text is the server's; -1 stands for the stored state.
     * @param {Step[]} steps
     * @param {State} theirs
     */
    #lookalike(steps, theirs) {
        const index = steps.findLastIndex((step) => step.doc.eq(theirs.doc));
        return index < 0 && !this.#stored.doc.eq(theirs.doc) ? null : index;
    }

    /**
     * The index of the newest step that the server's text can have grown from; -1 stands for the stored state.
     * @param {Step[]} steps
     * @param {State} theirs
     */
    #ancestor(steps, theirs) {
        // Own steps tell for sure: up to n they are in it, later ones are not. Between them it is a matter of looks.
        const first = steps.findLastIndex((step) => step.n > 0 && step.n <= theirs.n);
        const next = steps.findIndex((step) => step.n > theirs.n);
        const last = (next < 0 ? steps.length : next) - 1;
        const doc = (/** @type {number} */ i) => (i < 0 ? this.#stored.doc : steps[i].doc);
        const far = (/** @type {number} */ i) => {
            const state = i < 0 ? this.#stored : steps[i];
            return Math.abs(state.rev - theirs.rev);
        };
        let best = last;
        for (let i = last; i >= first; i--) {
            if (doc(i).eq(theirs.doc)) return i;
            if (far(i) < far(best)) best = i;
        }
        return best;
    }

    /**
     * The server has edits of this client that are unknown here: the page was killed after its last record was written.
     * All that was in the record was sent before them, unless it took several frames.
     * @param {State} theirs
     */
    #meetAhead(theirs) {
        const partly = this.#pending && pieces(this.#pending, this.#frame).length > 1;
        const base = partly ? this.#synced().doc : (this.#loaded ?? this.#doc);
        this.#begin(theirs);
        return this.#join(base, this.#doc, theirs.doc);
    }

    /** The server has lost what it had stored: everything here is brought back. @param {State} theirs */
    #restore(theirs) {
        const known = this.#older.some((doc) => doc.eq(theirs.doc));
        // In a text that was never here, lines that were never here are another tab's, which also brings back its own.
        const seen = new Set([...this.#stored.doc.iterLines(), ...this.#doc.iterLines()]);
        const lines = [...theirs.doc.iterLines()].filter((line) => seen.has(line));
        this.#begin(theirs);
        this.#restoring = true;
        return { ...this.#join(known ? theirs.doc : Text.of(lines.length ? lines : [""]), this.#doc, theirs.doc), restored: true };
    }

    /** The server cannot say which edits of this client it has, and its text is new here. @param {State} theirs */
    #meetForgetful(theirs) {
        const base = this.#stored.doc;
        this.#begin(theirs);
        this.#restoring = true;
        return this.#join(base, this.#doc, theirs.doc);
    }

    /** Starts the chain anew at a state that this chain does not lead to. @param {State} state */
    #begin(state) {
        for (const { doc } of [this.#stored, ...this.#trail, ...this.#flight]) this.#remember(doc);
        this.#withdraw();
        this.#stored = { ...state };
        this.#trail = [];
    }

    /**
     * Makes the document here a merge of both texts, and sends what the server lacks of it.
     * @param {Text} base
     * @param {Text} mine the document here
     * @param {Text} theirs the synced one
     * @returns {Outcome}
     */
    #join(base, mine, theirs) {
        const merged = merge(base.toString(), mine.toString(), theirs.toString());
        const doc = toText(merged.text);
        const both = !base.eq(mine) && !base.eq(theirs);
        const changes = this.#show(between(mine, doc), between(theirs, doc));
        return { changes, merged: both, conflicts: merged.conflicts, restored: false };
    }
}

/**
 * What the own steps of a chain come to when the steps of others are left out.
 * @param {State | Step} base
 * @param {Step[]} steps
 * @param {ChangeSet | null} pending
 * @returns {{own: ChangeSet, undo: ChangeSet}} own changes on the base; and changes that take others' out of the end
 */
function withoutOthers(base, steps, pending) {
    let doc = base.doc;
    let own = ChangeSet.empty(doc.length);
    let undo = ChangeSet.empty(doc.length);
    const chain = pending ? [...steps, { changes: pending, n: Infinity, doc }] : steps;
    for (const step of chain) {
        if (step.n === 0) {
            undo = step.changes.invert(doc).compose(undo);
        } else {
            own = own.compose(step.changes.map(undo));
            undo = undo.map(step.changes, true);
        }
        doc = step.doc;
    }
    return { own, undo };
}

/**
 * @param {[number, number, string][]} edits
 * @param {number} before
 * @param {number} after
 * @returns {ChangeSet | null} null when they do not fit
 */
function readEdits(edits, before, after) {
    try {
        const changes = fromEdits(edits, before);
        return changes.newLength === after ? changes : null;
    } catch (error) {
        if (error instanceof RangeError) return null;
        throw error;
    }
}
