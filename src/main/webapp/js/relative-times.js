// @ts-check
import { attempt } from "./attempt.js";

const UPDATE_MILLIS = 20_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WEEK_DAYS = 7;
const MONTH_DAYS = 31;
const YEAR_MONTHS = 12;

/** Says how long ago each entry was signed; the exact local time stands in the title. */
export class RelativeTimes {
  /** Missing where the browser knows none for this language; the times then stay as they are. */
  #formats;

  /** @param {string} language */
  constructor(language) {
    this.#formats = attempt(() => ({
      relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }),
      exact: new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "medium" }),
    }));
  }

  start() {
    const update = () => document.querySelectorAll("time").forEach((time) => this.show(time));
    update();
    setInterval(update, UPDATE_MILLIS);
  }

  /** @param {HTMLTimeElement} time */
  show(time) {
    if (!time.dateTime || !this.#formats) return;
    const { relative, exact } = this.#formats;
    const date = new Date(time.dateTime);
    if (time.classList.contains("exact")) {
      time.textContent = exact.format(date);
      return;
    }
    const [count, unit] = ago(date, new Date());
    time.textContent = relative.format(-count, unit);
    time.title = exact.format(date);
  }
}

/**
 * As people count: "yesterday" is the day before, however few hours ago.
 * @param {Date} then
 * @param {Date} now
 * @returns {[number, Intl.RelativeTimeFormatUnit]}
 */
function ago(then, now) {
  // A device whose clock is slow must not read "in 3 seconds".
  const millis = Math.max(0, now.getTime() - then.getTime());
  if (millis < MINUTE) return [0, "second"];
  if (millis < HOUR) return [Math.floor(millis / MINUTE), "minute"];
  const days = day(now) - day(then);
  if (days < 1) return [Math.floor(millis / HOUR), "hour"];
  if (days < WEEK_DAYS) return [days, "day"];
  if (days < MONTH_DAYS) return [Math.floor(days / WEEK_DAYS), "week"];
  const months = month(now) - month(then);
  if (months < YEAR_MONTHS) return [months, "month"];
  return [now.getFullYear() - then.getFullYear(), "year"];
}

/** The number of a date's day in the device's own calendar. @param {Date} date */
function day(date) {
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / (24 * HOUR));
}

/** @param {Date} date */
function month(date) {
  return date.getFullYear() * YEAR_MONTHS + date.getMonth();
}
