// @ts-check

/** The receipts of the entries that were signed on this device. Numbers begin again in another book, so they belong to one epoch. */
export class Receipts {
  #device;
  #epoch;

  /** @param {import("./device.js").Device} device @param {string} cursor where the page's entries stand */
  constructor(device, cursor) {
    this.#device = device;
    this.#epoch = epochOf(cursor);
  }

  /** @param {string} cursor of the book that is open now; empty where it is not known */
  moveTo(cursor) {
    this.#epoch = epochOf(cursor) || this.#epoch;
  }

  /** @param {number} id @param {string} receipt */
  keep(id, receipt) {
    this.#device.set(this.#name(id), receipt);
  }

  /** @param {number} id @returns {string | null} */
  of(id) {
    return this.#device.get(this.#name(id));
  }

  /** @param {number} id */
  forget(id) {
    this.#device.remove(this.#name(id));
  }

  /** @param {number} id */
  #name(id) {
    return `receipt ${this.#epoch} ${id}`;
  }
}

/** @param {string} cursor */
function epochOf(cursor) {
  return cursor.split(":")[0];
}
