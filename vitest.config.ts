import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "client/**/*.test.ts",
      "server/**/*.test.ts",
      "webview/**/*.test.ts",
      "test/markers/**/*.test.ts",
      "test/wire/**/*.test.ts",
      "test/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // Many tests wait for processes that they have started; on two processors one at a time leaves half of them idle.
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  },
});
