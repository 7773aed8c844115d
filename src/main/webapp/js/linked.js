// @ts-check
import LinkifyIt from "./linkify-it/index.mjs";

const finder = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ["ftp:", "//", "mailto:"]) finder.add(schema, null);

/**
 * Where scripts without blanks between words go on with the sentence, quotation marks and dots of all, and signs that nobody
 * sees or that turn the direction.
 */
const BEYOND = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\u2018-\u201F\u2026\u00AB\u00BB\u3000-\u303F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF65]/;
const SENTENCE_END = /[.,:;!?]+$/;

/**
 * A text's nodes, with web addresses as links that pass on neither rank nor referrer.
 * @param {string} text
 * @returns {Node[]}
 */
export function linked(text) {
  /** @type {Node[]} */
  const nodes = [];
  let end = 0;
  for (const { index, raw } of finder.match(text) ?? []) {
    const address = raw.split(BEYOND)[0].replace(SENTENCE_END, "");
    nodes.push(document.createTextNode(text.slice(end, index)), link(address));
    end = index + address.length;
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
