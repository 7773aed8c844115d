// @ts-check
const ANSWER_MILLIS = 10_000;

/** @typedef {{ok: boolean, status: number, headers: Headers, json: any}} Answer what came; json is null where it was none */

/**
 * Fetches, and takes no answer for an answer after a while: a connection may look alive and carry nothing.
 * @param {URL} url
 * @param {RequestInit} [request]
 * @param {number} [millis] how long to wait for the whole answer
 * @returns {Promise<Answer>} rejected where there was none
 */
export async function ask(url, request = {}, millis = ANSWER_MILLIS) {
  const abort = new AbortController();
  const stop = () => abort.abort();
  const timer = setTimeout(stop, millis);
  request.signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(url, { cache: "no-store", ...request, signal: abort.signal });
    const words = await response.text();
    return { ok: response.ok, status: response.status, headers: response.headers, json: parsed(words) };
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
  }
}

/** @param {string} words */
function parsed(words) {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}
