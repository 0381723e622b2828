import { fileURLToPath } from "node:url";
import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

const ambient = [
  { name: "Date", message: "Time is passed in." },
  { name: "setTimeout", message: "Timers live at the rim." },
  { name: "setInterval", message: "Timers live at the rim." },
  { name: "performance", message: "Time is passed in." },
];

export default ts.config(
  {
    ignores: [
      "out/**",
      "dist/**",
      "src-renderer/messages/**",
      "resources/public/**",
      "test-results/**",
      ".config/*.cjs",
    ],
  },
  ...ts.configs.strictTypeChecked,
  ...svelte.configs["flat/recommended"],
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: [".config/*.js"] },
        tsconfigRootDir: fileURLToPath(new URL("..", import.meta.url)),
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: ts.parser },
    },
    rules: {
      "svelte/require-each-key": "error",
      "svelte/button-has-type": "error",
      "svelte/no-unused-props": "error",
      "svelte/no-at-html-tags": "error",
    },
  },
  {
    files: ["src-renderer/**/*.ts"],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ["src-main/core/**/*.ts", "src-main/contract/**/*.ts", "src-main/desk/**/*.ts"],
    rules: { "no-restricted-globals": ["error", ...ambient] },
  },
  {
    // The command line, the demo and the runners speak to a person on the console.
    files: [
      "src-main/cli/**",
      "src-main/cli.ts",
      "src-main/launch.ts",
      "test/run.ts",
      "test/run/**",
      "test/demo/**",
      "test/bench/**",
      "test/electron/**",
      "test/rig/run.ts",
    ],
    rules: { "no-console": "off" },
  },
  { files: [".config/*.js"], extends: [ts.configs.disableTypeChecked] },
);
