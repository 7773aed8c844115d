// @ts-check
import { ConnectionHint } from "./connection-hint.js";
import { EntryList } from "./entry-list.js";
import { EntryView } from "./entry-view.js";
import { LiveConnection } from "./live-connection.js";
import { Outbox } from "./outbox.js";
import { Presence } from "./presence.js";
import { Receipts } from "./receipts.js";
import { RelativeTimes } from "./relative-times.js";
import { SignForm } from "./sign-form.js";
import { Words } from "./words.js";

const { base = "./", cursor = "", search = "", latest } = document.body.dataset;
const words = Words.ofPage();
const connection = new LiveConnection(base, cursor);
const receipts = new Receipts();
const times = new RelativeTimes(document.documentElement.lang);
const views = new EntryView(base, words, receipts, times);
const list = new EntryList(base, search, words, views, latest !== undefined);
const outbox = new Outbox(base, connection, list, views, receipts, words);

const presence = new Presence(connection, words);
new SignForm(words, outbox, presence);
new ConnectionHint(connection, words);
connection.addEventListener("changes", (event) => list.apply(/** @type {CustomEvent} */ (event).detail));
connection.addEventListener("reset", async () => connection.resumeFrom(await list.reload()));
times.start();
connection.connect();
