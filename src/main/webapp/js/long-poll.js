// @ts-check
import { ask } from "./ask.js";

/** Shorter than the silence after which the connection would be taken for dead. */
const WAIT_SECONDS = 15;
const LATE_MILLIS = 10_000;

/**
 * Hears the book by asking again and again; each question waits for its answer.
 * @param {URL} root
 * @param {string} since
 * @param {import("./live-connection.js").Listener} listener
 * @returns {import("./live-connection.js").Transport}
 */
export function longPoll(root, since, listener) {
  const abort = new AbortController();

  /** @param {string} cursor @param {number} seconds */
  async function next(cursor, seconds) {
    const url = new URL("api/v1/changes", root);
    if (cursor) url.searchParams.set("since", cursor);
    url.searchParams.set("wait", String(seconds));
    const { ok, status, json } = await ask(url, { signal: abort.signal }, seconds * 1_000 + LATE_MILLIS);
    if (!ok || !json) throw new Error(`status ${status}`);
    return json;
  }

  /** @param {any} answer */
  function welcome(answer) {
    listener.message({ type: "Welcome", epoch: answer.epoch, revision: answer.revision ?? answer.to });
    listener.message(answer.reset ? { type: "Reset" } : answer);
    return `${answer.epoch}:${answer.revision ?? answer.to}`;
  }

  async function run() {
    try {
      let cursor = welcome(await next(since, 0));
      while (!abort.signal.aborted) {
        const answer = await next(cursor, WAIT_SECONDS);
        if (answer.reset) {
          cursor = welcome(answer);
        } else {
          listener.message(answer);
          cursor = `${answer.epoch}:${answer.to}`;
        }
      }
    } catch {
      if (!abort.signal.aborted) listener.lost();
    }
  }

  queueMicrotask(run);
  return { close: () => abort.abort() };
}
