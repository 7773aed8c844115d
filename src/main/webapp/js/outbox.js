// @ts-check
import { part } from "./entry-view.js";
import { store } from "./receipts.js";

const PREFIX = "guestbook.outbox.";
const RETRY_MILLIS = 4_000;
/** What passes by itself: the book is away, or so much was signed here that it has to wait. */
const PASSING = ["unavailable", "too_many", "busy"];

/** @typedef {{key: string, name: string, text: string}} Draft */

/**
 * Entries on their way. Each is shown at once, kept on the device until the book has it, and sent with the same key
 * however often, so that it is signed once.
 */
export class Outbox {
  #base;
  #connection;
  #list;
  #views;
  #receipts;
  #words;
  /** @type {Map<string, {draft: Draft, item: HTMLElement, sending: boolean}>} */
  #pending = new Map();
  /** What to do with an entry that the book refuses. @type {(draft: Draft, faults: any[]) => void} */
  onRejected = () => {};

  /**
   * @param {string} base
   * @param {import("./live-connection.js").LiveConnection} connection
   * @param {import("./entry-list.js").EntryList} list
   * @param {import("./entry-view.js").EntryView} views
   * @param {import("./receipts.js").Receipts} receipts
   * @param {import("./words.js").Words} words
   */
  constructor(base, connection, list, views, receipts, words) {
    this.#base = base;
    this.#connection = connection;
    this.#list = list;
    this.#views = views;
    this.#receipts = receipts;
    this.#words = words;
    connection.addEventListener("state", () => connection.state === "open" && this.#retryAll());
    this.#restore();
  }

  /** @param {Draft} draft */
  add(draft) {
    store(() => localStorage.setItem(PREFIX + draft.key, JSON.stringify(draft)));
    this.#show(draft);
    this.#send(draft.key);
  }

  #restore() {
    const keys = store(() => Object.keys(localStorage)) ?? [];
    for (const key of keys.filter((name) => name.startsWith(PREFIX))) {
      const draft = store(() => JSON.parse(localStorage.getItem(key) ?? ""));
      if (draft) this.#show(draft);
    }
  }

  #retryAll() {
    for (const key of this.#pending.keys()) this.#send(key);
  }

  /** @param {Draft} draft */
  #show(draft) {
    const item = this.#views.blank(draft);
    item.classList.add("pending");
    part(item, "own").hidden = false;
    const button = /** @type {HTMLButtonElement} */ (item.querySelector(".own button"));
    button.textContent = this.#words.get("retry");
    button.hidden = true;
    button.onclick = () => this.#send(draft.key);
    this.#pending.set(draft.key, { draft, item, sending: false });
    this.#say(item, "sending", false);
    this.#list.addPending(item);
  }

  /** @param {string} key */
  async #send(key) {
    const one = this.#pending.get(key);
    if (!one || one.sending) return;
    one.sending = true;
    this.#say(one.item, "sending", false);
    const answer = (await this.#connection.sign(one.draft)) ?? (await this.#post(one.draft));
    one.sending = false;
    if (answer?.entry) this.#signed(one, answer);
    else if (answer?.errors?.some((/** @type {any} */ fault) => !PASSING.includes(fault.code))) this.#rejected(one, answer);
    else this.#failed(one, answer?.errors?.find((/** @type {any} */ fault) => fault.retryAfter)?.retryAfter ?? 0);
  }

  /**
   * It is sent again after a while, and at once when the connection is back.
   * @param {{draft: Draft, item: HTMLElement}} one
   * @param {number} wait seconds, where the book has said how many; else 0
   */
  #failed({ draft, item }, wait) {
    this.#say(item, wait > 0 ? "waiting" : "notSent", true);
    const later = Math.max(wait * 1_000, RETRY_MILLIS) * (1 + Math.random());
    setTimeout(() => this.#pending.has(draft.key) && navigator.onLine && this.#send(draft.key), later);
  }

  /** @param {Draft} draft @returns {Promise<any>} the answer in the WebSocket's shape; null where there is none */
  async #post(draft) {
    try {
      const response = await fetch(`${this.#base}api/v1/entries`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(draft),
      });
      const { receipt, errors, ...entry } = await response.json();
      return response.ok ? { entry, receipt } : { errors: response.status < 500 ? errors : [] };
    } catch {
      return null;
    }
  }

  /** @param {{draft: Draft, item: HTMLElement}} one @param {{entry: any, receipt: string}} answer */
  #signed({ draft, item }, { entry, receipt }) {
    this.#receipts.keep(entry.id, receipt);
    this.#forget(draft.key);
    item.remove();
    this.#list.show(entry);
  }

  /** @param {{draft: Draft, item: HTMLElement}} one @param {{errors: any[]}} answer */
  #rejected({ draft, item }, { errors }) {
    this.#forget(draft.key);
    item.remove();
    this.#list.showEmpty();
    this.onRejected(draft, errors);
  }

  /** @param {string} key */
  #forget(key) {
    this.#pending.delete(key);
    store(() => localStorage.removeItem(PREFIX + key));
  }

  /** @param {HTMLElement} item @param {string} word @param {boolean} failed */
  #say(item, word, failed) {
    item.classList.toggle("failed", failed);
    part(item, "state").textContent = this.#words.get(word);
    /** @type {HTMLButtonElement} */ (item.querySelector(".own button")).hidden = !failed;
  }
}
