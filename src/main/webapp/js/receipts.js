// @ts-check
const PREFIX = "guestbook.receipt.";

/** The receipts of the entries that were signed on this device. */
export class Receipts {
  /** @param {number} id @param {string} receipt */
  keep(id, receipt) {
    store(() => localStorage.setItem(PREFIX + id, receipt));
  }

  /** @param {number} id @returns {string | null} */
  of(id) {
    return store(() => localStorage.getItem(PREFIX + id)) ?? null;
  }

  /** @param {number} id */
  forget(id) {
    store(() => localStorage.removeItem(PREFIX + id));
  }
}

/**
 * Browsers that keep nothing throw; the book works without.
 * @template T
 * @param {() => T} action
 */
export function store(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
