// The demo of docs/lecture.md: Express and ws, entries in an array.
import express from "express";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const entries = [];
const app = express().use(express.json());
const server = createServer(app);
const readers = new WebSocketServer({ server, path: "/ws/live-updates" });

app.post("/api/v1/entries", (request, response) => {
  const { name, text } = request.body ?? {};
  if (!name || !text) return response.status(400).json({ errors: [{ msg: "name and text are needed" }] });
  const entry = { id: entries.length + 1, name, text, date: new Date() };
  entries.push(entry);
  tellAll({ type: "EntryCreated", createdEntry: entry });
  response.json(entry);
});

function tellAll(message) {
  for (const reader of readers.clients) reader.send(JSON.stringify(message));
}

server.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });
