// @ts-check

/**
 * The part of a section that this selector finds; a lab without it is a bug.
 * @template {HTMLElement} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {T}
 */
export function part(parent, selector) {
  const found = parent.querySelector(selector);
  if (!found) throw new Error(`The lab has no ${selector}.`);
  return /** @type {T} */ (found);
}

/**
 * An element with words in it.
 * @param {string} name
 * @param {string | Node | (string | Node)[]} [content]
 * @param {Record<string, string>} [attributes]
 */
export function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  made.append(...(Array.isArray(content) ? content : [content]));
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/**
 * Terms and what is true of each, in place of what was there.
 * @param {HTMLElement} list
 * @param {[string, string | Node][]} facts
 */
export function showFacts(list, facts) {
  list.replaceChildren(...facts.flatMap(([term, fact]) => [element("dt", term), element("dd", fact)]));
}

/**
 * Lines of a request or an answer, some of them marked.
 * @param {HTMLElement} where
 * @param {string[]} lines
 * @param {RegExp} marked
 */
export function showLines(where, lines, marked) {
  where.replaceChildren(...lines.flatMap((line) => [marked.test(line) ? element("mark", line) : line, "\n"]));
}

/**
 * A WebSocket's address below the guestbook.
 * @param {URL} base
 * @param {string} path
 */
export function socketAddress(base, path) {
  const address = new URL(path, base);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}
