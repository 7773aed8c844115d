// @ts-check
import { ask } from "./ask.js";

const KEPT = "held ";
const KEPT_MILLIS = 90 * 24 * 60 * 60 * 1_000;

/** @typedef {import("./entry-view.js").Entry} Entry */

/** Entries of this device that wait for the host: of them the book tells nobody, so the device remembers them itself. */
export class Held {
  #root;
  #device;
  #list;
  #receipts;

  /**
   * @param {URL} root
   * @param {import("./device.js").Device} device
   * @param {import("./entry-list.js").EntryList} list
   * @param {import("./receipts.js").Receipts} receipts
   */
  constructor(root, device, list, receipts) {
    this.#root = root;
    this.#device = device;
    this.#list = list;
    this.#receipts = receipts;
  }

  /** Shows what still waits, as far as anybody knows. */
  async start() {
    if (!this.#list.isLatest) return;
    for (const name of this.#device.names(KEPT)) {
      const entry = read(this.#device.get(name));
      if (!entry || !this.#mayWait(entry) || (await this.#isPublic(entry))) this.#device.remove(name);
      else if (this.#mayWait(entry)) this.#list.show(entry);
    }
  }

  /** It may stand further down, where the page has not got to. @param {Entry} entry */
  async #isPublic({ id, date }) {
    const answer = await ask(new URL(`api/v1/entries?limit=1&before=${id + 1}`, this.#root)).catch(() => null);
    const found = answer?.json?.[0];
    return found?.id === id && found.date === date;
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
  #mayWait(entry) {
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
