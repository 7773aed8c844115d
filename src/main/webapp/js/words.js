// @ts-check

/** What the page says, in the reader's language. */
export class Words {
  #words;

  /** @param {Record<string, string>} words */
  constructor(words) {
    this.#words = words;
  }

  static ofPage() {
    return new Words(JSON.parse(document.getElementById("words")?.textContent ?? "{}"));
  }

  /**
   * The words for a key, with {0}, {1}, … filled in; the key itself where there are none.
   * @param {string} key
   * @param {...(string | number)} values
   */
  get(key, ...values) {
    return (this.#words[key] ?? key).replace(/\{(\d)\}/g, (_, index) => String(values[index] ?? ""));
  }

  /**
   * The words for a fault as the server names it.
   * @param {{field: string, code: string, msg: string}} fault
   */
  fault({ field, code, msg }) {
    return this.#words[field ? `${field}.${code}` : code] ?? msg;
  }
}
