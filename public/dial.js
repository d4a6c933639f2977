// dial.js: how much the mentor says unasked. The server keeps it; every tab of the session shows the same.

import { byId } from "./dom.js";

export class Dial {
  #select = /** @type {HTMLSelectElement} */ (byId("dial"));

  /** @param {(dial: string) => void} onTurn the learner has turned it */
  constructor(onTurn) {
    this.#select.addEventListener("change", () => onTurn(this.#select.value));
  }

  /** The server says where it stands. @param {unknown} dial a word of the protocol */
  show(dial) {
    const known = [...this.#select.options].some(({ value }) => value === dial);
    if (known) this.#select.value = String(dial);
  }
}
