// @ts-check
import { eventSource } from "./event-source.js";
import { longPoll } from "./long-poll.js";
import { webSocket } from "./web-socket.js";

const FIRST_DELAY_MILLIS = 500;
const LONGEST_DELAY_MILLIS = 30_000;
const SIGN_TIMEOUT_MILLIS = 8_000;
const TRANSPORTS = [webSocket, eventSource, longPoll];

/**
 * @typedef {{send?: (message: object) => boolean, close: () => void}} Transport
 * @typedef {{state: (word: string) => void, message: (message: any) => void, lost: () => void}} Listener
 */

/**
 * The page's cursor in the book. It hears every change once, over the best transport that works, and comes back by
 * itself with the cursor that it left with.
 *
 * Events: "state" (connecting, open, closing, closed), "changes" (a frame), "caughtup" (the number of new entries),
 * "presence" (who is there), and "reset": load the entries anew, then call resumeFrom.
 */
export class LiveConnection extends EventTarget {
  #base;
  /** @type {{epoch: string, revision: number} | null} */
  #cursor = null;
  /** @type {Transport | null} */
  #transport = null;
  #kind = 0;
  #attempts = 0;
  #state = "closed";
  #timer = 0;
  #wasOpen = false;
  #resetting = false;
  #missed = 0;
  /** The revision that ends the catching up; null when it is done. @type {number | null} */
  #goal = null;
  /** @type {Map<string, (answer: any) => void>} */
  #signings = new Map();

  /**
   * @param {string} base the way to the application's root, with a slash at the end
   * @param {string} cursor where the page's entries stand, "epoch:revision" or empty
   */
  constructor(base, cursor) {
    super();
    this.#base = base;
    this.#moveTo(cursor);
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.#lose());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    document.addEventListener("visibilitychange", () => document.hidden || this.connect());
  }

  /** Goes on from entries that were loaded anew. @param {string} cursor where they stand */
  resumeFrom(cursor) {
    this.#resetting = false;
    this.#moveTo(cursor);
    this.connect();
  }

  get state() {
    return this.#state;
  }

  /** Connects at once, unless it is connected or about to be. */
  connect() {
    clearTimeout(this.#timer);
    if (this.#transport || this.#resetting) return;
    let opened = false;
    const url = new URL(this.#base, location.href);
    const since = this.#cursor ? `${this.#cursor.epoch}:${this.#cursor.revision}` : null;
    /** @type {Transport | null} */
    let transport = null;
    const current = () => transport !== null && this.#transport === transport;
    transport = TRANSPORTS[this.#kind](url, since, {
      state: (word) => current() && this.#become(word),
      message: (message) => {
        if (!current()) return;
        opened = true;
        this.#hear(message);
      },
      lost: () => {
        if (!current()) return;
        if (opened) this.#lose();
        else this.#failed();
      },
    });
    this.#transport = transport;
    this.#become("connecting");
  }

  /**
   * Signs over the open WebSocket.
   * @param {{key: string, name: string, text: string}} draft
   * @returns {Promise<any>} the answer, or null where this way is not open or did not answer
   */
  sign(draft) {
    const sent = this.#state === "open" && this.#transport?.send?.({ type: "Sign", ...draft });
    if (!sent) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#signings.set(draft.key, resolve);
      setTimeout(() => this.#answer(draft.key, null), SIGN_TIMEOUT_MILLIS);
    });
  }

  /** Tells the book something that needs no answer. @param {object} message */
  tell(message) {
    if (this.#state === "open") this.#transport?.send?.(message);
  }

  /** @param {any} message */
  #hear(message) {
    switch (message.type) {
      case "Welcome":
        this.#welcome(message);
        break;
      case "Changes":
        this.#take(message);
        break;
      case "Reset":
        this.#reset();
        break;
      case "Presence":
        this.dispatchEvent(new CustomEvent("presence", { detail: message }));
        break;
      case "Signed":
      case "Rejected":
        this.#answer(message.key, message);
        break;
    }
  }

  /** The cursor is of no use; whoever loads the entries anew says where to go on from. */
  #reset() {
    this.#resetting = true;
    this.#end();
    this.dispatchEvent(new Event("reset"));
  }

  /** @param {{epoch: string, revision: number}} welcome */
  #welcome({ epoch, revision }) {
    this.#attempts = 0;
    this.#missed = 0;
    const known = this.#cursor?.epoch === epoch && this.#cursor.revision <= revision;
    if (!known) this.#cursor = { epoch, revision };
    this.#goal = this.#wasOpen ? revision : null;
    this.#wasOpen = true;
    this.#become("open");
    this.#noteCaughtUp();
  }

  /** @param {{epoch: string, from: number, to: number, changes: any[]}} frame */
  #take(frame) {
    if (!this.#cursor || frame.from !== this.#cursor.revision) {
      // A hole: come back with the cursor that is certain.
      this.#lose();
      return;
    }
    this.#cursor.revision = frame.to;
    this.#missed += frame.changes.filter((change) => change.type === "EntryCreated").length;
    this.dispatchEvent(new CustomEvent("changes", { detail: frame }));
    this.#noteCaughtUp();
  }

  #noteCaughtUp() {
    if (this.#goal === null || !this.#cursor || this.#cursor.revision < this.#goal) return;
    this.#goal = null;
    this.dispatchEvent(new CustomEvent("caughtup", { detail: this.#missed }));
  }

  /** @param {string} key @param {any} answer */
  #answer(key, answer) {
    const resolve = this.#signings.get(key);
    this.#signings.delete(key);
    resolve?.(answer);
  }

  /** The connection was good and is gone; the next one starts with the best transport again. */
  #lose() {
    this.#end();
    this.#kind = 0;
    this.#connectLater();
  }

  /** It never opened: where the server answers otherwise, this transport is blocked on the way, so take the next. */
  async #failed() {
    this.#end();
    const reachable = await fetch(new URL("health/live", new URL(this.#base, location.href)), { cache: "no-store" })
      .then((response) => response.ok)
      .catch(() => false);
    if (this.#transport) return;
    if (reachable) this.#kind = (this.#kind + 1) % TRANSPORTS.length;
    if (reachable && this.#kind > 0) this.connect();
    else this.#connectLater();
  }

  #end() {
    const transport = this.#transport;
    this.#transport = null;
    transport?.close();
    for (const key of [...this.#signings.keys()]) this.#answer(key, null);
    this.#become("closed");
  }

  /** Waits longer each time, and not as long as the others, so that a restarted server is not stormed. */
  #connectLater() {
    const longest = Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS * 2 ** this.#attempts++);
    clearTimeout(this.#timer);
    if (navigator.onLine) this.#timer = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  /** @param {string} cursor "epoch:revision", or empty where none is known */
  #moveTo(cursor) {
    const [epoch, revision] = cursor.split(":");
    this.#cursor = epoch && revision ? { epoch, revision: Number(revision) } : null;
  }

  /** @param {string} state */
  #become(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event("state"));
  }
}
