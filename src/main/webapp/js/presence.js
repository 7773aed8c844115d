// @ts-check
const TELL_INTERVAL_MILLIS = 3_000;

/** Says how many have the book open and how many are writing, and tells the book when this guest writes. */
export class Presence {
  #connection;
  #words;
  #place = /** @type {HTMLElement} */ (document.getElementById("presence"));
  #toldAt = 0;

  /**
   * @param {import("./live-connection.js").LiveConnection} connection
   * @param {import("./words.js").Words} words
   */
  constructor(connection, words) {
    this.#connection = connection;
    this.#words = words;
    connection.addEventListener("state", () => {
      this.#place.hidden = true;
      if (connection.state === "open") connection.tell({ type: "Watch" });
    });
    connection.addEventListener("presence", (event) => this.#show(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {boolean} now whether there is a text that is being written */
  writing(now) {
    if (now && Date.now() - this.#toldAt < TELL_INTERVAL_MILLIS) return;
    this.#toldAt = now ? Date.now() : 0;
    this.#connection.tell({ type: "Writing", now });
  }

  /** @param {{readers: number, writing: number}} presence */
  #show({ readers, writing }) {
    const language = document.documentElement.lang;
    const read = this.#words.get(readers === 1 ? "readingOne" : "readingMany", readers.toLocaleString(language));
    const write = this.#words.get(writing === 1 ? "writingOne" : "writingMany", writing.toLocaleString(language));
    this.#place.textContent = writing > 0 ? `${read}, ${write}` : read;
    this.#place.hidden = readers === 0;
  }
}
