// @ts-check
import { Announcer } from "./announcer.js";
import { attempt } from "./attempt.js";
import { cleaned } from "./cleaning.js";
import { ConnectionHint } from "./connection-hint.js";
import { Device } from "./device.js";
import { EntryList } from "./entry-list.js";
import { EntryView } from "./entry-view.js";
import { Held } from "./held.js";
import { LiveConnection } from "./live-connection.js";
import { Outbox } from "./outbox.js";
import { Presence } from "./presence.js";
import { Receipts } from "./receipts.js";
import { RelativeTimes } from "./relative-times.js";
import { rootOf } from "./root.js";
import { SignForm } from "./sign-form.js";
import { Words } from "./words.js";

const { base = "./", cursor = "", search = "", latest } = document.body.dataset;
const root = rootOf(base);
const words = Words.ofPage();
const device = new Device(root);
const receipts = new Receipts(device);
attempt(keepWhatWasSignedByForm);
const announcer = new Announcer();
const connection = new LiveConnection(root, cursor);
const times = new RelativeTimes(document.documentElement.lang);
const views = new EntryView(root, words, receipts, times);
const list = new EntryList(root, search, words, views, announcer, latest !== undefined);
const held = new Held(root, device, list, receipts);
const outbox = new Outbox(root, device, connection, list, views, receipts, held, announcer, words);

const presence = attempt(() => new Presence(connection, words));
new SignForm(device, words, outbox, presence, announcer);
attempt(() => new ConnectionHint(connection, words));
connection.addEventListener("changes", (event) => list.apply(/** @type {CustomEvent} */ (event).detail));
connection.addEventListener("reset", startAgain);
attempt(() => held.start());
attempt(() => outbox.start());
attempt(() => times.start());
connection.connect();

/** The book is another one, or was put back. */
async function startAgain() {
  if (!list.isLatest) {
    location.reload();
    return;
  }
  const newest = await list.newest();
  list.startAgain(newest);
  held.start();
  connection.resumeFrom(newest.headers.get("Guestbook-Cursor") ?? "");
}

/** The form was sent before this script was there. */
function keepWhatWasSignedByForm() {
  const signed = document.getElementById("signed");
  if (!signed) return;
  const { id, receipt = "" } = signed.dataset;
  const entry = document.getElementById(`entry-${id}`);
  if (!entry) return;
  receipts.keep({ id: Number(id), date: entry.querySelector("time")?.dateTime ?? "" }, receipt);
  const text = entry.querySelector(".text")?.textContent;
  if (cleaned(device.get("draft") ?? "") === text) device.remove("draft");
}
