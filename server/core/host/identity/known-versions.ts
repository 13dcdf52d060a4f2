import { indexBy } from "../../base/index.ts";
import { type PromptDocument, type ReadOptions, readPrompt } from "../../prompt/index.ts";
import type { Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import type { KnownVersion } from "./known-version.ts";

/** Every recorded version of the prompts at hand, read. Versions of files that are prompts no longer stay in the store, unread. */
export async function knownVersions(store: Store, files: readonly PromptFile[]): Promise<KnownVersion[]> {
  const known = indexBy(files, ({ file }) => file);
  const rows = await store.tables.promptVersions.readAny("file", [...known.keys()]);
  return rows
    .map((row) => {
      const file = row.file ?? "";
      return {
        file,
        name: known.get(file)?.name ?? "",
        version: row.version ?? "",
        ...(row.commit && { commit: row.commit }),
        atMs: row.atMs ?? 0,
        document: documentOf(row.id, file, row.text ?? "", known.get(file)?.options),
      };
    })
    .sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : b.atMs - a.atMs || (a.version < b.version ? -1 : 1),
    );
}

/** Texts that are remembered as read: a version never changes, and snapshots ask for all of them again and again. */
const maxRemembered = 2_000;
const remembered = new Map<string, PromptDocument>();

function documentOf(
  id: string,
  file: string,
  text: string,
  options: ReadOptions | undefined,
): PromptDocument {
  const key = JSON.stringify([id, options]);
  const known = remembered.get(key);
  // Programs have one version for many texts: that of their literals.
  if (known?.text === text) return known;
  const document = readPrompt(file, text, options);
  if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value!);
  remembered.set(key, document);
  return document;
}
