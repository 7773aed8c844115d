// The feature as Bun itself offers it: everybody subscribes to one topic, and an entry is published to it.
const entries = [];

const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: "127.0.0.1",
  async fetch(request, server) {
    if (server.upgrade(request)) return undefined;
    const { name, text } = await request.json();
    const entry = { id: entries.length + 1, name, text, date: new Date().toISOString() };
    entries.push(entry);
    server.publish("entries", JSON.stringify({ type: "EntryCreated", createdEntry: entry }));
    return Response.json(entry);
  },
  websocket: {
    perMessageDeflate: false,
    open(socket) {
      socket.subscribe("entries");
    },
    message() {},
  },
});
console.log(`listening at ${server.port}`);
