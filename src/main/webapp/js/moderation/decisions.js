// @ts-check
import { ask } from "../ask.js";

const UNDO_SECONDS = 10;
const SECOND = 1_000;

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
    this.#inTurn(() => (this.#bar.hidden ? undefined : this.#tell(fieldsOf(this.#bar, this.#button), [])));
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
    const fields = fieldsOf(form, button);
    // What is shown now, and not what was when the page came.
    if (button.id === "publish-shown") fields.set(button.name, this.#cards.all.map(({ dataset }) => dataset.id).join(" "));
    const ids =
      button.name === "selected"
        ? [...fields.keys()].filter((name) => name.startsWith("entry-")).map((name) => name.slice("entry-".length))
        : (fields.get(button.name) ?? "").split(" ");
    this.#cards.leave(ids);
    this.#inTurn(() => this.#tell(fields, ids));
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
      else if (answer.json) this.#fail(this.#words.fault(answer.json.errors[0]));
      else location.reload(); // whoever may not moderate any more is led to where one can log in
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

/** @param {HTMLFormElement} form @param {HTMLButtonElement} button by which it is sent */
function fieldsOf(form, button) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  fields.append(button.name, button.value);
  return fields;
}
