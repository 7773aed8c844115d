// @ts-check
import { attempt } from "./attempt.js";
import { cleaned, lengthOf } from "./cleaning.js";

/** A second click, or a key held down, comes with an empty form. */
const SAME_GESTURE_MILLIS = 1_000;
/** Who listens is told how much room is left at these lengths, not at each letter. */
const TOLD_WHEN_LEFT = [100, 50, 20, 10, 5, 0];

/** The form: it counts, checks as the server would, and loses nothing. */
export class SignForm {
  #device;
  #words;
  #outbox;
  #presence;
  #announcer;
  #form = /** @type {HTMLFormElement} */ (document.getElementById("sign"));
  #button = /** @type {HTMLButtonElement} */ (this.#form.querySelector("button"));
  #name = /** @type {HTMLInputElement} */ (document.getElementById("name"));
  #text = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
  #token = /** @type {HTMLInputElement} */ (document.getElementById("device"));
  #counter = /** @type {HTMLElement} */ (document.getElementById("text-counter"));
  #hint = /** @type {HTMLElement} */ (document.getElementById("sign-hint"));
  #usualHint = this.#hint.textContent;
  #left = Infinity;
  #signedAt = -Infinity;
  /** What came back and may be in the book after all; unchanged it keeps its key. @type {import("./outbox.js").Draft | null} */
  #returned = null;

  /**
   * @param {import("./device.js").Device} device
   * @param {import("./words.js").Words} words
   * @param {import("./outbox.js").Outbox} outbox
   * @param {import("./presence.js").Presence | undefined} presence
   * @param {import("./announcer.js").Announcer} announcer
   */
  constructor(device, words, outbox, presence, announcer) {
    this.#device = device;
    this.#words = words;
    this.#outbox = outbox;
    this.#presence = presence;
    this.#announcer = announcer;
    outbox.onReturned = (draft, faults) => this.#takeBack(draft, faults);
    this.#device.take(this.#token);
    this.#name.value ||= device.get("name") ?? "";
    this.#text.value ||= device.get("draft") ?? "";
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) this.#button.click();
    });
    this.#name.addEventListener("input", () => {
      device.set("name", this.#name.value);
      this.#showFault(this.#name, null);
    });
    this.#text.addEventListener("input", () => {
      device.set("draft", this.#text.value);
      this.#showFault(this.#text, null);
      this.#count();
      presence?.writing(this.#text.value.trim() !== "");
    });
    this.#count();
  }

  /** @param {Event} event */
  #submit(event) {
    const draft = attempt(() => this.#draft());
    // What this script cannot do, the form does by itself.
    if (draft === undefined) return;
    event.preventDefault();
    if (draft === null) return;
    const { name, text } = draft;
    const same = this.#returned?.name === name && this.#returned.text === text;
    this.#clearText();
    this.#signedAt = performance.now();
    this.#hint.textContent = this.#usualHint;
    this.#outbox.add({ key: same && this.#returned ? this.#returned.key : newKey(), name, text, device: this.#token.value });
    this.#returned = null;
  }

  /** What stands in the form; null where that is wrong or a second click. */
  #draft() {
    if (!this.#text.value && performance.now() - this.#signedAt < SAME_GESTURE_MILLIS) return null;
    const wrong = [this.#check(this.#name), this.#check(this.#text)].some(Boolean);
    if (wrong) {
      this.#focusOnFault();
      return null;
    }
    return { name: cleaned(this.#name.value), text: cleaned(this.#text.value) };
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field @returns {boolean} whether something is wrong */
  #check(field) {
    const length = lengthOf(field.value);
    const code = length === 0 ? "required" : length > Number(field.dataset.limit) ? "too_long" : null;
    this.#showFault(field, code && this.#words.get(`${field.name}.${code}`));
    return code !== null;
  }

  /** The words come back into the form, in front of what stands there already. @param {any} draft @param {any[]} faults */
  #takeBack(draft, faults) {
    this.#returned = faults.length ? null : draft;
    this.#name.value = draft.name;
    this.#text.value = [draft.text, this.#text.value].filter(Boolean).join("\n\n");
    this.#device.set("draft", this.#text.value);
    this.#count();
    for (const fault of faults) {
      const field = [this.#name, this.#text].find((one) => one.name === fault.field);
      if (field) this.#showFault(field, this.#words.fault(fault));
      else this.#hint.textContent = this.#words.fault(fault);
    }
    if (!faults.length) this.#text.focus();
    else this.#focusOnFault();
    this.#announcer.say(faults.map((fault) => this.#words.fault(fault)).join(" "));
  }

  /** Where something is wrong, that is said there, and read when one comes there. */
  #focusOnFault() {
    const field = this.#form.querySelector(/** @type {"input"} */ ("[aria-invalid=true]"));
    (field ?? this.#text).focus();
  }

  #clearText() {
    this.#text.value = "";
    this.#presence?.writing(false);
    this.#device.remove("draft");
    this.#count();
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field @param {string | null} sentence */
  #showFault(field, sentence) {
    const place = /** @type {HTMLElement} */ (document.getElementById(`${field.id}-fault`));
    place.textContent = sentence ?? "";
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  #count() {
    const limit = Number(this.#text.dataset.limit);
    const length = lengthOf(this.#text.value);
    const language = document.documentElement.lang;
    this.#counter.textContent = length
      ? this.#words.get("counter", length.toLocaleString(language), limit.toLocaleString(language))
      : "";
    this.#counter.classList.toggle("over", length > limit);
    const left = limit - length;
    if (TOLD_WHEN_LEFT.some((mark) => left <= mark && this.#left > mark)) this.#announcer.say(this.#counter.textContent);
    this.#left = left;
  }
}

/** A random UUID (RFC 9562 §5.4); browsers offer their own only on pages that came over TLS or from this machine. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
