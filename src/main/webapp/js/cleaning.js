// @ts-check

/**
 * A guest's words as the book will keep them (the class Cleaning), so that the page counts what the book counts.
 * @param {string} words
 */
export function cleaned(words) {
  const lines = words
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\uFEFF", "")
    .replace(/(?!\n)\p{Cc}/gu, " ")
    .replace(/[\uF076\uF0A7\uF0B7\uF0D8]/g, "•")
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(/[\u202D\u202E]/g, "");
  return directionsEnd(withoutPiles(withoutPiles(lines).normalize("NFC")))
    .normalize("NFC")
    .replace(/\p{Zs}+\n/gu, "\n")
    .replace(/\n[\p{Zs}\p{Cf}]+(?=\n)/gu, "\n")
    .replace(/\n{4,}/g, "\n\n\n")
    .trim();
}

/** @param {string} words */
function withoutPiles(words) {
  return words.replace(/([\p{M}\p{Cf}]{8})[\p{M}\p{Cf}]+/gu, "$1");
}

/** Without what begins a direction and does not end it on its line, and what ends none. @param {string} words */
function directionsEnd(words) {
  return words.split("\n").map(directionsEndOnLine).join("\n");
}

/** @param {string} line */
function directionsEndOnLine(line) {
  const letters = [...line];
  /** @type {number[]} */
  const begun = [];
  const unmatched = new Set();
  letters.forEach((letter, at) => {
    if (/[\u202A\u202B\u2066-\u2068]/.test(letter)) begun.push(at);
    if (!/[\u202C\u2069]/.test(letter)) return;
    const begin = letters[begun[begun.length - 1]];
    // An isolate is ended by its own sign, everything else by the other.
    if (begin !== undefined && (letter === "\u2069") === begin >= "\u2066") begun.pop();
    else unmatched.add(at);
  });
  for (const at of begun) unmatched.add(at);
  return letters.filter((_, at) => !unmatched.has(at)).join("");
}

/** How many characters of them count. @param {string} words */
export function lengthOf(words) {
  return [...cleaned(words)].length;
}
