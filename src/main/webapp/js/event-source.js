// @ts-check

/**
 * Hears the book over Server-Sent Events.
 * @param {URL} base
 * @param {string | null} since
 * @param {import("./live-connection.js").Listener} listener
 * @returns {import("./live-connection.js").Transport}
 */
export function eventSource(base, since, listener) {
  const url = new URL("api/v1/events", base);
  if (since) url.searchParams.set("since", since);
  let source;
  try {
    source = new EventSource(url);
  } catch {
    queueMicrotask(() => listener.lost());
    return { close() {} };
  }
  source.onmessage = (event) => listener.message(JSON.parse(event.data));
  // It would come back by itself, but the connection knows better when and how.
  source.onerror = () => {
    source.close();
    listener.lost();
  };
  return { close: () => source.close() };
}
