// @ts-check
// Frames as RFC 6455 §5.2 draws them: made from a message, and parsed from bytes.

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;

const NAMES = new Map([[0, "continuation"], [1, "text"], [2, "binary"], [8, "close"], [9, "ping"], [10, "pong"]]);
const SHORT_LIMIT = 125;
const SHORT_EXTENDED_LIMIT = 0xffff;

/**
 * @typedef {object} Field one field of a frame
 * @property {string} name
 * @property {string} kind how it is coloured
 * @property {number} bits how many it has
 * @property {string} value in words
 *
 * @typedef {object} Frame
 * @property {boolean} fin
 * @property {number} opcode
 * @property {Uint8Array} bytes the whole frame
 * @property {Field[]} fields in their order
 * @property {Uint8Array} key empty when it is not masked
 * @property {Uint8Array} masked the payload as it travels
 * @property {Uint8Array} payload the payload as it is meant
 */

/**
 * The bytes of one frame.
 * @param {boolean} fin
 * @param {number} opcode
 * @param {Uint8Array} payload
 * @param {Uint8Array} key four bytes, or none where the frame is not masked
 */
export function encode(fin, opcode, payload, key) {
  const head = [(fin ? 0x80 : 0) | opcode];
  const mask = key.length ? 0x80 : 0;
  if (payload.length <= SHORT_LIMIT) head.push(mask | payload.length);
  else if (payload.length <= SHORT_EXTENDED_LIMIT) head.push(mask | 126, payload.length >> 8, payload.length & 0xff);
  else {
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(payload.length));
    head.push(mask | 127, ...new Uint8Array(length.buffer));
  }
  return Uint8Array.of(...head, ...key, ...xor(payload, key));
}

/**
 * Masks, and unmasks.
 * @param {Uint8Array} payload
 * @param {Uint8Array} key
 */
export function xor(payload, key) {
  return key.length ? payload.map((byte, place) => byte ^ key[place % 4]) : payload;
}

/**
 * The frames that these bytes are.
 * @param {Uint8Array} bytes
 * @returns {Frame[]}
 * @throws {RangeError} that says what is wrong
 */
export function parse(bytes) {
  const frames = [];
  for (let at = 0; at < bytes.length; at += frames[frames.length - 1].bytes.length) frames.push(parseOne(bytes.subarray(at)));
  return frames;
}

/** @param {Uint8Array} bytes @returns {Frame} */
function parseOne(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  need(bytes, 2, "A frame has two bytes at least");
  const fin = (bytes[0] & 0x80) !== 0;
  const opcode = bytes[0] & 0x0f;
  const isMasked = (bytes[1] & 0x80) !== 0;
  const short = bytes[1] & 0x7f;
  /** @type {Field[]} */
  const fields = [
    { name: "FIN", kind: "fin", bits: 1, value: fin ? "1: the last frame of its message" : "0: more frames follow" },
    { name: "RSV", kind: "rsv", bits: 3, value: reserved(bytes[0]) },
    { name: "opcode", kind: "opcode", bits: 4, value: `${opcode}: ${NAMES.get(opcode) ?? "reserved, which the receiver must refuse"}` },
    { name: "MASK", kind: "mask", bits: 1, value: isMasked ? "1: masked, as a client must" : "0: not masked, as a server must" },
    { name: "length", kind: "length", bits: 7, value: lengthInWords(short) },
  ];
  let at = 2;
  let length = short;
  if (short >= 126) {
    const size = short === 126 ? 2 : 8;
    need(bytes, at + size, `After the length ${short} come ${size} bytes with the true length`);
    length = short === 126 ? view.getUint16(at) : Number(view.getBigUint64(at));
    fields.push({ name: "extended length", kind: "length", bits: size * 8, value: `${length} bytes` });
    at += size;
  }
  const key = bytes.subarray(at, at + (isMasked ? 4 : 0));
  need(bytes, at + (isMasked ? 4 : 0), "The masking key has four bytes");
  if (isMasked) fields.push({ name: "masking key", kind: "key", bits: 32, value: hex(key) });
  at += key.length;
  need(bytes, at + length, `The payload has ${length} bytes`);
  const masked = bytes.subarray(at, at + length);
  const payload = xor(masked, key);
  if (length) fields.push({ name: "payload", kind: "payload", bits: length * 8, value: payloadInWords(opcode, payload) });
  return { fin, opcode, bytes: bytes.subarray(0, at + length), fields, key, masked, payload };
}

/** @param {Uint8Array} bytes @param {number} count @param {string} rule */
function need(bytes, count, rule) {
  if (bytes.length < count) throw new RangeError(`${rule}; here are ${bytes.length} bytes, and ${count} are needed.`);
}

/** @param {number} first */
function reserved(first) {
  const bits = (first >> 4) & 7;
  if (bits === 0) return "000";
  return `${bits.toString(2).padStart(3, "0")}: ${bits === 4 ? "compressed, if permessage-deflate was agreed" : "only an extension may set these"}`;
}

/** @param {number} short */
function lengthInWords(short) {
  if (short === 126) return "126: the next 16 bits are the length";
  if (short === 127) return "127: the next 64 bits are the length";
  return `${short} bytes`;
}

/** @param {number} opcode @param {Uint8Array} payload */
function payloadInWords(opcode, payload) {
  if (opcode === CLOSE && payload.length >= 2)
    return `code ${(payload[0] << 8) | payload[1]} ${new TextDecoder().decode(payload.subarray(2))}`.trim();
  if (opcode === BINARY) return hex(payload.subarray(0, 32));
  return `“${new TextDecoder().decode(payload.subarray(0, 200))}”`;
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/**
 * @param {string} digits with or without spaces
 * @throws {RangeError} that says what is wrong
 */
export function fromHex(digits) {
  const dense = digits.replace(/0x|[\s,:]/gi, "");
  if (!/^([0-9a-f]{2})*$/i.test(dense)) throw new RangeError("Bytes in hex have two digits each, 0 to 9 and a to f.");
  return Uint8Array.from(dense.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
