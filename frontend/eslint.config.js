import js from "@eslint/js";
import globals from "globals";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Who may import whom: routes -> features -> charts, ui -> api (types), i18n. Only api/ fetches, only charts/ draws with uPlot.
const layer = (files, forbidden, message) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: [{ group: forbidden, message }, UPLOT] }],
  },
});
const UPLOT = { group: ["uplot", "uplot/**"], message: "Only src/charts may import the chart library." };

const structure = [
  {
    selector: "ExportAllDeclaration",
    message: "No barrels: import from the file that defines the name.",
  },
  {
    selector: "ExportNamedDeclaration[source]",
    message: "No barrels: import from the file that defines the name.",
  },
];
const noDefault = { selector: "ExportDefaultDeclaration", message: "Default exports only in src/routes." };

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/__generated__", "test-results", "playwright-report"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // Names of CSS modules and of the environment are looked up, not known: brackets say so.
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "package", package: "@tanstack/router-core", name: ["Redirect", "NotFoundError"] }] }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    rules: {
      "no-restricted-globals": ["error", { name: "fetch", message: "Only src/api talks to the server." }, "XMLHttpRequest", "EventSource"],
      "no-restricted-syntax": ["error", ...structure, noDefault],
      "no-console": "error",
      "react-hooks/incompatible-library": "off",
    },
  },
  { files: ["src/routes/**"], rules: { "no-restricted-syntax": ["error", ...structure] } },
  { files: ["src/api/**"], rules: { "no-restricted-globals": "off" } },
  
  layer(["src/features/**"], ["@/routes/**"], "A feature does not know the routes that show it."),
  layer(["src/ui/**"], ["@/routes/**", "@/features/**", "@/charts/**", "@/api/client", "@/api/endpoints"], "ui/ knows nothing of features or the server."),
  layer(["src/api/**"], ["@/routes/**", "@/features/**", "@/charts/**", "@/ui/**"], "api/ knows nothing of the screen."),
  layer(["src/i18n/**"], ["@/routes/**", "@/features/**", "@/charts/**", "@/ui/**", "@/api/**"], "i18n/ stands alone."),
  {
    files: ["src/charts/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["@/routes/**", "@/features/**", "@/api/**"], message: "charts/ draws what it is given." }] }],
    },
  },
  { files: ["**/*.test.{ts,tsx}", "src/test/**"], rules: { "no-restricted-globals": "off" } },
  { files: ["public/**"], languageOptions: { globals: globals.browser, sourceType: "script" } },
  { files: ["scripts/**", "*.config.*", "dev/**", "e2e/**"], languageOptions: { globals: globals.node } },
);
