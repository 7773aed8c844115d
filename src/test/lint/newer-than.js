import data from "@mdn/browser-compat-data/forLegacyNode";

/**
 * What at least one of the browsers does not know, as options of ESLint's rules of restricted globals and properties. A
 * method is told by its name alone, and so only where everything of that name is newer.
 * @param {Record<string, number>} browsers each with its oldest version, named as in browser-compat-data
 */
export function newerThan(browsers) {
  const { Intl, ...builtins } = data.javascript.builtins;
  const places = [data.api, builtins, Intl].flatMap(Object.entries);
  const globals = [];
  const statics = [];
  const known = new Set();
  const unknown = new Set();

  for (const [place, { __compat, ...members }] of places) {
    if (__compat && !isKnown(__compat)) globals.push(place);
    for (const [member, { __compat }] of Object.entries(members)) {
      if (!__compat || member.endsWith("_event")) continue;
      const name = member.replace(/_static$/, "");
      if (name === member) (isKnown(__compat) ? known : unknown).add(name);
      else if (!isKnown(__compat)) statics.push({ object: place, property: name });
    }
  }
  const methods = [...unknown].filter((name) => !known.has(name)).map((property) => ({ property }));
  return { globals, properties: [...statics, ...methods] };

  function isKnown({ support }) {
    return Object.entries(browsers).every(([browser, oldest]) =>
      [support[browser]].flat().some((one) => {
        const added = one.version_added;
        return added && !one.flags && !one.prefix && !one.alternative_name && Number(added.replace("≤", "")) <= oldest;
      }),
    );
  }
}
