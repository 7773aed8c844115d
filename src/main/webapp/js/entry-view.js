// @ts-check
import { ask } from "./ask.js";
import { attempt } from "./attempt.js";
import { linked } from "./linked.js";

/** A longer entry shows its beginning until one asks for more. */
const LONG_LINES = 14;
const LONG_CHARACTERS = 1_000;
/** A double click must not withdraw, and who does nothing has not decided. */
const DOUBLE_CLICK_MILLIS = 700;
const DECISION_MILLIS = 10_000;
const NAMED_CHARACTERS = 40;

/** @typedef {{id: number, name: string, text: string, date: string, revision: number, state?: string}} Entry the state where not everybody may read it */

/** Makes and mends what an entry looks like; the page's own entries pass through it as well. */
export class EntryView {
  #root;
  #words;
  #receipts;
  #times;
  #template = /** @type {HTMLTemplateElement} */ (document.getElementById("entry-template"));
  /** What to do when a guest has withdrawn an entry. @type {(item: HTMLElement) => void} */
  onWithdrawn = () => {};

  /**
   * @param {URL} root
   * @param {import("./words.js").Words} words
   * @param {import("./receipts.js").Receipts} receipts
   * @param {import("./relative-times.js").RelativeTimes} times
   */
  constructor(root, words, receipts, times) {
    this.#root = root;
    this.#words = words;
    this.#receipts = receipts;
    this.#times = times;
  }

  /** @param {Entry} entry @returns {HTMLElement} */
  of(entry) {
    const item = this.blank(entry);
    item.id = `entry-${entry.id}`;
    item.dataset.id = String(entry.id);
    part(item, "permalink").setAttribute("href", `${this.#root.pathname}?entry=${entry.id}`);
    const time = /** @type {HTMLTimeElement} */ (item.querySelector("time"));
    time.dateTime = entry.date;
    time.textContent = entry.date;
    this.#times.show(time);
    this.#offerWithdrawal(item);
    if (entry.state === "held") {
      item.classList.add("held");
      part(item, "state").textContent = this.#words.get("held");
    }
    return item;
  }

  /** An entry that has no number yet. @param {{name: string, text: string}} draft @returns {HTMLElement} */
  blank({ name, text }) {
    const item = /** @type {HTMLElement} */ (this.#template.content.querySelector("li")?.cloneNode(true));
    item.removeAttribute("id");
    delete item.dataset.id;
    part(item, "name").textContent = name;
    part(item, "text").textContent = text;
    this.#finishText(item);
    return item;
  }

  /** Adds what only scripts can: links, and the button to withdraw one's own. @param {HTMLElement} item */
  finish(item) {
    this.#finishText(item);
    this.#offerWithdrawal(item);
  }

  /** @param {HTMLElement} item */
  #finishText(item) {
    const text = part(item, "text");
    const words = text.textContent ?? "";
    text.replaceChildren(...(attempt(() => linked(words)) ?? [words]));
    if (words.length <= LONG_CHARACTERS && words.split("\n").length <= LONG_LINES) return;
    const more = /** @type {HTMLButtonElement} */ (part(item, "more"));
    text.classList.add("folded");
    more.hidden = false;
    more.textContent = this.#words.get("more");
    more.setAttribute("aria-expanded", "false");
    more.onclick = () => {
      const folded = text.classList.toggle("folded");
      more.textContent = this.#words.get(folded ? "more" : "less");
      more.setAttribute("aria-expanded", String(!folded));
      if (folded) item.scrollIntoView({ block: "nearest" });
    };
  }

  /** @param {HTMLElement} item */
  #offerWithdrawal(item) {
    const entry = { id: Number(item.dataset.id), date: item.querySelector("time")?.dateTime ?? "" };
    if (!this.#receipts.of(entry)) return;
    const withdraw = /** @type {HTMLButtonElement} */ (part(item, "act"));
    const keep = /** @type {HTMLButtonElement} */ (part(item, "keep"));
    let timer = 0;
    const offer = () => {
      clearTimeout(timer);
      this.#name(withdraw, "withdraw", item);
      withdraw.onclick = confirm;
      keep.hidden = true;
    };
    const confirm = () => {
      const asked = performance.now();
      this.#name(withdraw, "confirmWithdraw", item);
      keep.hidden = false;
      timer = setTimeout(offer, DECISION_MILLIS);
      withdraw.onclick = () => {
        if (performance.now() - asked < DOUBLE_CLICK_MILLIS) return;
        clearTimeout(timer);
        keep.hidden = true;
        this.#withdraw(entry, item, withdraw, offer);
      };
    };
    this.#name(keep, "keep", item);
    keep.onclick = () => {
      offer();
      withdraw.focus();
    };
    part(item, "own").hidden = false;
    part(item, "state").textContent = this.#words.get("yours");
    withdraw.hidden = false;
    offer();
  }

  /** Who hears a list of buttons hears whose entry each is of. @param {HTMLElement} button @param {string} word @param {HTMLElement} item */
  #name(button, word, item) {
    const says = this.#words.get(word);
    const text = [...(part(item, "text").textContent ?? "")].slice(0, NAMED_CHARACTERS).join("");
    button.textContent = says;
    button.setAttribute("aria-label", `${says} – ${part(item, "name").textContent}: ${text}`);
  }

  /**
   * By POST, and with the receipt in the body: some proxies refuse DELETE, and some want Authorization for themselves.
   * @param {import("./receipts.js").Numbered} entry
   * @param {HTMLElement} item
   * @param {HTMLButtonElement} button
   * @param {() => void} again
   */
  async #withdraw(entry, item, button, again) {
    button.onclick = null; // disabled, it would lose the focus, and nobody would know from where
    try {
      const { ok, status, json } = await ask(new URL(`api/v1/entries/${entry.id}/withdrawal`, this.#root), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ receipt: this.#receipts.of(entry) }),
      });
      const isGone = (ok && json) || (status === 404 && json?.errors);
      if (!isGone) throw new Error(`status ${status}`);
      this.#receipts.forget(entry);
      this.onWithdrawn(item);
    } catch {
      again();
      part(item, "state").textContent = this.#words.get("withdrawFailed");
    }
  }
}

/** @param {HTMLElement} item @param {string} name @returns {HTMLElement} */
export function part(item, name) {
  return /** @type {HTMLElement} */ (item.querySelector(`.${name}`));
}
