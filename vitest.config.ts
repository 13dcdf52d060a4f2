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
  },
});
