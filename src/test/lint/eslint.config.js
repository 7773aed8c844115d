// The scripts, and whether the oldest browsers that README names know every function and every letter of them.
import js from "@eslint/js";
import esx from "eslint-plugin-es-x";
import globals from "globals";
import { newerThan } from "./newer-than.js";

const newer = newerThan({ chrome: 100, edge: 100, firefox: 100, safari: 15.4, safari_ios: 15.4 });
// Names of our own that something newer has too.
const own = ["address", "bytes", "connection", "device", "entry", "forget", "lost", "take", "to"];

export default [
  js.configs.recommended,
  {
    plugins: { "es-x": esx },
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    rules: {
      "no-restricted-globals": ["error", ...newer.globals],
      "no-restricted-properties": ["error", ...newer.properties.filter(({ object, property }) => object || !own.includes(property))],
      // Of ES2022, and since Safari 16.4.
      "es-x/no-class-static-block": "error",
      "es-x/no-regexp-lookbehind-assertions": "error",
    },
  },
];
