// @ts-check
/** A short gap is nobody's business. */
const PATIENCE_MILLIS = 2_500;
const CAUGHT_UP_MILLIS = 6_000;

/** Says in words how the connection is, and when the page has caught up after a gap that was shown. */
export class ConnectionHint {
  #connection;
  #words;
  #root = /** @type {HTMLElement} */ (document.getElementById("connection"));
  #said = /** @type {HTMLElement} */ (this.#root.querySelector(".connection-words"));
  #button = /** @type {HTMLButtonElement} */ (this.#root.querySelector("button"));
  #caughtUp = /** @type {HTMLElement} */ (document.getElementById("caught-up"));
  #timer = 0;
  #shownGap = false;

  /**
   * @param {import("./live-connection.js").LiveConnection} connection
   * @param {import("./words.js").Words} words
   */
  constructor(connection, words) {
    this.#connection = connection;
    this.#words = words;
    this.#button.addEventListener("click", () => connection.connect());
    connection.addEventListener("state", () => this.#follow());
    connection.addEventListener("caughtup", (event) => this.#sayCaughtUp(/** @type {CustomEvent} */ (event).detail));
  }

  #follow() {
    if (this.#connection.state === "open") {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#show();
    } else if (this.#shownGap) {
      this.#show();
    } else if (!this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.#shownGap = true;
        this.#show();
      }, PATIENCE_MILLIS);
    }
  }

  #show() {
    const state = this.#connection.state;
    this.#root.hidden = false;
    this.#root.dataset.state = state;
    this.#said.textContent = this.#words.get(state);
    this.#button.hidden = state !== "closed";
  }

  /** @param {number} count */
  #sayCaughtUp(count) {
    if (!this.#shownGap) return;
    this.#shownGap = false;
    this.#caughtUp.textContent =
      count === 0
        ? this.#words.get("caughtUpNone")
        : count === 1
          ? this.#words.get("caughtUpOne")
          : this.#words.get("caughtUpMany", count);
    this.#caughtUp.hidden = false;
    setTimeout(() => (this.#caughtUp.hidden = true), CAUGHT_UP_MILLIS);
  }
}
