// @ts-check
import { RelativeTimes } from "../relative-times.js";

const UNDO_MILLIS = 10_000;

new RelativeTimes(document.documentElement.lang).start();

const undo = document.querySelector(".undo");
if (undo) setTimeout(() => undo.remove(), UNDO_MILLIS);
