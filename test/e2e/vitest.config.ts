import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.e2e.ts"],
    globalSetup: ["../support/temp-in-memory.ts", "global-setup.ts"],
    // One workbench at a time: two at once on two cores only make each other's waits run out.
    fileParallelism: false,
    pool: "forks",
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
  },
});
