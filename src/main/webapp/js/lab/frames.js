// @ts-check
import { BINARY, CLOSE, encode, fromHex, hex, parse, TEXT } from "./frame.js";
import { element, part, socketAddress } from "./page.js";

const SHOWN_PAYLOAD_BYTES = 16;
const WIDE = matchMedia("(min-width: 40rem)");

/** @param {URL} base */
export function frames(base) {
  const section = part(document, "#frames");
  /** @type {HTMLFormElement} */
  const form = part(section, "[data-frame-form]");
  /** @type {HTMLTextAreaElement} */
  const digits = part(section, "[data-hex]");
  const key = crypto.getRandomValues(new Uint8Array(4));
  const fromForm = () => {
    explain(section, () => {
      digits.value = hex(framesOf(form, key));
    });
    show(section, digits.value);
  };
  form.onsubmit = (event) => event.preventDefault();
  form.oninput = fromForm;
  digits.oninput = () => show(section, digits.value);
  WIDE.onchange = () => show(section, digits.value);
  part(section, "[data-send-frames]").onclick = () => echo(section, form, base);
  fromForm();
}

/**
 * @param {HTMLFormElement} form
 * @param {Uint8Array} fourBytes
 */
function framesOf(form, fourBytes) {
  const opcode = Number(form.kind.value);
  form.code.disabled = opcode !== CLOSE;
  form.fragmented.disabled = opcode >= CLOSE; // control frames cannot be fragmented (§5.5)
  const key = form.masked.checked ? fourBytes : new Uint8Array();
  const payload = payloadOf(form, opcode);
  if (opcode >= CLOSE && payload.length > 125) throw new RangeError("A control frame carries 125 bytes at most (§5.5).");
  if (!form.fragmented.checked || opcode >= CLOSE) return encode(true, opcode, payload, key);
  const half = Math.ceil(payload.length / 2);
  const second = encode(true, 0, payload.subarray(half), key);
  return Uint8Array.of(...encode(false, opcode, payload.subarray(0, half), key), ...second);
}

/** @param {HTMLFormElement} form @param {number} opcode */
function payloadOf(form, opcode) {
  if (opcode === BINARY) return fromHex(form.message.value);
  const words = new TextEncoder().encode(form.message.value);
  const code = Number(form.code.value);
  return opcode === CLOSE ? Uint8Array.of(code >> 8, code & 0xff, ...words) : words;
}

/** @param {HTMLElement} section @param {string} digits */
function show(section, digits) {
  const shown = part(section, "[data-frames]");
  shown.replaceChildren();
  explain(section, () => shown.append(...parse(fromHex(digits)).map(drawn)));
}

/**
 * Does it, or says why it cannot be.
 * @param {HTMLElement} section
 * @param {() => void} action
 */
function explain(section, action) {
  const fault = part(section, "[data-frame-fault]");
  try {
    action();
    fault.textContent = "";
  } catch (wrong) {
    if (!(wrong instanceof RangeError)) throw wrong;
    fault.textContent = wrong.message;
  }
}

/** @param {import("./frame.js").Frame} frame @param {number} place */
function drawn(frame, place) {
  const words = frame.fields.map((field) => [element("dt", field.name, { class: `f-${field.kind}` }), element("dd", field.value)]);
  return element("div", [
    element("h3", `Frame ${place + 1}: ${frame.bytes.length} bytes, ${frame.bytes.length - frame.payload.length} of them not payload`),
    bits(frame),
    element("dl", words.flat(), { class: "facts" }),
    ...(frame.key.length && frame.payload.length ? [masking(frame)] : []),
  ], { class: "frame" });
}

/** Rows of bits, and below each row the names of what they are. @param {import("./frame.js").Frame} frame */
function bits(frame) {
  const grid = element("div", [], { class: "bits", role: "img", "aria-label": "The frame, bit by bit" });
  const columns = WIDE.matches ? 32 : 16;
  const headBits = (frame.bytes.length - frame.payload.length) * 8;
  const end = Math.min(frame.bytes.length * 8, headBits + SHOWN_PAYLOAD_BYTES * 8);
  /** @type {{kind: string, name: string}[]} */
  const kinds = frame.fields.flatMap((field) => Array.from({ length: Math.min(field.bits, end) }, () => field));
  for (let row = 0; row < end; row += columns) {
    const last = Math.min(row + columns, end);
    for (let bit = row; bit < last; bit++)
      grid.append(element("span", String((frame.bytes[bit >> 3] >> (7 - (bit % 8))) & 1), { class: `bit f-${kinds[bit].kind}` }));
    grid.append(...names(kinds.slice(row, last)));
  }
  if (end < frame.bytes.length * 8) grid.append(label(`… ${frame.bytes.length - end / 8} more bytes`, "payload", "1 / -1"));
  return grid;
}

/** @param {{kind: string, name: string}[]} row */
function names(row) {
  const labels = [];
  for (let begin = 0; begin < row.length; ) {
    let end = begin;
    while (end < row.length && row[end] === row[begin]) end++;
    const made = label(row[begin].name, row[begin].kind, `${begin + 1} / span ${end - begin}`);
    made.classList.toggle("upright", end - begin === 1);
    labels.push(made);
    begin = end;
  }
  return labels;
}

/** @param {string} name @param {string} kind @param {string} columns */
function label(name, kind, columns) {
  const made = element("span", name, { class: `bits-label f-${kind}`, title: name });
  made.style.gridColumn = columns;
  return made;
}

/** The first bytes of the payload, before and after XOR. @param {import("./frame.js").Frame} frame */
function masking(frame) {
  const shown = [...frame.payload.subarray(0, SHOWN_PAYLOAD_BYTES).keys()];
  const row = (/** @type {string} */ name, /** @type {(place: number) => string} */ value) =>
    element("tr", [element("th", name, { scope: "row" }), ...shown.map((place) => element("td", value(place)))]);
  const octet = (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0");
  const printable = (/** @type {number} */ byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : "·");
  return element("div", element("table", element("tbody", [
    row("as it travels", (place) => octet(frame.masked[place])),
    row("XOR key", (place) => octet(frame.key[place % 4])),
    row("= payload", (place) => octet(frame.payload[place])),
    row("in ASCII", (place) => printable(frame.payload[place])),
  ])), { class: "xor" });
}

/** The browser makes the real frame, with a key of its own; pages cannot send pings. */
function echo(/** @type {HTMLElement} */ section, /** @type {HTMLFormElement} */ form, /** @type {URL} */ base) {
  /** @type {HTMLOutputElement} */
  const result = part(section, "[data-echoed]");
  const opcode = Number(form.kind.value);
  if (opcode !== TEXT && opcode !== BINARY && opcode !== CLOSE) {
    result.value = "A page cannot send pings and pongs; browsers answer pings by themselves.";
    return;
  }
  const socket = new WebSocket(socketAddress(base, "echo"));
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    try {
      if (opcode === CLOSE) socket.close(Number(form.code.value), form.message.value);
      else socket.send(opcode === BINARY ? fromHex(form.message.value) : form.message.value);
    } catch (refused) {
      result.value = `The browser refuses: ${/** @type {Error} */ (refused).message}`;
      socket.onclose = null;
      socket.close();
    }
  };
  socket.onmessage = (event) => {
    result.value = `Echoed: ${typeof event.data === "string" ? event.data : hex(new Uint8Array(event.data))}`;
    socket.close(1000);
  };
  socket.onclose = (event) => {
    if (opcode === CLOSE && event.wasClean) result.value = `Closed with ${event.code} ${event.reason}`;
  };
}
