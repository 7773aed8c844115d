// @ts-check
import { ask } from "../ask.js";
import { element, part, showFacts, socketAddress } from "./page.js";

const CLIENTS = 5;
const LOOK_MILLIS = 1_000;
const WAVED_MILLIS = 1_500;

/** @param {URL} base */
export function scaling(base) {
  const section = part(document, "#scaling");
  const look = () => showInstances(section, base);
  setInterval(look, LOOK_MILLIS);
  look();
  new Clients(section, base);
  const sliders = [part(section, "[data-mesh-servers]"), part(section, "[data-mesh-clients]")];
  for (const slider of sliders) slider.oninput = () => showMesh(section);
  showMesh(section);
}

/**
 * @param {HTMLElement} section
 * @param {URL} base
 */
async function showInstances(section, base) {
  if (document.hidden) return;
  try {
    const { json } = await ask(new URL("lab/instances", base));
    /** @type {{instance: string, readers: number, relay: string, fault?: string, others: {instance: string, readers: number}[]}} */
    const standing = json;
    part(section, "[data-alone]").hidden = standing.others.length > 0;
    const readers = (/** @type {number} */ count) => `${count} ${count === 1 ? "reader" : "readers"}`;
    const relay = element("span", standing.fault ?? `${standing.relay}, at work`, standing.fault ? { class: "wrong" } : {});
    showFacts(part(section, "[data-instances]"), [
      ["this answer came from instance", `${standing.instance} (${readers(standing.readers)})`],
      ["others", standing.others.map((other) => `${other.instance} (${readers(other.readers)})`).join(", ") || "none"],
      ["relay", relay],
    ]);
  } catch {
    showFacts(part(section, "[data-instances]"), [["no answer", "The server cannot be reached just now; the next look is in a second."]]);
  }
}

/** @param {HTMLElement} section */
function showMesh(section) {
  const value = (/** @type {string} */ name) => Number(/** @type {HTMLInputElement} */ (part(section, name)).value);
  const servers = value("[data-mesh-servers]");
  const clients = Math.round(10 ** value("[data-mesh-clients]"));
  const number = (/** @type {number} */ count) => count.toLocaleString("en");
  part(section, "[data-mesh]").textContent =
    `With ${number(servers)} instances and ${number(clients)} readers: if every reader connected to every instance, that would be ` +
    `${number(servers * clients)} connections. With a relay, each reader has one and each instance two more: ` +
    `${number(clients + 2 * servers)}. A mesh of the instances alone would need ${number((servers * (servers - 1)) / 2)} between them.`;
}

/** Five clients of the book, which may wave to one another. */
class Clients {
  #section;
  #base;
  /** @type {{socket: WebSocket, id: string, item: HTMLElement}[]} */
  #clients = [];

  /**
   * @param {HTMLElement} section
   * @param {URL} base
   */
  constructor(section, base) {
    this.#section = section;
    this.#base = base;
    part(section, "[data-clients]").onclick = () => this.#connect();
    part(section, "[data-wave]").onclick = () => this.#wave();
  }

  #connect() {
    for (const { socket } of this.#clients) socket.close(1000);
    this.#clients = Array.from({ length: CLIENTS }, (_, place) => this.#client(place));
    part(this.#section, "[data-client-list]").replaceChildren(...this.#clients.map(({ item }) => item));
    for (const [name, chosen] of [["[data-wave-from]", 0], ["[data-wave-to]", CLIENTS - 1]]) {
      /** @type {HTMLSelectElement} */
      const select = part(this.#section, String(name));
      select.replaceChildren(...this.#clients.map((_, place) => element("option", `client ${place + 1}`, { value: String(place) })));
      select.value = String(chosen);
      select.disabled = false;
    }
    /** @type {HTMLButtonElement} */ (part(this.#section, "[data-wave]")).disabled = false;
  }

  /** @param {number} place */
  #client(place) {
    const about = element("code", "connecting");
    const item = element("li", [element("b", `client ${place + 1}`), about]);
    const client = { socket: new WebSocket(socketAddress(this.#base, "ws/live-updates"), "guestbook.v1"), id: "", item };
    client.socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "Welcome") {
        client.id = message.connection;
        about.replaceChildren(`at instance ${client.id.replace(/-.*/, "")}`);
      } else if (message.type === "Waved") {
        item.classList.add("waved");
        setTimeout(() => item.classList.remove("waved"), WAVED_MILLIS);
        this.#tell(`client ${place + 1} was waved to by client ${1 + this.#clients.findIndex(({ id }) => id === message.from)}`);
      } else if (message.type === "Rejected") this.#tell(message.errors[0].msg);
    };
    client.socket.onclose = () => about.replaceChildren("closed");
    return client;
  }

  #wave() {
    const chosen = (/** @type {string} */ name) => this.#clients[Number(/** @type {HTMLSelectElement} */ (part(this.#section, name)).value)];
    const from = chosen("[data-wave-from]");
    if (from.socket.readyState !== WebSocket.OPEN) return this.#tell("This client is not connected.");
    this.#tell("waving …"); // what was said of the last one says nothing of this
    from.socket.send(JSON.stringify({ type: "Wave", to: chosen("[data-wave-to]").id }));
  }

  /** @param {string} words */
  #tell(words) {
    /** @type {HTMLOutputElement} */ (part(this.#section, "[data-waved]")).value = words;
  }
}
