// @ts-check
import { ask } from "./ask.js";
import { attempt } from "./attempt.js";

const PAGE_ENTRIES = 20;
const RELOAD_MILLIS = 2_000;
/** A reader who has scrolled further than this is reading, and nothing may move. */
const NEAR_TOP_PIXELS = 120;
/** Some are made dizzy by what moves. */
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @typedef {import("./entry-view.js").Entry} Entry */

/** The entries on the page, newest first; it keeps what arrives while one reads for the pill. */
export class EntryList {
  #root;
  #search;
  #words;
  #views;
  #isLatest;
  #entries = element("entries");
  #older = element("older");
  #olderLink = /** @type {HTMLAnchorElement} */ (this.#older.firstElementChild);
  #pill = element("pill");
  #count = element("count");
  #searchForm = element("search");
  #announcer;
  #empty = element("empty");
  /** @type {Map<number, Entry>} */
  #waiting = new Map();
  #loading = false;
  /** Hears of each entry that somebody has signed. @type {(entry: Entry) => void} */
  onArrival = () => {};

  /**
   * @param {URL} root
   * @param {string} search what the page looks for, as a beginning of a query; empty where it shows all entries
   * @param {import("./words.js").Words} words
   * @param {import("./entry-view.js").EntryView} views
   * @param {import("./announcer.js").Announcer} announcer
   * @param {boolean} isLatest whether the page shows the newest entries, not older ones
   */
  constructor(root, search, words, views, announcer, isLatest) {
    this.#root = root;
    this.#search = search;
    this.#words = words;
    this.#views = views;
    this.#announcer = announcer;
    this.#isLatest = isLatest;
    for (const item of this.#entries.children) views.finish(/** @type {HTMLElement} */ (item));
    views.onWithdrawn = (item) => this.#withdrawn(item);
    this.#showCount(Number(this.#count.dataset.count));
    this.#pill.addEventListener("click", () => this.#showWaiting());
    this.#older.addEventListener("click", (event) => {
      event.preventDefault();
      this.loadOlder();
    });
    if (isLatest)
      addEventListener("scroll", () => this.#isNearTop() && this.#waiting.size && this.#showWaiting(), { passive: true });
    if (search && !this.#entries.children.length) this.loadOlder();
    attempt(() => this.#loadWhenSeen());
  }

  /** Whoever scrolls down need not click. */
  #loadWhenSeen() {
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
    if (created) this.#announcer.say(this.#news(created));
  }

  /** Puts a new entry in its place, or mends the one that is there. @param {Entry} entry @returns {HTMLElement} */
  show(entry) {
    const item = this.#views.of(entry);
    const present = this.#item(entry.id);
    if (present) {
      present.replaceWith(item);
      return item;
    }
    const next = [...this.#entries.children].find(
      (other) => Number(/** @type {HTMLElement} */ (other).dataset.id) < entry.id,
    );
    this.#entries.insertBefore(item, next ?? null);
    this.showEmpty();
    return item;
  }

  /** Puts an entry that has no number yet on top. @param {HTMLElement} item */
  addPending(item) {
    this.#entries.prepend(item);
    this.showEmpty();
  }

  /** Whether the page shows the newest entries, not older ones, one, or what was found. */
  get isLatest() {
    return this.#isLatest;
  }

  /** The newest entries, however long it takes to get them. @returns {Promise<import("./ask.js").Answer>} */
  async newest() {
    for (;;) {
      const url = new URL(`api/v1/entries?limit=${PAGE_ENTRIES}`, this.#root);
      const answer = await ask(url).catch(() => null);
      if (answer?.ok && answer.json) return answer;
      await new Promise((resolve) => setTimeout(resolve, RELOAD_MILLIS));
    }
  }

  /** Starts again with the newest entries. @param {import("./ask.js").Answer} newest */
  startAgain(newest) {
    this.#entries.querySelectorAll("li[data-id]").forEach((item) => item.remove());
    this.#waiting.clear();
    this.#showPill();
    this.#append(newest);
    this.#showCount(Number(newest.headers.get("Guestbook-Count")));
  }

  /** A search goes on until it has found something, or has seen all. */
  async loadOlder() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      const shown = this.#entries.children.length;
      while (!this.#older.hidden && this.#entries.children.length === shown) {
        const answer = await ask(new URL(`api/v1/entries${this.#olderLink.search}&limit=${PAGE_ENTRIES}`, this.#root));
        if (!answer.ok || !answer.json) return;
        this.#append(answer);
      }
    } catch {
      // The link stays, and is there to be tried again.
    } finally {
      this.#loading = false;
    }
  }

  /** @param {import("./ask.js").Answer} answer entries in ascending order */
  #append({ json, headers }) {
    for (const entry of json.reverse()) this.show(entry);
    const before = /\bbefore=(\d+)/.exec(headers.get("Link") ?? "")?.[1];
    this.#older.hidden = !before;
    if (before) this.#olderLink.search = `?${this.#search}before=${before}`;
    if (this.#search) this.#empty.textContent = this.#words.get(before ? "nothingFoundYet" : "nothingFound");
    this.showEmpty();
  }

  /** Shows an entry that was just signed, or lets it wait. @param {Entry} entry @returns whether it is new here */
  #arrive(entry) {
    this.onArrival(entry);
    const present = this.#item(entry.id);
    if (present?.classList.contains("held")) this.show(entry);
    if (present) return false; // its guest may have begun to withdraw it
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
    const item = this.#item(id);
    if (item?.contains(document.activeElement)) this.#leave(item);
    item?.remove();
    this.#waiting.delete(id);
    this.#showPill();
    this.showEmpty();
  }

  /** The focus was on its button, and goes to a neighbour. @param {HTMLElement} item */
  #withdrawn(item) {
    if (item.isConnected) this.#leave(item);
    item.remove();
    this.showEmpty();
    this.#announcer.say(this.#words.get("withdrawn"));
  }

  /** Takes the focus to what stands beside. @param {HTMLElement} item */
  #leave(item) {
    const neighbour = item.nextElementSibling ?? item.previousElementSibling ?? element("entries-heading");
    /** @type {HTMLElement} */ (neighbour).tabIndex = -1;
    /** @type {HTMLElement} */ (neighbour).focus({ preventScroll: true });
  }

  #showWaiting() {
    if (!this.#isLatest) {
      location.assign(this.#root);
      return;
    }
    for (const entry of this.#waiting.values()) this.show(entry).classList.add("fresh");
    this.#waiting.clear();
    this.#showPill();
    const behavior = STILL.matches ? "auto" : "smooth";
    if (!this.#isNearTop()) element("entries-heading").scrollIntoView({ behavior });
  }

  #showPill() {
    this.#pill.hidden = this.#waiting.size === 0;
    const news = this.#news(this.#waiting.size);
    this.#pill.textContent = this.#isLatest ? news : this.#words.get("newElsewhere", news);
  }

  showEmpty() {
    this.#empty.hidden = this.#entries.children.length > 0;
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
    return this.#entries.getBoundingClientRect().top > -NEAR_TOP_PIXELS;
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
