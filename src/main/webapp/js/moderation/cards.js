// @ts-check

/** With fewer than these the next ones are fetched, if there are any. */
const FEW = 8;

/** The entries of one tab, as they are now; what is decided, here or elsewhere, leaves by itself. */
export class Cards {
  #state;
  #times;
  #list = /** @type {HTMLElement} */ (document.getElementById("cards"));
  #template = /** @type {HTMLTemplateElement} */ (document.getElementById("card"));
  #empty = /** @type {HTMLElement} */ (document.getElementById("empty"));
  /** What is heard while the next page is on its way, which may be older; null where none is. @type {any[] | null} */
  #heard = null;

  /**
   * @param {string} state of the tab's entries
   * @param {import("../relative-times.js").RelativeTimes} times
   */
  constructor(state, times) {
    this.#state = state;
    this.#times = times;
  }

  /** Those that may be decided about. @returns {HTMLElement[]} */
  get all() {
    return [...this.#list.querySelectorAll("article:not(.leaving)")];
  }

  /** The one that keys are for; null where there is none. @returns {HTMLElement | null} */
  get current() {
    return document.activeElement?.closest("article") ?? this.all[0] ?? null;
  }

  /** @param {{counts: Record<string, number>, changes: any[]}} frame */
  apply({ counts, changes }) {
    for (const [state, count] of Object.entries(counts)) {
      const shown = document.querySelector(`.tabs [data-state="${state}"] .count`);
      if (shown) shown.textContent = String(count);
    }
    this.#heard?.push(...changes);
    this.#follow(changes);
  }

  /** @param {any[]} changes */
  #follow(changes) {
    for (const { heldEntry, editedEntry } of changes) {
      const entry = heldEntry ?? editedEntry;
      if (entry.state === this.#state) this.#put(entry);
      else this.remove(entry.id);
    }
  }

  /** Whether something is being decided about it. @param {string} id */
  isLeaving(id) {
    return this.#card(id)?.matches(".leaving") ?? false;
  }

  /** Something is decided about them: the focus goes on, and whoever is quick decides about each once. @param {string[]} ids */
  leave(ids) {
    for (const id of ids) {
      const card = this.#card(id);
      if (!card) continue;
      if (card.contains(document.activeElement)) this.neighbour(card, 1)?.focus();
      card.classList.add("leaving");
    }
  }

  /** Nothing came of it for those that are still here. @param {string[]} ids */
  stay(ids) {
    for (const id of ids) this.#card(id)?.classList.remove("leaving");
  }

  /** Takes it away; where it had the focus the next one has it. @param {number} id */
  remove(id) {
    const card = this.#card(id);
    if (!card) return;
    if (card.contains(document.activeElement)) this.neighbour(card, 1)?.focus();
    card.remove();
    this.#settle();
  }

  /** The one after it, or before; at the end the other one. @param {HTMLElement} card @param {number} step @returns {HTMLElement | undefined} */
  neighbour(card, step) {
    const all = [...this.#list.querySelectorAll("article")].filter((other) => other === card || !other.matches(".leaving"));
    const at = all.indexOf(card);
    return all[at + step] ?? all[at - step];
  }

  /** @param {number | string} id @returns {HTMLElement | null} */
  #card(id) {
    return this.#list.querySelector(`[data-id="${id}"]`);
  }

  /** @param {{id: number, name: string, text: string, date: string}} entry */
  #put(entry) {
    const known = this.#card(entry.id);
    if (known) fill(known, entry);
    else if (this.#belongs(entry.id)) this.#insert(entry);
  }

  /** Whether it is on this page, and not on one of those behind. @param {number} id */
  #belongs(id) {
    const last = this.all[this.all.length - 1];
    return !next() || !last || this.#isBefore(id, Number(last.dataset.id));
  }

  /** Who waits longest is first; of the others, who signed last. @param {number} one @param {number} other */
  #isBefore(one, other) {
    return this.#state === "held" ? one < other : one > other;
  }

  /** @param {{id: number, name: string, text: string, date: string}} entry */
  #insert(entry) {
    const card = /** @type {HTMLElement} */ (this.#template.content.firstElementChild?.cloneNode(true));
    card.dataset.id = String(entry.id);
    card.id = `entry-${entry.id}`;
    for (const button of card.querySelectorAll("button")) button.value = String(entry.id);
    const select = card.querySelector("input");
    if (select) select.name = `entry-${entry.id}`;
    fill(card, entry);
    const time = card.querySelector("time");
    if (time) {
      time.dateTime = entry.date;
      this.#times.show(time);
    }
    this.#list.insertBefore(card, this.all.find((other) => this.#isBefore(entry.id, Number(other.dataset.id))) ?? null);
    this.#settle();
  }

  #settle() {
    const { length } = this.all;
    this.#empty.hidden = length > 0 || next() !== null;
    if (length < FEW) this.#fetchNext();
  }

  /** The page behind this one, without what is here already. */
  async #fetchNext() {
    const link = next();
    if (!link || this.#heard) return;
    this.#heard = [];
    try {
      const answer = await fetch(link.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("cards")) return; // the next decision tries again, and the link is there
      for (const card of page.querySelectorAll("article[data-id]")) {
        if (this.#card(/** @type {HTMLElement} */ (card).dataset.id ?? "")) continue;
        this.#list.append(document.adoptNode(card));
      }
      const further = page.getElementById("next");
      if (further) link.href = further.getAttribute("href") ?? "";
      else link.parentElement?.remove();
      this.#list.querySelectorAll("time").forEach((time) => this.#times.show(time));
      this.#follow(this.#heard);
      this.#empty.hidden = this.all.length > 0;
    } catch {
      // likewise
    } finally {
      this.#heard = null;
    }
  }
}

/** @returns {HTMLAnchorElement | null} */
function next() {
  return /** @type {HTMLAnchorElement | null} */ (document.getElementById("next"));
}

/** @param {Element} card @param {{name: string, text: string}} entry */
function fill(card, { name, text }) {
  for (const words of card.querySelectorAll(".text")) words.textContent = text;
  for (const shown of card.querySelectorAll(".name")) shown.textContent = name;
  for (const button of card.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent} – ${name}`);
}
