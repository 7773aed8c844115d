// @ts-check
const STATES = ["connecting", "open", "closing", "closed"];

/**
 * Hears the book over a WebSocket.
 * @param {URL} root
 * @param {string} since
 * @param {import("./live-connection.js").Listener} listener
 * @param {string} [subprotocol] which says what is heard
 * @returns {import("./live-connection.js").Transport}
 */
export function webSocket(root, since, listener, subprotocol = "guestbook.v1") {
  const url = new URL("ws/live-updates", root);
  url.protocol = url.protocol.replace("http", "ws");
  if (since) url.searchParams.set("since", since);
  /** @type {WebSocket} */
  let socket;
  try {
    socket = new WebSocket(url, subprotocol);
  } catch {
    queueMicrotask(() => listener.lost());
    return { close() {} };
  }
  const { OPEN } = WebSocket;
  // "open" is said when the server has said welcome, not before.
  const tell = () => socket.readyState !== OPEN && listener.state(STATES[socket.readyState]);
  socket.onmessage = (event) => listener.message(JSON.parse(event.data));
  socket.onclose = ({ code }) => {
    tell();
    listener.lost(code);
  };
  return {
    send(message) {
      if (socket.readyState !== OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close() {
      socket.close();
      tell();
    },
  };
}
