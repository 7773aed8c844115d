// @ts-check
import { RelativeTimes } from "../relative-times.js";

new RelativeTimes(document.documentElement.lang).start();

/** What is shown once is there to be copied. */
document.getElementById("made")?.addEventListener("focus", ({ target }) => /** @type {HTMLTextAreaElement} */ (target).select());
