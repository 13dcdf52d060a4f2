import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { defineConfig } from "vitest/config";

const include = [
  "client/**/*.test.ts",
  "server/**/*.test.ts",
  "webview/**/*.test.ts",
  "test/markers/**/*.test.ts",
  "test/wire/**/*.test.ts",
  "test/*.test.ts",
];

/** Files that put something else in a module's place, which every file after them in the same process would get. */
const replacing = globSync(include, { cwd: import.meta.dirname, ignore: ["**/node_modules/**"] }).filter(
  (file) => readFileSync(new URL(file, import.meta.url), "utf8").includes("vi.mock("),
);

export default defineConfig({
  test: {
    // For what hangs; a busy machine is no reason to fail. What must be fast says so itself.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000, interval: 50 } },
    pool: "forks",
    // Vitest leaves a processor to itself, which of two is half of the machine; it has little to do once files are transformed.
    maxWorkers: "100%",
    globalSetup: ["test/support/temp-in-memory.ts"],
    // The core is loaded once by each process and not once by each file, which took as long as a third of the tests.
    projects: [
      { extends: true, test: { name: "together", include, exclude: replacing, isolate: false } },
      { extends: true, test: { name: "apart", include: replacing } },
    ],
  },
});
