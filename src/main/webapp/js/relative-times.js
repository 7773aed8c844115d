// @ts-check
const UPDATE_MILLIS = 20_000;
const UNITS = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
]);

/** Says how long ago each entry was signed; the exact local time stands in the title. */
export class RelativeTimes {
  #relative;
  #exact;

  /** @param {string} language */
  constructor(language) {
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
    this.#exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" });
  }

  start() {
    const update = () => document.querySelectorAll("time").forEach((time) => this.show(time));
    update();
    setInterval(update, UPDATE_MILLIS);
  }

  /** @param {HTMLTimeElement} time */
  show(time) {
    if (!time.dateTime) return;
    const date = new Date(time.dateTime);
    // A device whose clock is slow must not read "in 3 seconds".
    const seconds = Math.max(0, Math.round((Date.now() - date.getTime()) / 1000));
    const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["second", 1];
    time.textContent = this.#relative.format(unit === "second" ? 0 : -Math.floor(seconds / size), unit);
    time.title = this.#exact.format(date);
  }
}
