// @ts-check
import { ask } from "../ask.js";

const UNDO_SECONDS = 10;
const SECOND = 1_000;
/** Before the id in the name of a card's own field. */
const SELECTED = "entry-";

/** Tells the book what was decided, without leaving the page, and lets it be taken back for a while. */
export class Decisions {
  #root;
  #words;
  #announcer;
  #cards;
  #bar = /** @type {HTMLFormElement} */ (document.getElementById("undo"));
  #sentence = /** @type {HTMLElement} */ (this.#bar.querySelector("p"));
  #button = /** @type {HTMLButtonElement} */ (this.#bar.querySelector("button"));
  #timer = 0;
  /** @type {Promise<void>} */
  #turn = Promise.resolve();

  /**
   * @param {URL} root the application's
   * @param {import("../words.js").Words} words
   * @param {import("../announcer.js").Announcer} announcer
   * @param {import("./cards.js").Cards} cards
   */
  constructor(root, words, announcer, cards) {
    this.#root = root;
    this.#words = words;
    this.#announcer = announcer;
    this.#cards = cards;
    for (const form of [this.#bar, /** @type {HTMLFormElement} */ (document.getElementById("judge"))])
      form.addEventListener("submit", (event) => this.#decide(event, form));
    if (!this.#bar.hidden) this.#count(UNDO_SECONDS);
  }

  /** Takes the last decision back, if it is not too late. */
  undo() {
    this.#inTurn(() => (this.#button.value ? this.#tell(new URLSearchParams({ undo: this.#button.value }), []) : undefined));
  }

  /** @param {SubmitEvent} event @param {HTMLFormElement} form */
  #decide(event, form) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!button) return;
    event.preventDefault();
    if (form === this.#bar) {
      this.undo();
      return;
    }
    const isSelected = button.name === "selected";
    const verdict = isSelected ? button.value : button.name;
    const ids = this.#ids(form, button).filter((id) => !this.#cards.isLeaving(id));
    if (ids.length === 0) return;
    const { state = "" } = document.body.dataset;
    this.#cards.leave(ids);
    this.#inTurn(() => this.#tell(new URLSearchParams({ state, [verdict]: ids.join(" ") }), ids));
  }

  /** @param {HTMLFormElement} form @param {HTMLButtonElement} button @returns {string[]} of the entries that are meant */
  #ids(form, button) {
    // What is shown now, and not what was when the page came.
    if (button.id === "publish-shown") return this.#cards.all.map(({ dataset }) => dataset.id ?? "");
    if (button.name !== "selected") return [button.value];
    return [...new FormData(form).keys()].filter((name) => name.startsWith(SELECTED)).map((name) => name.slice(SELECTED.length));
  }

  /** One after the other, so that whoever is quick takes back what was decided last. @param {() => Promise<void> | undefined} action */
  #inTurn(action) {
    this.#turn = this.#turn.then(action).catch(console.error);
  }

  /** @param {URLSearchParams} fields @param {string[]} ids of the cards that are about to leave */
  async #tell(fields, ids) {
    try {
      const answer = await ask(new URL("moderate", this.#root), {
        method: "POST",
        headers: { Accept: "application/json" },
        body: fields,
      });
      if (answer.ok && answer.json) this.#made(answer.json.judgments, fields.has("undo"));
      else if (answer.ok) location.reload(); // whoever may not moderate any more was led to where one can log in
      else this.#fail(answer.json ? this.#words.fault(answer.json.errors[0]) : this.#words.get("notDecided"));
    } catch {
      this.#fail(this.#words.get("notDecided"));
    } finally {
      this.#cards.stay(ids);
    }
  }

  /** @param {{revision: number, entryId: number, was: string, became: string}[]} judgments @param {boolean} undone */
  #made(judgments, undone) {
    for (const { entryId, became } of judgments)
      if (became !== document.body.dataset.state) this.#cards.remove(entryId);
    if (undone) {
      this.#hide();
      this.#announcer.say(this.#words.get("undone"));
    } else if (judgments.length > 0) this.#offer(judgments);
    else this.#fail(this.#words.get("decidedAlready"));
  }

  /** @param {{revision: number, became: string}[]} judgments */
  #offer(judgments) {
    const { became } = judgments[0];
    const told =
      judgments.length === 1
        ? this.#words.get(`done.${became}One`)
        : this.#words.get(`done.${became}Many`, judgments.length);
    this.#button.hidden = false;
    this.#button.value = `${judgments[0].revision}-${judgments[judgments.length - 1].revision}`;
    this.#show(told);
    this.#count(UNDO_SECONDS);
  }

  /** @param {string} sentence */
  #fail(sentence) {
    this.#button.hidden = true;
    this.#button.value = "";
    this.#show(sentence);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), UNDO_SECONDS * SECOND);
  }

  /** @param {string} sentence */
  #show(sentence) {
    this.#sentence.textContent = sentence;
    this.#bar.hidden = false;
    this.#announcer.say(sentence);
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#button.value = "";
    this.#bar.hidden = true;
  }

  /** @param {number} seconds that are left */
  #count(seconds) {
    clearTimeout(this.#timer);
    if (seconds === 0) {
      this.#hide();
      return;
    }
    this.#button.textContent = `${this.#words.get("undo")} ${seconds}`;
    this.#timer = setTimeout(() => this.#count(seconds - 1), SECOND);
  }
}
