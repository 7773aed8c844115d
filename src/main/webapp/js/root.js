// @ts-check

/**
 * The application's root. Without a user and a password, which a page's own address may have and nothing that is fetched.
 * @param {string} base the way there from this page
 * @returns {URL}
 */
export function rootOf(base) {
  const root = new URL(base, location.href);
  root.username = "";
  root.password = "";
  return root;
}
