// @ts-check
import { ask } from "./ask.js";
import { eventSource } from "./event-source.js";
import { longPoll } from "./long-poll.js";
import { webSocket } from "./web-socket.js";

const FIRST_DELAY_MILLIS = 500;
const LONGEST_DELAY_MILLIS = 30_000;
const OPEN_MILLIS = 10_000;
const SIGN_MILLIS = 8_000;
/** After so long without a word the book is asked for one, and after so long more the connection is taken for dead. */
const SILENCE_MILLIS = 20_000;
const PROBE_MILLIS = 8_000;
/** Somebody looks at the page: it must not show what was long ago. */
const HURRIED_PROBE_MILLIS = 3_000;
/** A browser lends one host six connections for all tabs; who is not looked at gives its own back. */
const REST_MILLIS = 5_000;
/** The close code of who may not listen (RFC 6455 §7.4.1). */
const DISMISSED = 1008;
const TRANSPORTS = [webSocket, eventSource, longPoll];

/**
 * @typedef {{send?: (message: object) => boolean, close: () => void}} Transport
 * @typedef {{state: (word: string) => void, message: (message: any) => void, alive: () => void, lost: (code?: number) => void}} Listener
 */

/**
 * The page's cursor in the book. It hears every change once, over the best transport that works, and comes back by
 * itself with the cursor that it left with.
 *
 * Events: "state" (connecting, open, closing, closed), "changes" (a frame), "caughtup" (the number of new entries),
 * "presence" (who is there), "dismissed" (this page may not listen), and "reset": load the entries anew, then call resumeFrom.
 */
export class LiveConnection extends EventTarget {
  #root;
  #transports;
  /** @type {{epoch: string, revision: number} | null} */
  #cursor = null;
  /** @type {Transport | null} */
  #transport = null;
  #kind = 0;
  #attempts = 0;
  #state = "closed";
  #retry = 0;
  #watch = 0;
  #wasOpen = false;
  #resetting = false;
  #missed = 0;
  /** The revision that ends the catching up; null when it is done. @type {number | null} */
  #goal = null;
  /** @type {Map<string, (answer: any) => void>} */
  #signings = new Map();

  /**
   * @param {URL} root the application's
   * @param {string} cursor where the page's entries stand, "epoch:revision" or empty
   * @param {typeof TRANSPORTS} [transports] the best one first
   */
  constructor(root, cursor, transports = TRANSPORTS) {
    super();
    this.#transports = transports;
    this.#root = root;
    this.#moveTo(cursor);
    // What a browser thinks of the network is a hint: without one the book may still be on this very machine.
    addEventListener("online", () => this.check());
    addEventListener("offline", () => this.check());
    addEventListener("pageshow", (event) => event.persisted && this.check());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#restLater() : this.check()));
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

  /** Where the page stands, "epoch:revision"; empty where that is not known. */
  get cursor() {
    return this.#cursor ? `${this.#cursor.epoch}:${this.#cursor.revision}` : "";
  }

  /** Makes sure that the connection is one. */
  check() {
    if (this.#state === "open") this.#probe(HURRIED_PROBE_MILLIS);
    else this.connect();
  }

  /** Connects at once, unless it is connected or about to be. */
  connect() {
    clearTimeout(this.#retry);
    if (this.#transport || this.#resetting || this.#mayRest()) return;
    let opened = false;
    /** @type {Transport | null} */
    let transport = null;
    const current = () => transport !== null && this.#transport === transport;
    const lost = (code = 0) => {
      if (!current()) return;
      if (code === DISMISSED) this.dispatchEvent(new Event("dismissed"));
      if (opened) this.#lose();
      else this.#failed();
    };
    transport = this.#transports[this.#kind](this.#root, this.cursor, {
      state: (word) => current() && this.#become(word),
      message: (message) => {
        if (!current()) return;
        opened = true;
        this.#heard();
        this.#hear(message);
      },
      alive: () => current() && this.#heard(),
      lost,
    });
    this.#transport = transport;
    this.#become("connecting");
    this.#expect(() => lost(), OPEN_MILLIS);
  }

  /**
   * Signs over the open WebSocket.
   * @param {{key: string, name: string, text: string, device?: string}} draft
   * @returns {Promise<any>} the answer, or null where this way is not open or did not answer
   */
  sign({ key, name, text, device }) {
    const sent = this.#state === "open" && this.#transport?.send?.({ type: "Sign", key, name, text, device });
    if (!sent) return Promise.resolve(null);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#signings.has(key) && this.#lose(), SIGN_MILLIS);
      this.#signings.set(key, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
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
    this.#cursor = { epoch: frame.epoch, revision: frame.to };
    this.#missed += frame.changes.filter((change) => /^Entry(Created|Held)$/.test(change.type)).length;
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

  /** Something came: the connection is alive. */
  #heard() {
    this.#expect(() => this.#probe(PROBE_MILLIS), SILENCE_MILLIS);
  }

  /** Asks for a sign of life; a transport that cannot ask waits for the next one that comes by itself. @param {number} patience */
  #probe(patience) {
    const asked = this.#transport?.send?.({ type: "Ping" });
    this.#expect(() => this.#lose(), asked === undefined ? SILENCE_MILLIS : patience);
  }

  /** @param {() => void} missed what to do where nothing is heard @param {number} millis */
  #expect(missed, millis) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(missed, millis);
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
    const reachable = await ask(new URL("health/live", this.#root)).then(
      ({ ok }) => ok,
      () => false,
    );
    if (this.#transport) return;
    if (reachable) this.#kind = (this.#kind + 1) % this.#transports.length;
    if (reachable && this.#kind > 0) this.connect();
    else this.#connectLater();
  }

  #end() {
    const transport = this.#transport;
    this.#transport = null;
    clearTimeout(this.#watch);
    transport?.close();
    for (const key of [...this.#signings.keys()]) this.#answer(key, null);
    this.#become("closed");
  }

  /** Waits longer each time, and not as long as the others, so that a restarted server is not stormed. */
  #connectLater() {
    const longest = Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS * 2 ** this.#attempts++);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  #restLater() {
    setTimeout(() => this.#mayRest() && this.#end(), REST_MILLIS);
  }

  #mayRest() {
    return document.hidden && this.#kind > 0;
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
