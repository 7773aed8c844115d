// @ts-check

/**
 * The receipts of the entries that were signed on this device. A book that begins anew, or came back from a backup, counts its entries
 * from there again; with the time at which it was signed, an entry's number is its own.
 *
 * @typedef {{id: number, date: string}} Numbered
 */
export class Receipts {
  #device;

  /** @param {import("./device.js").Device} device */
  constructor(device) {
    this.#device = device;
  }

  /** @param {Numbered} entry @param {string} receipt */
  keep(entry, receipt) {
    this.#device.set(name(entry), receipt);
  }

  /** @param {Numbered} entry @returns {string | null} */
  of(entry) {
    return this.#device.get(name(entry));
  }

  /** @param {Numbered} entry */
  forget(entry) {
    this.#device.remove(name(entry));
  }
}

/** @param {Numbered} entry */
function name({ id, date }) {
  return `receipt ${id} ${date}`;
}
