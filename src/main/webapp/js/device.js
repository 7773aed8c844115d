// @ts-check

/**
 * What this device keeps for a guest of this book: another book may live on the same host, under another path. Browsers that
 * keep nothing throw; the book works without.
 */
export class Device {
  #prefix;

  /** @param {URL} root */
  constructor(root) {
    this.#prefix = `guestbook ${root.pathname} `;
  }

  /** @param {string} name @returns {string | null} */
  get(name) {
    return tried(() => localStorage.getItem(this.#prefix + name)) ?? null;
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    tried(() => localStorage.setItem(this.#prefix + name, value));
  }

  /** @param {string} name */
  remove(name) {
    tried(() => localStorage.removeItem(this.#prefix + name));
  }

  /** @param {string} beginning @returns {string[]} the names that begin so */
  names(beginning) {
    const keys = tried(() => Object.keys(localStorage)) ?? [];
    const wanted = this.#prefix + beginning;
    return keys.filter((key) => key.startsWith(wanted)).map((key) => key.slice(this.#prefix.length));
  }

  /** Keeps the token that the page brought, or puts the one into the form that is kept already. @param {HTMLInputElement} token */
  take(token) {
    const name = `token ${token.dataset.book}`;
    const kept = this.get(name);
    if (kept) token.value = kept;
    else this.set(name, token.value);
  }

  /** Hears of what another tab has removed. @param {(name: string) => void} heard */
  whenRemoved(heard) {
    addEventListener("storage", ({ key, newValue }) => {
      if (key?.startsWith(this.#prefix) && newValue === null) heard(key.slice(this.#prefix.length));
    });
  }
}

/**
 * @template T
 * @param {() => T} action
 */
function tried(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
