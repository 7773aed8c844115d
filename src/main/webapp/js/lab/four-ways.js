// @ts-check
import { element, part } from "./page.js";

const NAMES = {
  SHORT_POLLING: "Short polling",
  LONG_POLLING: "Long polling",
  EVENT_STREAM: "Event stream",
  WEBSOCKET: "WebSocket",
};
const REFUSALS = new Map([
  [400, "Delays must be a number from 1 to 20, seconds between questions 0.5 to 10 by halves, seconds without an entry at most 60."],
  [501, "This server ends TLS itself, into which the lab cannot look."],
  [503, "Somebody else is measuring just now; please try again in a moment."],
]);
const SVG = "http://www.w3.org/2000/svg";
/** The server tells four times a second how it stands. */
const SILENCE_MILLIS = 15_000;
const MINUTE_SECONDS = 60;
const CHART = { width: 480, rowHeight: 44, left: 100, right: 20, axis: 28 };

/**
 * @typedef {object} Figures
 * @property {keyof typeof NAMES} way
 * @property {number[]} ports
 * @property {number} requests
 * @property {number} up
 * @property {number} down
 * @property {number} setUp
 * @property {number} setDown
 * @property {{times: number, up: number, down: number}} idle what was needed while nothing was signed
 * @property {number} heard how many entries
 * @property {(number | null)[]} delays of each entry in milliseconds; null where it was not heard of
 */

/** @typedef {{signed: number, done: boolean, ways: Figures[]}} Standing */

/** @param {URL} base */
export function fourWays(base) {
  const section = part(document, "#ways");
  const entries = field(section, "[data-entries]");
  const idle = field(section, "[data-idle]");
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = section.querySelectorAll("[data-measure], [data-wait]");

  /**
   * @param {string} button
   * @param {string} state
   * @param {() => Record<string, string>} wishes
   * @param {(standing: Standing, seconds: number) => string} show
   */
  function offer(button, state, wishes, show) {
    /** @type {HTMLOutputElement} */
    const output = part(section, state);
    part(section, button).onclick = async () => {
      for (const one of buttons) one.disabled = true;
      output.value = "getting ready …";
      try {
        const query = new URLSearchParams({ period: field(section, "[data-period]").value, ...wishes() });
        const begin = performance.now();
        const tell = (/** @type {Standing} */ standing) =>
          (output.value = show(standing, Math.round((performance.now() - begin) / 1_000)));
        output.value = await measure(new URL(`lab/four-ways?${query}`, base), tell);
      } catch {
        output.value = "The measurement ended early; please try again.";
      }
      for (const one of buttons) one.disabled = false;
    };
  }

  offer("[data-measure]", "[data-measuring]", () => ({ entries: entries.value }), ({ ways, signed }) => {
    show(section, ways, signed);
    return `${signed} of ${entries.value} signed`;
  });
  offer("[data-wait]", "[data-waiting]", () => ({ entries: "0", idle: idle.value }), ({ ways }, seconds) => {
    showIdle(section, ways, Math.max(1, Math.min(seconds, Number(idle.value))));
    return `${Math.min(seconds, Number(idle.value))} of ${idle.value} seconds`;
  });
}

/** @param {HTMLElement} section @param {string} selector @returns {HTMLInputElement} */
function field(section, selector) {
  return part(section, selector);
}

/**
 * Measures, and tells of each line how it stands.
 * @param {URL} url
 * @param {(standing: Standing) => void} tell
 * @returns {Promise<string>} how it ended
 */
async function measure(url, tell) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), SILENCE_MILLIS);
  const answer = await fetch(url, { method: "POST", signal: abort.signal });
  if (!answer.ok || !answer.body) return REFUSALS.get(answer.status) ?? "The server could not measure just now.";
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let unread = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (unread + decoder.decode(part.value, { stream: true })).split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE_MILLIS);
      /** @type {Standing} */
      const standing = JSON.parse(line);
      tell(standing);
      if (standing.done) {
        clearTimeout(timer);
        return standing.signed ? "done; the entries are being withdrawn" : "done";
      }
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

/**
 * What waiting costs while nothing happens.
 * @param {HTMLElement} section
 * @param {Figures[]} ways
 * @param {number} seconds
 */
function showIdle(section, ways, seconds) {
  const inMinute = (/** @type {Figures} */ { idle }) => Math.round(((idle.up + idle.down) * MINUTE_SECONDS) / seconds);
  const most = Math.max(1, ...ways.map(inMinute));
  part(section, "[data-waited]").hidden = ways.length === 0;
  part(section, "[data-idle-figures]").replaceChildren(...ways.map((way) => {
    const { times, up, down } = way.idle;
    const share = (/** @type {number} */ count) => (times ? bytes(Math.round(count / times)) : "–");
    return element("tr", [
      element("th", NAMES[way.way], { scope: "row" }),
      ...[bytes(times), share(up), share(down), bytes(inMinute(way))].map((words) => element("td", words)),
    ], { "data-way": way.way });
  }));
  part(section, "[data-idle-chart]").replaceChildren(...ways.map((way) => bar(NAMES[way.way], inMinute(way), most)));
}

/** @param {Figures} way @param {number} signed */
function each(way, signed) {
  return signed ? Math.round((way.up + way.down) / signed) : 0;
}

/** @param {Figures} way @param {number} signed */
function figures(way, signed) {
  const delays = known(way).sort((a, b) => a - b);
  const cell = (/** @type {string} */ words, /** @type {string} */ more = "") =>
    element("td", more ? [words, " ", element("small", more)] : words);
  return element("tr", [
    element("th", [NAMES[way.way], " ", element("small", way.ports.length === 1 ? `port ${way.ports[0]}` : `${way.ports.length} connections`)], { scope: "row" }),
    cell(String(way.requests)),
    cell(bytes(way.up), `+${bytes(way.setUp)} set\u2011up`),
    cell(bytes(way.down), `+${bytes(way.setDown)} set\u2011up`),
    cell(bytes(each(way, signed))),
    cell(delays.length ? millis(delays[Math.floor(delays.length / 2)]) : "–"),
    cell(delays.length ? millis(delays[delays.length - 1]) : "–"),
  ], { "data-way": way.way });
}

/** @param {Figures} way */
function known(way) {
  return way.delays.filter((delay) => delay !== null);
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
    for (const delay of known(way)) {
      const dot = drawn("circle", { cx: String(scale(delay)), cy: y, r: "5" });
      dot.append(drawn("title", {}, millis(delay)));
      svg.append(dot);
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

/** @param {number} delay */
function millis(delay) {
  return `${delay.toLocaleString("en")} ms`;
}
