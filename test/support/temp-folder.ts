import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A folder of a test's own, outside the repository; `remove` takes it away again. */
export interface TempFolder {
  readonly path: string;
  readonly uri: string;
  readonly file: (name: string) => string;
  readonly fileUri: (name: string) => string;
  readonly write: (name: string, text: string | Buffer) => string;
  readonly remove: () => void;
}

/** `name`: the last part of its path, for paths that are hard to handle. */
export function tempFolder(name = "workspace", files: Readonly<Record<string, string>> = {}): TempFolder {
  const outer = mkdtempSync(join(tmpdir(), "homeostat-test-"));
  const path = join(outer, name);
  mkdirSync(path);
  const file = (inside: string): string => join(path, inside);
  const write = (inside: string, text: string | Buffer): string => {
    mkdirSync(dirname(file(inside)), { recursive: true });
    writeFileSync(file(inside), text);
    return file(inside);
  };
  for (const [inside, text] of Object.entries(files)) write(inside, text);
  return {
    path,
    uri: pathToFileURL(path).href,
    file,
    fileUri: (inside) => pathToFileURL(file(inside)).href,
    write,
    // A process that was just killed may still be writing its last file.
    remove: () => rmSync(outer, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
