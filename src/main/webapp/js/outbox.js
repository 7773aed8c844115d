// @ts-check
import { ask } from "./ask.js";
import { part } from "./entry-view.js";

const KEPT = "pending ";
const RETRY_MILLIS = 4_000;
/** Whoever has waited so long for an answer may think better of it. */
const SLOW_MILLIS = 2_500;
/** The book knows a key for two days; an older entry might be signed twice, so the guest decides. */
const KEPT_MILLIS = 24 * 60 * 60 * 1_000;
/** What passes by itself: the book is away, or so much was signed here that it has to wait. */
const PASSING = ["unavailable", "too_many", "busy"];

/** @typedef {{key: string, name: string, text: string, device?: string, since?: number}} Draft */
/** @typedef {{draft: Draft, item: HTMLElement, sending: boolean}} Pending */

/**
 * Entries on their way. Each is shown at once, kept on the device until the book has it, and sent with the same key
 * however often, so that it is signed once. The guest may take it back as long as it is not.
 */
export class Outbox {
  #root;
  #device;
  #connection;
  #list;
  #views;
  #receipts;
  #held;
  #announcer;
  #words;
  /** @type {Map<string, Pending>} */
  #pending = new Map();
  /** What to do with words that do not get into the book. @type {(draft: Draft, faults: any[]) => void} */
  onReturned = () => {};

  /**
   * @param {URL} root
   * @param {import("./device.js").Device} device
   * @param {import("./live-connection.js").LiveConnection} connection
   * @param {import("./entry-list.js").EntryList} list
   * @param {import("./entry-view.js").EntryView} views
   * @param {import("./receipts.js").Receipts} receipts
   * @param {import("./held.js").Held} held
   * @param {import("./announcer.js").Announcer} announcer
   * @param {import("./words.js").Words} words
   */
  constructor(root, device, connection, list, views, receipts, held, announcer, words) {
    this.#root = root;
    this.#device = device;
    this.#connection = connection;
    this.#list = list;
    this.#views = views;
    this.#receipts = receipts;
    this.#held = held;
    this.#announcer = announcer;
    this.#words = words;
  }

  /** Goes on with what this device still keeps. */
  start() {
    for (const name of this.#device.names(KEPT)) {
      const draft = read(this.#device.get(name));
      if (!isDraft(draft) || KEPT + draft.key !== name) {
        this.#device.remove(name); // nobody could send it
        continue;
      }
      if (Date.now() - (draft.since ?? 0) < KEPT_MILLIS) this.#show(draft);
      else this.#giveBack(draft, []);
    }
    this.#connection.addEventListener("state", () => this.#connection.state === "open" && this.#sendAll());
    this.#list.onArrival = (entry) => this.#meet(entry);
    this.#device.whenRemoved((name) => name.startsWith(KEPT) && this.#settledElsewhere(name.slice(KEPT.length)));
    this.#sendAll();
  }

  /** @param {Draft} draft */
  add(draft) {
    const kept = { ...draft, since: Date.now() };
    this.#device.set(KEPT + draft.key, JSON.stringify(kept));
    if (!this.#list.isLatest) {
      location.assign(this.#root); // there it is shown, and sent
      return;
    }
    this.#show(kept);
    this.#send(draft.key);
  }

  /** Over HTTP an entry may be heard of before its own answer; it is not to stand there twice. @param {import("./entry-view.js").Entry} entry */
  #meet(entry) {
    this.#held.forget(entry);
    for (const { draft, item, sending } of this.#pending.values())
      if (sending && draft.name === entry.name && draft.text === entry.text) item.remove();
  }

  #sendAll() {
    for (const key of this.#pending.keys()) this.#send(key);
  }

  /** @param {Draft} draft */
  #show(draft) {
    const item = this.#views.blank(draft);
    item.classList.add("pending");
    part(item, "own").hidden = false;
    const again = button(item, "act");
    again.textContent = this.#words.get("retry");
    again.onclick = () => this.#send(draft.key);
    const back = button(item, "keep");
    back.textContent = this.#words.get("takeBack");
    back.onclick = () => this.#takeBack(draft);
    this.#pending.set(draft.key, { draft, item, sending: false });
    this.#say(item, "sending", false);
    this.#list.addPending(item);
  }

  /** @param {string} key */
  async #send(key) {
    const one = this.#pending.get(key);
    if (!one || one.sending) return;
    one.sending = true;
    this.#say(one.item, "sending", false);
    const slow = setTimeout(() => (button(one.item, "keep").hidden = false), SLOW_MILLIS);
    const isWanted = () => this.#pending.get(key) === one;
    const told = await this.#connection.sign(one.draft);
    const answer = told || !isWanted() ? told : await this.#post(one.draft);
    clearTimeout(slow);
    one.sending = false;
    if (answer?.entry) this.#signed(one, answer);
    else if (!isWanted()) return;
    else if (answer?.errors?.some((/** @type {any} */ fault) => !PASSING.includes(fault.code))) this.#rejected(one, answer.errors);
    else this.#failed(one, answer);
  }

  /**
   * It is sent again after a while, and at once when the connection is back.
   * @param {Pending} one
   * @param {any} answer what came; null where nothing did
   */
  #failed({ draft, item }, answer) {
    if (!item.isConnected) this.#list.addPending(item); // what was met was a stranger's
    const wait = answer?.errors?.find((/** @type {any} */ fault) => fault.retryAfter)?.retryAfter ?? 0;
    const word = wait > 0 ? "waiting" : answer?.strange ? "refused" : "notSent";
    this.#say(item, word, true, answer?.strange);
    const later = Math.max(wait * 1_000, RETRY_MILLIS) * (1 + Math.random());
    setTimeout(() => this.#send(draft.key), later);
  }

  /**
   * @param {Draft} draft
   * @returns {Promise<any>} the answer in the WebSocket's shape; the status of one that is strange to the book; null where there
   *   is none
   */
  async #post({ key, name, text, device }) {
    try {
      const { ok, status, json } = await ask(new URL("api/v1/entries", this.#root), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ key, name, text, device }),
      });
      if (ok && json?.id) {
        const { receipt, ...entry } = json;
        this.#connection.connect(); // the book is there again
        return { entry, receipt };
      }
      if (Array.isArray(json?.errors)) return { errors: status < 500 ? json.errors : [] };
      return { strange: status };
    } catch {
      return null;
    }
  }

  /** @param {Pending} one @param {{entry: any, receipt: string}} answer */
  #signed({ draft, item }, { entry, receipt }) {
    this.#receipts.keep(entry, receipt);
    item.remove();
    this.#pending.get(draft.key)?.item.remove(); // it was taken back, and sent once more
    this.#forget(draft.key);
    const isHeld = entry.state === "held";
    if (isHeld) this.#held.add(entry);
    else this.#list.show(entry);
    this.#announcer.say(this.#words.get(isHeld ? "held" : "signed"));
  }

  /** @param {Pending} one @param {any[]} faults */
  #rejected({ draft, item }, faults) {
    this.#forget(draft.key);
    item.remove();
    this.#list.showEmpty();
    this.#giveBack(draft, faults);
  }

  /** @param {Draft} draft */
  #takeBack(draft) {
    const one = this.#pending.get(draft.key);
    if (!one) return;
    this.#rejected(one, []);
    this.#announcer.say(this.#words.get("takenBack"));
  }

  /** @param {Draft} draft @param {any[]} faults */
  #giveBack(draft, faults) {
    this.#forget(draft.key);
    this.onReturned(draft, faults);
  }

  /** Another tab of this device has had it signed, or taken back. @param {string} key */
  #settledElsewhere(key) {
    this.#pending.get(key)?.item.remove();
    this.#pending.delete(key);
    this.#list.showEmpty();
  }

  /** @param {string} key */
  #forget(key) {
    this.#pending.delete(key);
    this.#device.remove(KEPT + key);
  }

  /** @param {HTMLElement} item @param {string} word @param {boolean} failed @param {...(string | number)} values */
  #say(item, word, failed, ...values) {
    item.classList.toggle("failed", failed);
    part(item, "state").textContent = this.#words.get(word, ...values);
    button(item, "act").hidden = !failed;
    button(item, "keep").hidden = !failed;
  }
}

/** @param {HTMLElement} item @param {string} name */
function button(item, name) {
  return /** @type {HTMLButtonElement} */ (part(item, name));
}

/** @param {string | null} words @returns {Draft | null} */
function read(words) {
  try {
    return JSON.parse(words ?? "null");
  } catch {
    return null;
  }
}

/** @param {any} kept */
function isDraft(kept) {
  return [kept?.key, kept?.name, kept?.text].every((words) => typeof words === "string");
}
