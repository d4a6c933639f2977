// notice.js: a line across the page for what the learner has to know or decide. One at a time, the newest.

import { byId, element } from "./dom.js";

/** @typedef {{label: string, run: () => void}} Choice */

// A notice that asks nothing goes by itself.
const PASSING_MS = 12_000;

export class Notice {
  #dom = byId("notice");
  #timer = /** @type {any} */ (null);

  /**
   * @param {string} sentence
   * @param {Choice[]} [choices] with one, it stays until it is answered
   */
  show(sentence, choices = []) {
    clearTimeout(this.#timer);
    const buttons = choices.map(({ label, run }) =>
      element("button", {
        type: "button",
        text: label,
        onclick: () => {
          this.hide();
          run();
        },
      }),
    );
    if (!choices.length) {
      buttons.push(element("button", { type: "button", class: "quiet", text: "Close", onclick: () => this.hide() }));
      this.#timer = setTimeout(() => this.hide(), PASSING_MS);
    }
    this.#dom.replaceChildren(element("p", { text: sentence }), ...buttons);
    this.#dom.hidden = false;
  }

  hide() {
    clearTimeout(this.#timer);
    this.#dom.hidden = true;
    this.#dom.replaceChildren();
  }
}
