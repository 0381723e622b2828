import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "electron-vite";
import type { Plugin } from "vite";

/** Has the page itself ask for what its script imports later, so that the two come at the same time. */
const fetchAtOnce: Plugin = {
  name: "fetch-at-once",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { chunk, bundle = {} }) =>
      (chunk?.dynamicImports ?? []).flatMap((file) => {
        const part = bundle[file];
        const styles = part?.type === "chunk" ? [...(part.viteMetadata?.importedCss ?? [])] : [];
        const link = (rel: string, name: string) => ({
          tag: "link",
          injectTo: "head" as const,
          attrs: { rel, crossorigin: true, href: `./${name}` },
        });
        return [link("modulepreload", file), ...styles.map((name) => link("stylesheet", name))];
      }),
  },
};

/**
 * Three builds: main (Node ESM, one entry per composition root and
 * one per thread: the demo switch, an import), the preload (one CommonJS file that
 * requires nothing but `electron`, as a sandboxed preload must), and the two pages of the renderer.
 */
export default defineConfig({
  main: {
    build: {
      // Reading thousands of small files is most of what loading a library costs at the start; only
      // the one that brings a native module has to stay as it is.
      externalizeDeps: {
        exclude: ["libphonenumber-js", "pino", "sip.js", "valibot", "werift", "ws"],
      },
      rolldownOptions: {
        input: {
          main: "src-main/main.ts",
          browser: "src-main/browser.ts",
          cli: "src-main/cli.ts",
          "switch-worker": "src-main/demo/switch-worker.ts",
          "import-worker": "src-main/import-worker.ts",
        },
        output: { format: "es", entryFileNames: "[name].js" },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: "src-main/preload.ts" },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "src-renderer",
    publicDir: "../resources/public",
    build: {
      // The browser reads all of it before it shows anything.
      minify: true,
      rolldownOptions: {
        input: { index: "src-renderer/index.html", media: "src-renderer/media.html" },
      },
    },
    plugins: [svelte({ configFile: false }), fetchAtOnce],
  },
});
