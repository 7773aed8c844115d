// @ts-check
import { element, part } from "./page.js";

const NAMES = {
  SHORT_POLLING: "Short polling",
  LONG_POLLING: "Long polling",
  EVENT_STREAM: "Event stream",
  WEBSOCKET: "WebSocket",
};
const REFUSALS = new Map([
  [400, "Entries must be a number from 1 to 20."],
  [501, "This server ends TLS itself, into which the lab cannot look."],
  [503, "Somebody else is measuring just now; please try again in a moment."],
]);
const SVG = "http://www.w3.org/2000/svg";
const CHART = { width: 480, rowHeight: 44, left: 100, right: 20, axis: 28 };

/** A delay that is known to two in a hundred is told as a number, any other as a range. */
const EXACT = 0.02;

/** @typedef {{atLeast: number, atMost: number}} Delay in milliseconds */

/**
 * @typedef {object} Figures
 * @property {keyof typeof NAMES} way
 * @property {number} port
 * @property {number} requests
 * @property {number} up
 * @property {number} down
 * @property {number} setUp
 * @property {number} setDown
 * @property {Delay[]} delays
 */

/** @param {URL} base */
export function fourWays(base) {
  const section = part(document, "#ways");
  /** @type {HTMLButtonElement} */
  const button = part(section, "[data-measure]");
  /** @type {HTMLOutputElement} */
  const state = part(section, "[data-measuring]");
  button.onclick = async () => {
    /** @type {HTMLInputElement} */
    const entries = part(section, "[data-entries]");
    button.disabled = true;
    state.value = "getting ready …";
    try {
      state.value = await measure(section, base, entries.value, (words) => (state.value = words));
    } catch {
      state.value = "The measurement ended early; please try again.";
    }
    button.disabled = false;
  };
}

/**
 * Measures, and shows each line that tells how it stands.
 * @param {HTMLElement} section
 * @param {URL} base
 * @param {string} entries
 * @param {(words: string) => void} tell
 * @returns {Promise<string>} how it ended
 */
async function measure(section, base, entries, tell) {
  const answer = await fetch(new URL(`lab/four-ways?entries=${entries}`, base), { method: "POST" });
  if (!answer.ok || !answer.body) return REFUSALS.get(answer.status) ?? "The server could not measure just now.";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (unread + part.value).split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) {
      /** @type {{signed: number, done: boolean, ways: Figures[]}} */
      const standing = JSON.parse(line);
      tell(`${standing.signed} of ${entries} signed`);
      show(section, standing.ways, standing.signed);
      if (standing.done) return "done; the entries are being withdrawn";
    }
  }
  return "The measurement ended early; please try again.";
}

/**
 * @param {HTMLElement} section
 * @param {Figures[]} ways
 * @param {number} signed
 */
function show(section, ways, signed) {
  part(section, "[data-measured]").hidden = ways.length === 0;
  part(section, "[data-figures]").replaceChildren(...ways.map((way) => figures(way, signed)));
  const most = Math.max(1, ...ways.map((way) => each(way, signed)));
  part(section, "[data-bytes-chart]").replaceChildren(...ways.map((way) => bar(NAMES[way.way], each(way, signed), most)));
  part(section, "[data-delay-chart]").replaceChildren(dots(ways));
}

/** @param {Figures} way @param {number} signed */
function each(way, signed) {
  return signed ? Math.round((way.up + way.down) / signed) : 0;
}

/** @param {Figures} way @param {number} signed */
function figures(way, signed) {
  const median = (/** @type {number[]} */ sorted) => sorted[Math.floor(sorted.length / 2)];
  const longest = (/** @type {number[]} */ sorted) => sorted[sorted.length - 1];
  const cell = (/** @type {string} */ words, /** @type {string} */ more = "") =>
    element("td", more ? [words, " ", element("small", more)] : words);
  return element("tr", [
    element("th", [NAMES[way.way], " ", element("small", `port ${way.port}`)], { scope: "row" }),
    cell(String(way.requests)),
    cell(bytes(way.up), `+${bytes(way.setUp)} set-up`),
    cell(bytes(way.down), `+${bytes(way.setDown)} set-up`),
    cell(bytes(each(way, signed))),
    cell(way.delays.length ? told(typical(way.delays, median)) : "–"),
    cell(way.delays.length ? told(typical(way.delays, longest)) : "–"),
  ], { "data-way": way.way });
}

/**
 * One delay for many: of what they were at least and of what they were at most.
 * @param {Delay[]} delays
 * @param {(sorted: number[]) => number} choose
 * @returns {Delay}
 */
function typical(delays, choose) {
  const of = (/** @type {(delay: Delay) => number} */ end) => choose(delays.map(end).sort((a, b) => a - b));
  return { atLeast: of((delay) => delay.atLeast), atMost: of((delay) => delay.atMost) };
}

/** @param {string} name @param {number} value @param {number} most */
function bar(name, value, most) {
  const progress = element("progress", [], { max: String(most), value: String(value), "aria-label": name });
  return element("div", [element("span", name), progress, element("output", bytes(value))], { class: "bar" });
}

/** Each entry a dot on a scale that grows tenfold, because the ways lie so far apart. @param {Figures[]} ways */
function dots(ways) {
  const height = ways.length * CHART.rowHeight + CHART.axis;
  const svg = drawn("svg", { viewBox: `0 0 ${CHART.width} ${height}`, role: "img", "aria-label": "Delays" });
  const scale = (/** @type {number} */ delay) =>
    CHART.left + (Math.log10(Math.min(Math.max(delay, 1), 10_000)) / 4) * (CHART.width - CHART.left - CHART.right);
  for (const tick of [1, 10, 100, 1_000, 10_000]) {
    const x = String(scale(tick));
    svg.append(drawn("line", { x1: x, x2: x, y1: "0", y2: String(height - CHART.axis + 6) }));
    svg.append(drawn("text", { x, y: String(height - 6), "text-anchor": "middle" }, tick.toLocaleString("en")));
  }
  ways.forEach((way, row) => {
    const y = String((row + 0.5) * CHART.rowHeight);
    svg.append(drawn("text", { x: "0", y, "dominant-baseline": "middle" }, NAMES[way.way]));
    for (const delay of way.delays) {
      const [x1, x2] = isExact(delay) ? [middle(delay), middle(delay)] : [delay.atLeast, delay.atMost];
      const mark = drawn("line", { x1: String(scale(x1)), x2: String(scale(x2)), y1: y, y2: y, class: "delay" });
      mark.append(drawn("title", {}, told(delay)));
      svg.append(mark);
    }
  });
  return svg;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {string} [words]
 */
function drawn(name, attributes, words = "") {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.textContent = words;
  return made;
}

/** @param {number} count */
function bytes(count) {
  return count.toLocaleString("en");
}

/** @param {Delay} delay */
function told(delay) {
  return isExact(delay) ? `${figure(middle(delay))} ms` : `${figure(delay.atLeast)} to ${figure(delay.atMost)} ms`;
}

/** @param {Delay} delay */
function isExact(delay) {
  return delay.atMost - delay.atLeast <= 2 * EXACT * middle(delay);
}

/** @param {Delay} delay */
function middle(delay) {
  return (delay.atLeast + delay.atMost) / 2;
}

/** Three digits, because fewer would be less exact than the delay is known. @param {number} millis */
function figure(millis) {
  return millis.toLocaleString("en", { maximumSignificantDigits: millis < 1_000 ? 3 : 4 });
}
