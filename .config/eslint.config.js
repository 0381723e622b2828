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

/** Two letters in a row make a word; one alone is a key or a sign. */
const word = "/\\p{L}{2}/u";
/** A word in code that is shown as it stands: not one that something is compared with or called with. */
const shown = `:matches(Literal[value=${word}], TemplateElement[value.raw=${word}]):not(:matches(BinaryExpression, CallExpression) > *)`;
const told = "/^(aria-(label|description|roledescription|valuetext)|title|placeholder|alt|label)$/";
const toldByComponents = "/^(name|text|nothing|problem|closeName)$/";
/** Where a person would read, or hear, what stands there: sentences come from resources/messages. */
const visible = [
  `:not(SvelteStyleElement) > SvelteText[value=${word}]`,
  `:not(SvelteAttribute) > SvelteMustacheTag > ${shown}`,
  `:not(SvelteAttribute) > SvelteMustacheTag > :matches(ConditionalExpression, LogicalExpression, TemplateLiteral) > ${shown}`,
  ...[
    `SvelteAttribute[key.name=${told}]`,
    `SvelteElement[kind="component"] > SvelteStartTag > SvelteAttribute[key.name=${toldByComponents}]`,
  ].flatMap((attribute) => [
    `${attribute} > SvelteLiteral[value=${word}]`,
    `${attribute} > SvelteMustacheTag ${shown}`,
  ]),
];
/** The same for what main draws itself with Electron: menus, the tray, dialogs, windows. */
const drawn = [
  `Property[key.name=/^(label|title|message|detail|sublabel|toolTip)$/] > :matches(Literal[value=${word}], TemplateLiteral)`,
  `Property[key.name="buttons"] Literal[value=${word}]`,
  `CallExpression[callee.property.name=/^(setToolTip|setTitle|showErrorBox)$/] > Literal[value=${word}]`,
];
const fromCatalogue = (selectors) => [
  "error",
  ...selectors.map((selector) => ({
    selector,
    message: "What a person reads comes from resources/messages/en.json.",
  })),
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
    files: ["src-renderer/**/*.svelte"],
    rules: { "no-restricted-syntax": fromCatalogue(visible) },
  },
  {
    files: ["src-main/shell/**/*.ts", "src-main/main.ts"],
    rules: { "no-restricted-syntax": fromCatalogue(drawn) },
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
