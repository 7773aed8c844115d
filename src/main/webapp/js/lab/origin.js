// @ts-check
import { ask } from "../ask.js";
import { part, showFacts, showLines } from "./page.js";

const PROXY_HEADERS = ["host", "x-forwarded-for", "x-forwarded-proto", "via"];

/** @param {URL} base */
export function origin(base) {
  const section = part(document, "#origin");
  /** @type {HTMLFormElement} */
  const form = part(section, "[data-origin-form]");
  form.onsubmit = (event) => {
    event.preventDefault();
    knock(section, base, form.origin.value);
  };
  showConnection(section, base);
}

/**
 * @param {HTMLElement} section
 * @param {URL} base
 * @param {string} claimed
 */
async function knock(section, base, claimed) {
  const answer = await ask(new URL(`lab/handshake?origin=${encodeURIComponent(claimed)}`, base));
  const shown = answer.ok ? answer.json : { request: "", response: "An origin is a scheme, a host and perhaps a port, such as https://elsewhere.example." };
  showLines(part(section, "[data-knock-request]"), shown.request.trim().split("\r\n"), /^origin/i);
  showLines(part(section, "[data-knock-response]"), shown.response.trim().split("\r\n"), /^HTTP/);
  part(section, "[data-knocked]").hidden = false;
}

/**
 * @param {HTMLElement} section
 * @param {URL} base
 */
async function showConnection(section, base) {
  const { json } = await ask(new URL("lab/connection", base));
  /** @type {{address: string, secure: boolean, protocol: string, headers: [string, string][]}} */
  const seen = json;
  const told = seen.headers.filter(([name]) => PROXY_HEADERS.includes(name.toLowerCase()));
  showFacts(part(section, "[data-connection]"), [
    ["your address, as the server takes it", seen.address],
    ["the server takes it to be", seen.secure ? "encrypted (https, wss)" : "plain (http, ws)"],
    ["between the server and whoever asked it", seen.protocol],
    ...told.map(([name, value]) => /** @type {[string, string]} */ ([name, value])),
  ]);
}
