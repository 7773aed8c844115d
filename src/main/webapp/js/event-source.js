// @ts-check

/**
 * Hears the book over Server-Sent Events.
 * @param {URL} root
 * @param {string} since
 * @param {import("./live-connection.js").Listener} listener
 * @returns {import("./live-connection.js").Transport}
 */
export function eventSource(root, since, listener) {
  const url = new URL("api/v1/events", root);
  if (since) url.searchParams.set("since", since);
  /** @type {EventSource} */
  let source;
  try {
    source = new EventSource(url);
  } catch {
    queueMicrotask(() => listener.lost());
    return { close() {} };
  }
  source.onmessage = (event) => listener.message(JSON.parse(event.data));
  source.addEventListener("alive", () => listener.alive());
  // It would come back by itself, but the connection knows better when and how.
  source.onerror = () => {
    source.close();
    listener.lost();
  };
  return { close: () => source.close() };
}
