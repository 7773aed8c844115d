// @ts-check

/** The link's secret is what follows the #; nobody needs to see it, or to find it in the browser's history. */
const link = /** @type {HTMLInputElement} */ (document.getElementById("link"));
takeSecret();
addEventListener("hashchange", takeSecret); // another link in the same tab

function takeSecret() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  link.value = secret;
  link.closest(".field")?.setAttribute("hidden", "");
  history.replaceState(null, "", location.pathname);
}
