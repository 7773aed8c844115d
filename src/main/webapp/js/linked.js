// @ts-check
import LinkifyIt from "./linkify-it/index.mjs";

const finder = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ["ftp:", "//", "mailto:"]) finder.add(schema, null);

/**
 * A text's nodes, with web addresses as links that pass on neither rank nor referrer.
 * @param {string} text
 * @returns {Node[]}
 */
export function linked(text) {
  /** @type {Node[]} */
  const nodes = [];
  let end = 0;
  for (const { index, lastIndex } of finder.match(text) ?? []) {
    nodes.push(document.createTextNode(text.slice(end, index)), link(text.slice(index, lastIndex)));
    end = lastIndex;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

/** @param {string} address */
function link(address) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = address;
  link.rel = "ugc nofollow noopener noreferrer";
  return link;
}
