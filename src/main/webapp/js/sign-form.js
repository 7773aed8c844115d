// @ts-check
import { store } from "./receipts.js";

const NAME = "guestbook.name";
const DRAFT = "guestbook.draft";

/** The form: it counts, checks as the server would, and loses nothing. */
export class SignForm {
  #words;
  #outbox;
  #presence;
  #form = /** @type {HTMLFormElement} */ (document.getElementById("sign"));
  #name = /** @type {HTMLInputElement} */ (document.getElementById("name"));
  #text = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
  #counter = /** @type {HTMLOutputElement} */ (document.getElementById("text-counter"));
  #hint = /** @type {HTMLElement} */ (document.getElementById("sign-hint"));

  /**
   * @param {import("./words.js").Words} words
   * @param {import("./outbox.js").Outbox} outbox
   * @param {import("./presence.js").Presence} presence
   */
  constructor(words, outbox, presence) {
    this.#words = words;
    this.#outbox = outbox;
    this.#presence = presence;
    outbox.onRejected = (draft, faults) => this.#takeBack(draft, faults);
    this.#name.value ||= store(() => localStorage.getItem(NAME)) ?? "";
    this.#text.value ||= store(() => localStorage.getItem(DRAFT)) ?? "";
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    });
    this.#name.addEventListener("input", () => this.#showFault(this.#name, null));
    this.#text.addEventListener("input", () => {
      store(() => localStorage.setItem(DRAFT, this.#text.value));
      this.#showFault(this.#text, null);
      this.#count();
      presence.writing(this.#text.value.trim() !== "");
    });
    this.#count();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const draft = { key: newKey(), name: this.#name.value.trim(), text: this.#text.value.replaceAll("\t", "  ").trim() };
    const wrong = [this.#check(this.#name), this.#check(this.#text)].some(Boolean);
    if (wrong) {
      this.#form.querySelector(/** @type {"input"} */ ("[aria-invalid=true]"))?.focus();
      return;
    }
    store(() => localStorage.setItem(NAME, draft.name));
    this.#clearText();
    this.#hint.textContent = this.#words.get("everybodyReads");
    this.#outbox.add(draft);
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field @returns {boolean} whether something is wrong */
  #check(field) {
    const length = [...field.value.trim()].length;
    const code = length === 0 ? "required" : length > Number(field.dataset.limit) ? "too_long" : null;
    this.#showFault(field, code && this.#words.get(`${field.name}.${code}`));
    return code !== null;
  }

  /** The book refused it: the words come back into the form. @param {any} draft @param {any[]} faults */
  #takeBack(draft, faults) {
    this.#name.value = draft.name;
    this.#text.value ||= draft.text;
    store(() => localStorage.setItem(DRAFT, this.#text.value));
    this.#count();
    for (const fault of faults) {
      const field = [this.#name, this.#text].find((one) => one.name === fault.field);
      if (field) this.#showFault(field, this.#words.fault(fault));
      else this.#hint.textContent = this.#words.fault(fault);
    }
  }

  #clearText() {
    this.#text.value = "";
    this.#presence.writing(false);
    store(() => localStorage.removeItem(DRAFT));
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
    const length = [...this.#text.value.trim()].length;
    const language = document.documentElement.lang;
    this.#counter.textContent = length
      ? this.#words.get("counter", length.toLocaleString(language), limit.toLocaleString(language))
      : "";
    this.#counter.classList.toggle("over", length > limit);
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
