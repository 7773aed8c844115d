// @ts-check
const PAGE_ENTRIES = 20;
const RELOAD_MILLIS = 2_000;
/** A reader who has scrolled further than this is reading, and nothing may move. */
const NEAR_TOP_PIXELS = 120;

/** @typedef {import("./entry-view.js").Entry} Entry */

/** The entries on the page, newest first; it keeps what arrives while one reads for the pill. */
export class EntryList {
  #base;
  #search;
  #words;
  #views;
  #isLatest;
  #root = element("entries");
  #older = element("older");
  #olderLink = /** @type {HTMLAnchorElement} */ (this.#older.firstElementChild);
  #pill = element("pill");
  #count = element("count");
  #searchForm = element("search");
  #announcer = element("announcer");
  #empty = element("empty");
  /** @type {Map<number, Entry>} */
  #waiting = new Map();
  #loading = false;

  /**
   * @param {string} base
   * @param {string} search what the page looks for, as a beginning of a query; empty where it shows all entries
   * @param {import("./words.js").Words} words
   * @param {import("./entry-view.js").EntryView} views
   * @param {boolean} isLatest whether the page shows the newest entries, not older ones
   */
  constructor(base, search, words, views, isLatest) {
    this.#base = base;
    this.#search = search;
    this.#words = words;
    this.#views = views;
    this.#isLatest = isLatest;
    for (const item of this.#root.children) views.finish(/** @type {HTMLElement} */ (item));
    this.#showCount(Number(this.#count.dataset.count));
    this.#pill.addEventListener("click", () => this.#showWaiting());
    this.#older.addEventListener("click", (event) => {
      event.preventDefault();
      this.loadOlder();
    });
    if (isLatest)
      addEventListener("scroll", () => this.#isNearTop() && this.#waiting.size && this.#showWaiting(), { passive: true });
    if (search && !this.#root.children.length) this.loadOlder();
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.loadOlder()).observe(this.#older);
  }

  /** @param {{changes: any[], count: number}} frame */
  apply({ changes, count }) {
    let created = 0;
    for (const change of changes) {
      if (change.type === "EntryCreated") created += this.#arrive(change.createdEntry) ? 1 : 0;
      else if (change.type === "EntryEdited") this.#replace(change.editedEntry);
      else if (change.type === "EntryDeleted") this.#remove(change.deletedEntryId);
    }
    this.#showCount(count);
    if (created) this.#announcer.textContent = this.#news(created);
  }

  /** Puts a new entry in its place, or mends the one that is there. @param {Entry} entry @returns {HTMLElement} */
  show(entry) {
    const item = this.#views.of(entry);
    const present = this.#item(entry.id);
    if (present) {
      present.replaceWith(item);
      return item;
    }
    const next = [...this.#root.children].find(
      (other) => Number(/** @type {HTMLElement} */ (other).dataset.id) < entry.id,
    );
    this.#root.insertBefore(item, next ?? null);
    this.showEmpty();
    return item;
  }

  /** Puts an entry that has no number yet on top. @param {HTMLElement} item */
  addPending(item) {
    this.#root.prepend(item);
    this.showEmpty();
  }

  /** Starts again with the newest entries, however long it takes to get them. @returns {Promise<string>} their cursor */
  async reload() {
    const url = `${this.#base}api/v1/entries?${this.#search}limit=${PAGE_ENTRIES}`;
    const response = await fetch(url, { cache: "no-store" }).catch(() => null);
    if (!response?.ok) {
      await new Promise((resolve) => setTimeout(resolve, RELOAD_MILLIS));
      return this.reload();
    }
    this.#root.querySelectorAll("li[data-id]").forEach((item) => item.remove());
    this.#waiting.clear();
    this.#showPill();
    this.#append(await response.json(), response);
    this.#showCount(Number(response.headers.get("Guestbook-Count")));
    return response.headers.get("Guestbook-Cursor") ?? "";
  }

  /** A search goes on until it has found something, or has seen all. */
  async loadOlder() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const shown = this.#root.children.length;
      while (!this.#older.hidden && this.#root.children.length === shown) {
        const response = await fetch(`${this.#base}api/v1/entries${this.#olderLink.search}&limit=${PAGE_ENTRIES}`);
        if (!response.ok) return;
        this.#append(await response.json(), response);
      }
    } catch {
      // The link stays, and is there to be tried again.
    } finally {
      this.#loading = false;
    }
  }

  /** @param {Entry[]} entries in ascending order @param {Response} response */
  #append(entries, response) {
    for (const entry of entries.reverse()) this.show(entry);
    const before = /\bbefore=(\d+)/.exec(response.headers.get("Link") ?? "")?.[1];
    this.#older.hidden = !before;
    if (before) this.#olderLink.search = `?${this.#search}before=${before}`;
    if (this.#search) this.#empty.textContent = this.#words.get(before ? "nothingFoundYet" : "nothingFound");
    this.showEmpty();
  }

  /** Shows an entry that was just signed, or lets it wait. @param {Entry} entry @returns whether it is new here */
  #arrive(entry) {
    if (this.#item(entry.id)) {
      this.#replace(entry);
      return false;
    }
    if (this.#isLatest && this.#isNearTop()) {
      this.show(entry).classList.add("fresh");
    } else {
      this.#waiting.set(entry.id, entry);
      this.#showPill();
    }
    return true;
  }

  /** @param {Entry} entry */
  #replace(entry) {
    if (this.#item(entry.id)) this.show(entry);
    if (this.#waiting.has(entry.id)) this.#waiting.set(entry.id, entry);
  }

  /** @param {number} id */
  #remove(id) {
    this.#item(id)?.remove();
    this.#waiting.delete(id);
    this.#showPill();
    this.showEmpty();
  }

  #showWaiting() {
    if (!this.#isLatest) {
      location.href = this.#base;
      return;
    }
    for (const entry of this.#waiting.values()) this.show(entry).classList.add("fresh");
    this.#waiting.clear();
    this.#showPill();
    if (!this.#isNearTop()) element("entries-heading").scrollIntoView({ behavior: "smooth" });
  }

  #showPill() {
    this.#pill.hidden = this.#waiting.size === 0;
    this.#pill.textContent = this.#news(this.#waiting.size);
  }

  showEmpty() {
    this.#empty.hidden = this.#root.children.length > 0;
  }

  /** @param {number} count */
  #showCount(count) {
    this.#count.textContent = count.toLocaleString(document.documentElement.lang);
    this.#searchForm.hidden = count === 0;
  }

  /** @param {number} count */
  #news(count) {
    return count === 1 ? this.#words.get("newOne") : this.#words.get("newMany", count);
  }

  #isNearTop() {
    return this.#root.getBoundingClientRect().top > -NEAR_TOP_PIXELS;
  }

  /** @param {number} id @returns {HTMLElement | null} */
  #item(id) {
    return document.getElementById(`entry-${id}`);
  }
}

/** @param {string} id @returns {HTMLElement} */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
