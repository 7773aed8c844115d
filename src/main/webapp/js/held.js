// @ts-check
const KEPT = "held ";
const KEPT_MILLIS = 90 * 24 * 60 * 60 * 1_000;

/** @typedef {import("./entry-view.js").Entry} Entry */

/** Entries of this device that wait for the host: of them the book tells nobody, so the device remembers them itself. */
export class Held {
  #device;
  #list;
  #receipts;

  /**
   * @param {import("./device.js").Device} device
   * @param {import("./entry-list.js").EntryList} list
   * @param {import("./receipts.js").Receipts} receipts
   */
  constructor(device, list, receipts) {
    this.#device = device;
    this.#list = list;
    this.#receipts = receipts;
  }

  /** Shows what still waits. */
  start() {
    if (!this.#list.isLatest) return;
    for (const name of this.#device.names(KEPT)) {
      const entry = read(this.#device.get(name));
      if (entry && this.#waits(entry)) this.#list.show(entry);
      else this.#device.remove(name);
    }
  }

  /** @param {Entry} entry */
  add(entry) {
    this.#device.set(name(entry), JSON.stringify(entry));
    this.#list.show(entry);
  }

  /** Everybody may read it now. @param {Entry} entry */
  forget(entry) {
    this.#device.remove(name(entry));
  }

  /** One that was withdrawn has no receipt any more, and one that the page shows is public. @param {Entry} entry */
  #waits(entry) {
    const isRecent = Date.now() - Date.parse(entry.date) < KEPT_MILLIS;
    return isRecent && this.#receipts.of(entry) !== null && !document.getElementById(`entry-${entry.id}`);
  }
}

/** @param {Entry} entry */
function name({ id, date }) {
  return `${KEPT}${id} ${date}`;
}

/** @param {string | null} words @returns {Entry | null} */
function read(words) {
  try {
    return JSON.parse(words ?? "null");
  } catch {
    return null;
  }
}
