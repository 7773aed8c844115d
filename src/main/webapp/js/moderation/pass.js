// @ts-check

/** The link's secret is what follows the #; nobody needs to see it, or to find it in the browser's history. */
const link = /** @type {HTMLInputElement} */ (document.getElementById("link"));
const secret = location.hash.slice(1);
if (secret) {
  link.value = secret;
  link.closest(".field")?.setAttribute("hidden", "");
  history.replaceState(null, "", location.pathname);
}
