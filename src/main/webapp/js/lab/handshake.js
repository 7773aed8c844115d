// @ts-check
import { ask } from "../ask.js";
import { element, part, showLines, socketAddress } from "./page.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const ASKED = /^(GET|upgrade|connection|sec-websocket-)/i;
/** What makes it a WebSocket (RFC 6455 §4.2.2); whatever else is there is any answer's. */
const ANSWERED = /^(HTTP|upgrade|connection|sec-websocket-accept)/i;
const SUBPROTOCOLS = ["chat", "superchat"];

/** @param {URL} base */
export function handshake(base) {
  const section = part(document, "#handshake");
  part(section, "[data-shake]").onclick = () => shake(section, base);
  part(section, "[data-wrong]").onclick = () => connectWrongly(section, base);
}

/**
 * @param {HTMLElement} section
 * @param {URL} base
 */
function shake(section, base) {
  const socket = new WebSocket(socketAddress(base, "lab/mirror"), SUBPROTOCOLS);
  socket.onmessage = async (event) => {
    socket.close(1000);
    /** @type {{headers: [string, string][]}} */
    const seen = JSON.parse(event.data);
    const key = seen.headers.find(([name]) => name.toLowerCase() === "sec-websocket-key")?.[1] ?? "";
    const lines = seen.headers.map(([name, value]) => `${name}: ${value}`);
    showLines(part(section, "[data-request]"), [`GET ${new URL("lab/mirror", base).pathname} HTTP/1.1`, ...lines], ASKED);
    part(section, "[data-negotiated]").textContent =
      `Of the subprotocols that the page offered (${SUBPROTOCOLS.join(", ")}) the server chose “${socket.protocol}”, of the extensions that the` +
      ` browser offered by itself “${socket.extensions || "none"}”: here the lab has nothing to compress, /echo does.`;
    const { ok, status, json } = await ask(new URL(`lab/handshake?key=${encodeURIComponent(key)}`, base));
    const response = ok ? json.response : `The server answered ${status}: ${json?.errors?.[0]?.msg ?? "please try again"}`;
    showLines(part(section, "[data-response]"), response.trim().split("\r\n"), ANSWERED);
    const accept = /sec-websocket-accept: *(\S+)/i.exec(response)?.[1] ?? "";
    part(section, "[data-steps]").replaceChildren(...(await steps(key, accept)));
    part(section, "[data-shaken]").hidden = false;
  };
}

/**
 * @param {string} key
 * @param {string} accept
 */
async function steps(key, accept) {
  const joined = key + GUID;
  const shown = [
    element("li", ["The client's key, 16 random bytes in Base64: ", element("code", key)]),
    element("li", ["Append the GUID that RFC 6455 §1.3 made up for this: ", element("code", joined)]),
  ];
  // Pages that came over plain http from another machine are given no cryptography.
  if (!crypto.subtle)
    return [...shown, element("li", ["SHA-1 of that, in Base64, is what the server answered: ", element("code", accept)])];
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(joined)));
  const computed = btoa(String.fromCharCode(...digest));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return [
    ...shown,
    element("li", ["SHA-1 of that, 20 bytes: ", element("code", hex)]),
    element("li", ["In Base64: ", element("code", computed)]),
    element("li", computed === accept ? "The server answered exactly this, so the connection is open." : `The server answered ${accept}, which is wrong.`),
  ];
}

/**
 * @param {HTMLElement} section
 * @param {URL} base
 */
function connectWrongly(section, base) {
  /** @type {HTMLOutputElement} */
  const result = part(section, "[data-wrong-result]");
  const told = ["new WebSocket"];
  const socket = new WebSocket(socketAddress(base, "lab/wrong-accept"));
  socket.onopen = () => told.push("open, which must not be");
  socket.onerror = () => told.push("error");
  socket.onclose = (event) => {
    told.push(`close ${event.code}: the browser has refused the answer; its console says why`);
    result.value = told.join(" → ");
  };
}
