import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** One app at a time: they share the display. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/electron/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
