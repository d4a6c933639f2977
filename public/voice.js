// voice.js: what a screen reader says, in a polite live region.
//
// Two kinds of sentences come here. News (a tip, its next step, praise) is said, every one, in order. A state of the
// mentor is worth saying only when it stands for a while: of several in a row the last one is said, once. Between two
// sentences there is time to hear the first.

/** At least so long lies between two sentences, and so long a state must stand. */
export const GAP_MS = 2_000;

export class Voice {
  /** @type {string[]} */
  #news = [];
  #state = ""; // waits until it has stood
  #since_ms = 0;
  #heard = ""; // the last state that was said
  #spoke_ms = -Infinity;
  #timer = /** @type {any} */ (null);

  /** @param {{textContent: string | null}} region */
  constructor(region) {
    this.region = region;
  }

  /** Says a sentence, now or after the ones before it. @param {string} sentence */
  tell(sentence) {
    if (!sentence) return;
    this.#news.push(sentence);
    this.#go();
  }

  /** The mentor's state has this sentence now; an empty one is not worth saying. @param {string} sentence */
  state(sentence) {
    if (sentence === this.#state) return;
    this.#state = sentence === this.#heard ? "" : sentence;
    this.#since_ms = Date.now();
    this.#go();
  }

  #go() {
    clearTimeout(this.#timer);
    if (!this.#news.length && !this.#state) return;
    const from_ms = this.#news.length ? this.#spoke_ms : Math.max(this.#spoke_ms, this.#since_ms);
    const wait_ms = from_ms + GAP_MS - Date.now();
    if (wait_ms > 0) {
      this.#timer = setTimeout(() => this.#go(), wait_ms);
      return;
    }
    this.region.textContent = this.#news.shift() ?? this.#takeState();
    this.#spoke_ms = Date.now();
    this.#go();
  }

  #takeState() {
    this.#heard = this.#state;
    this.#state = "";
    return this.#heard;
  }
}
