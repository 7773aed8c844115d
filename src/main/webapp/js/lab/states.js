// @ts-check
import { element, part, socketAddress } from "./page.js";

const LARGE_BYTES = 4 * 1024 * 1024;
const LOOK_MILLIS = 20;

/** @param {URL} base */
export function states(base) {
  new Connection(part(document, "#states"), base);
}

/** One WebSocket at a time, and what happens to it. */
class Connection {
  #section;
  #base;
  /** @type {WebSocket | undefined} */
  #socket;
  #begun = 0;
  #state = -1;
  #looking = 0;

  /**
   * @param {HTMLElement} section
   * @param {URL} base
   */
  constructor(section, base) {
    this.#section = section;
    this.#base = base;
    part(section, "[data-open]").onclick = () => this.#open("echo");
    part(section, "[data-nobody]").onclick = () => this.#open("lab/nobody");
    part(section, "[data-close]").onclick = () => this.#close();
    for (const button of section.querySelectorAll("[data-send-as]"))
      /** @type {HTMLElement} */ (button).onclick = () => this.#send(/** @type {HTMLElement} */ (button).dataset.sendAs ?? "");
  }

  /** @param {string} path */
  #open(path) {
    this.#socket?.close(1000, "another one");
    // Where nobody is, what happened before is what one wants to compare.
    if (path === "echo") part(this.#section, "[data-timeline]").replaceChildren();
    this.#begun = performance.now();
    const socket = new WebSocket(socketAddress(this.#base, path));
    this.#socket = socket;
    this.#state = -1;
    this.#note(`new WebSocket("${socket.url}")`);
    socket.onopen = () => this.#heard(socket, `onopen, extensions “${socket.extensions}”`);
    socket.onmessage = (event) =>
      this.#heard(
        socket,
        `onmessage: ${describe(event.data)}; origin “${event.origin}”, timeStamp ${event.timeStamp.toFixed(1)}, lastEventId “${event.lastEventId}”`,
      );
    socket.onerror = () => this.#heard(socket, "onerror, which never says why: a page must not learn what is in a foreign network");
    socket.onclose = (event) =>
      this.#heard(socket, `onclose: code ${event.code}, reason “${event.reason}”, ${event.wasClean ? "clean" : "not clean"}`);
    clearInterval(this.#looking);
    this.#looking = setInterval(() => this.#look(), LOOK_MILLIS);
  }

  /** The state is CLOSING until the server has answered the close frame. */
  #close() {
    if (!this.#socket) return this.#note("there is no WebSocket yet");
    this.#socket.close(4001, "enough");
    this.#note('close(4001, "enough")');
  }

  /** @param {string} kind */
  #send(kind) {
    const socket = this.#socket;
    if (!socket) return this.#note("there is no WebSocket yet");
    const data = {
      string: "Hello",
      buffer: Uint8Array.of(1, 2, 3).buffer,
      blob: new Blob(["Hello as a Blob"]),
      large: new Uint8Array(LARGE_BYTES),
    }[kind];
    // What comes back is what the page asks for, whatever was sent.
    socket.binaryType = kind === "blob" ? "blob" : "arraybuffer";
    try {
      socket.send(/** @type {any} */ (data));
      this.#note(`send(${describe(data)}), bufferedAmount ${socket.bufferedAmount}`);
    } catch (tooEarly) {
      this.#note(`send throws: ${/** @type {Error} */ (tooEarly).message}`);
    }
  }

  /**
   * @param {WebSocket} socket
   * @param {string} what
   */
  #heard(socket, what) {
    if (socket === this.#socket) this.#note(what);
  }

  /** @param {string} what */
  #note(what) {
    const state = this.#socket?.readyState ?? 3;
    part(this.#section, "[data-timeline]").append(
      element("tr", [element("td", this.#socket ? (performance.now() - this.#begun).toFixed(1) : ""), element("td", String(state)), element("td", what)]),
    );
    this.#look();
  }

  #look() {
    const socket = this.#socket;
    if (!socket) return;
    /** @type {HTMLOutputElement} */ (part(this.#section, "[data-buffered]")).value = socket.bufferedAmount.toLocaleString("en");
    if (socket.readyState === this.#state) return;
    this.#state = socket.readyState;
    for (const item of this.#section.querySelectorAll("[data-state]"))
      item.toggleAttribute("aria-current", /** @type {HTMLElement} */ (item).dataset.state === String(this.#state));
  }
}

/** @param {unknown} data */
function describe(data) {
  if (data instanceof ArrayBuffer) return `ArrayBuffer of ${data.byteLength.toLocaleString("en")} bytes`;
  if (data instanceof Uint8Array) return `Uint8Array of ${data.byteLength.toLocaleString("en")} bytes`;
  if (data instanceof Blob) return `Blob of ${data.size} bytes`;
  return `String “${data}”`;
}
