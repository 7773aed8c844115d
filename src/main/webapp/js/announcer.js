// @ts-check

/** Says in the page's status line, which is heard and not seen, what came of something. */
export class Announcer {
  #line = /** @type {HTMLElement} */ (document.getElementById("announcer"));

  /** @param {string} sentence */
  say(sentence) {
    this.#line.textContent = sentence;
  }
}
