// @ts-check
const WAIT_SECONDS = 25;

/**
 * Hears the book by asking again and again; each question waits for its answer.
 * @param {URL} base
 * @param {string | null} since
 * @param {import("./live-connection.js").Listener} listener
 * @returns {import("./live-connection.js").Transport}
 */
export function longPoll(base, since, listener) {
  const abort = new AbortController();

  /** @param {string | null} cursor @param {number} seconds */
  async function ask(cursor, seconds) {
    const url = new URL("api/v1/changes", base);
    if (cursor) url.searchParams.set("since", cursor);
    url.searchParams.set("wait", String(seconds));
    const response = await fetch(url, { signal: abort.signal, cache: "no-store" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  /** @param {any} answer */
  function welcome(answer) {
    listener.message({ type: "Welcome", epoch: answer.epoch, revision: answer.revision ?? answer.to });
    listener.message(answer.reset ? { type: "Reset" } : answer);
    return `${answer.epoch}:${answer.revision ?? answer.to}`;
  }

  async function run() {
    try {
      let cursor = welcome(await ask(since, 0));
      while (!abort.signal.aborted) {
        const answer = await ask(cursor, WAIT_SECONDS);
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
