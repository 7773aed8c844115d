// @ts-check
import { linked } from "./linked.js";

/** @typedef {{id: number, name: string, text: string, date: string, revision: number}} Entry */

/** Makes and mends what an entry looks like; the page's own entries pass through it as well. */
export class EntryView {
  #base;
  #words;
  #receipts;
  #times;
  #template = /** @type {HTMLTemplateElement} */ (document.getElementById("entry-template"));

  /**
   * @param {string} base
   * @param {import("./words.js").Words} words
   * @param {import("./receipts.js").Receipts} receipts
   * @param {import("./relative-times.js").RelativeTimes} times
   */
  constructor(base, words, receipts, times) {
    this.#base = base;
    this.#words = words;
    this.#receipts = receipts;
    this.#times = times;
  }

  /** @param {Entry} entry @returns {HTMLElement} */
  of(entry) {
    const item = this.blank(entry);
    item.id = `entry-${entry.id}`;
    item.dataset.id = String(entry.id);
    part(item, "permalink").setAttribute("href", `${this.#base}?before=${entry.id + 1}#entry-${entry.id}`);
    const time = /** @type {HTMLTimeElement} */ (item.querySelector("time"));
    time.dateTime = entry.date;
    this.#times.show(time);
    this.finish(item);
    return item;
  }

  /** An entry that has no number yet. @param {{name: string, text: string}} draft @returns {HTMLElement} */
  blank({ name, text }) {
    const item = /** @type {HTMLElement} */ (this.#template.content.querySelector("li")?.cloneNode(true));
    item.removeAttribute("id");
    delete item.dataset.id;
    part(item, "name").textContent = name;
    part(item, "avatar").textContent = initials(name);
    part(item, "text").replaceChildren(...linked(text));
    return item;
  }

  /** Adds what only scripts can: links, and the button to withdraw one's own. @param {HTMLElement} item */
  finish(item) {
    const text = part(item, "text");
    text.replaceChildren(...linked(text.textContent ?? ""));
    const id = Number(item.dataset.id);
    if (!this.#receipts.of(id)) return;
    part(item, "own").hidden = false;
    part(item, "state").textContent = this.#words.get("yours");
    const button = /** @type {HTMLButtonElement} */ (item.querySelector(".own button"));
    button.textContent = this.#words.get("withdraw");
    button.onclick = () => {
      button.textContent = this.#words.get("confirmWithdraw");
      button.onclick = () => this.#withdraw(id, item, button);
    };
  }

  /** @param {number} id @param {HTMLElement} item @param {HTMLButtonElement} button */
  async #withdraw(id, item, button) {
    button.disabled = true;
    try {
      const response = await fetch(`${this.#base}api/v1/entries/${id}`, {
        method: "DELETE",
        headers: { Authorization: `Bearer ${this.#receipts.of(id)}` },
      });
      if (!response.ok && response.status !== 404) throw new Error(`status ${response.status}`);
      this.#receipts.forget(id);
      item.remove();
    } catch {
      button.disabled = false;
      part(item, "state").textContent = this.#words.get("withdrawFailed");
    }
  }
}

/** @param {HTMLElement} item @param {string} name @returns {HTMLElement} */
export function part(item, name) {
  return /** @type {HTMLElement} */ (item.querySelector(`.${name}`));
}

/** @param {string} name */
function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length === 1 ? [words[0]] : [words[0], words[words.length - 1]];
  return letters.map((word) => ([...word][0] ?? "").toUpperCase()).join("");
}
