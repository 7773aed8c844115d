// @ts-check
const ADDRESS = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/**
 * A text's nodes, with web addresses as links that pass on neither rank nor referrer.
 * @param {string} text
 * @returns {Node[]}
 */
export function linked(text) {
  /** @type {Node[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (!URL.canParse(match[0])) continue;
    nodes.push(document.createTextNode(text.slice(end, match.index)));
    const link = document.createElement("a");
    link.href = match[0];
    link.textContent = match[0];
    link.rel = "ugc nofollow noopener noreferrer";
    nodes.push(link);
    end = (match.index ?? 0) + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}
