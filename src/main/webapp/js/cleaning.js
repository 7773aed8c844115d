// @ts-check

/**
 * A guest's words as the book will keep them (the class Cleaning), so that the page counts what the book counts.
 * @param {string} words
 */
export function cleaned(words) {
  return words
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\uFEFF", "")
    .replace(/(?!\n)\p{Cc}/gu, " ")
    .normalize("NFC")
    .replace(/([\p{Mn}\p{Me}]{8})[\p{Mn}\p{Me}]+/gu, "$1")
    .trim()
    .replace(/\p{Zs}+\n/gu, "\n")
    .replace(/\n{4,}/g, "\n\n\n");
}

/** How many characters of them count. @param {string} words */
export function lengthOf(words) {
  return [...cleaned(words)].length;
}
