import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * `main`: everything that runs in Node, on real files and sockets. `renderer`: components in jsdom.
 * `desk`: the whole product in a real browser, one story at a time. `rig`: the same against real SIP
 * servers and peers; `npm run test:rig` gives it the network it needs.
 */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: "main",
          environment: "node",
          // By exception, so that no new folder of tests is ever left out.
          include: ["test/**/*.test.ts"],
          // Real threads and processes start slowly on a machine that has other work.
          testTimeout: 30_000,
          setupFiles: ["test/run/seed.ts"],
          exclude: ["test/{renderer,browser,electron,rig}/**"],
        },
      },
      {
        root,
        plugins: [svelte({ configFile: false }), svelteTesting()],
        test: {
          name: "renderer",
          environment: "jsdom",
          include: ["test/renderer/**/*.test.ts"],
          setupFiles: ["test/run/seed.ts", "test/renderer/setup.ts"],
        },
      },
      {
        root,
        test: {
          name: "desk",
          environment: "node",
          include: ["test/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          retry: 0,
        },
      },
      {
        root,
        test: {
          name: "rig",
          environment: "node",
          include: ["test/rig/**/*.test.ts"],
          globalSetup: ["test/rig/support/network-guard.ts"],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
