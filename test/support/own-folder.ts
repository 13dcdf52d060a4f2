import { onTestFinished } from "vitest";
import { tempFolder } from "./temp-folder.ts";

/** The path of a folder of a test's own, removed when the test has ended and its `afterEach` is done. For a test or its `beforeEach`. */
export function ownFolder(): string {
  const { path, remove } = tempFolder();
  onTestFinished(remove);
  return path;
}
