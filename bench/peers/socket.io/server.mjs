// The same book with socket.io: one event for everybody.
import express from "express";
import { createServer } from "node:http";
import { Server } from "socket.io";

const entries = [];
const app = express().use(express.json());
const server = createServer(app);
const readers = new Server(server, { serveClient: false });

app.post("/api/v1/entries", (request, response) => {
  const { name, text } = request.body ?? {};
  if (!name || !text) return response.status(400).json({ errors: [{ msg: "name and text are needed" }] });
  const entry = { id: entries.length + 1, name, text, date: new Date() };
  entries.push(entry);
  readers.emit("EntryCreated", entry);
  response.json(entry);
});

server.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });
