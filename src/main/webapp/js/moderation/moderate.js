// @ts-check
import { Announcer } from "../announcer.js";
import { attempt } from "../attempt.js";
import { ConnectionHint } from "../connection-hint.js";
import { LiveConnection } from "../live-connection.js";
import { RelativeTimes } from "../relative-times.js";
import { rootOf } from "../root.js";
import { webSocket } from "../web-socket.js";
import { Words } from "../words.js";
import { Cards } from "./cards.js";
import { Decisions } from "./decisions.js";
import { keys } from "./keys.js";

const { base = "./", cursor = "", state = "" } = document.body.dataset;
const root = rootOf(base);
const words = Words.ofPage();
const times = new RelativeTimes(document.documentElement.lang);
const connection = new LiveConnection(root, cursor, [
  (root, since, listener) => webSocket(root, since, listener, "guestbook.moderators.v1"),
]);
const cards = new Cards(state, times);
const decisions = new Decisions(root, words, new Announcer(), cards);

attempt(() => new ConnectionHint(connection, words));
attempt(() => times.start());
attempt(() => keys(cards, decisions));
connection.addEventListener("changes", (event) => cards.apply(/** @type {CustomEvent} */ (event).detail));
connection.addEventListener("reset", () => location.reload());
connection.addEventListener("dismissed", leaveIfDismissed);
connection.connect();

/** Where only the connection is refused, what stands here is still of use. */
async function leaveIfDismissed() {
  const answer = await fetch(new URL("moderate", root), { cache: "no-store", redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") location.reload();
}
