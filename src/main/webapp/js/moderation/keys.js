// @ts-check

/** Buttons of the current entry, by the keys for them. @type {Record<string, string>} */
const BUTTONS = { a: "publish", h: "hide", s: "spam", d: "delete" };

/**
 * Single keys, for who decides about many; "?" tells them.
 * @param {import("./cards.js").Cards} cards
 * @param {import("./decisions.js").Decisions} decisions
 */
export function keys(cards, decisions) {
  const help = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
  const show = /** @type {HTMLElement} */ (document.getElementById("show-keys"));
  show.hidden = false;
  show.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || isWriting(event.target)) return;
    const card = cards.current;
    const act = actions(event.key, card);
    if (!act) return;
    event.preventDefault();
    // A key that is held down goes on, and decides once.
    if (!event.repeat || "jk".includes(event.key)) act();
  });

  /**
   * @param {string} key
   * @param {HTMLElement | null} card
   * @returns {(() => void) | undefined}
   */
  function actions(key, card) {
    if (key === "?") return () => help.showModal();
    if (key === "u") return () => decisions.undo();
    if (!card) return undefined;
    const isCurrent = card.contains(document.activeElement);
    if (key === "j") return () => (isCurrent ? cards.neighbour(card, 1) : card)?.focus();
    if (key === "k") return () => (isCurrent ? cards.neighbour(card, -1) : card)?.focus();
    // What is decided by a key must be seen to be meant.
    if (!isCurrent) return BUTTONS[key] || key === "x" ? () => card.focus() : undefined;
    if (key === "x") return () => card.querySelector("input")?.click();
    const button = /** @type {HTMLButtonElement | null} */ (card.querySelector(`button[name="${BUTTONS[key]}"]`));
    return button ? () => button.click() : undefined;
  }
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select");
}
