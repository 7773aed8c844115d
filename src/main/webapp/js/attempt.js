// @ts-check

/**
 * What may fail without the rest of the page, the form above all; the fault stands in the browser's console.
 * @template T
 * @param {() => T} action
 * @returns {T | undefined}
 */
export function attempt(action) {
  try {
    return action();
  } catch (fault) {
    console.error(fault);
    return undefined;
  }
}
