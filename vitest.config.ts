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
    // For what hangs; a busy machine is no reason to fail. What must be fast says so itself.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
    pool: "forks",
    // Vitest leaves a processor to itself, which of two is half of the machine; it has little to do once files are transformed.
    maxWorkers: "100%",
    globalSetup: ["test/support/temp-in-memory.ts"],
  },
});
