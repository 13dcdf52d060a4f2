import { gitVersionAt, readPrompt } from "../../prompt/index.ts";
import { anyOf, type Store } from "../../store/index.ts";
import { refKey } from "../match-prompts.ts";
import type { PromptFile } from "../prompt-files.ts";
import { PromptNames } from "./prompt-names.ts";

const prefix = "ref\n";
/** Names that no git knows are asked for anew by each process; more of them than these are left alone. */
const maxAsked = 100;

/** What tags, branches and commits that traces name are of our prompts: versions by `refKey`. */
export async function hintRefs(store: Store): Promise<Map<string, string>> {
  const rows = await store.tables.meta.read({ where: `\`id\` LIKE '${prefix}%'` });
  return new Map(rows.map(({ id, value = "" }) => [id.slice(prefix.length), value]));
}

/**
 * Asks git for what traces call a version and we do not know: a tag, a branch, the commit of a release that did not touch the prompt. A text
 * that only another branch has becomes a known version. A short number is left alone: prompt services count their versions.
 */
export async function recordHintRefs(
  store: Store,
  files: readonly PromptFile[],
  signal?: AbortSignal,
): Promise<void> {
  const { conversations, promptVersions, meta } = store.tables;
  const hinted = await conversations.read({
    where: "`hintName` IS NOT NULL",
    columns: ["hintName", "hintVersion"],
  });
  const pairs = new Map(
    hinted.map(({ hintName = "", hintVersion }) => [
      JSON.stringify([hintName, hintVersion]),
      { hintName, hintVersion },
    ]),
  );
  if (pairs.size === 0) return;
  const [known, names] = [await hintRefs(store), new PromptNames(files)];
  const open = new Map<string, { file: PromptFile; ref: string }>();
  for (const { hintName, hintVersion } of pairs.values()) {
    const named = names.filesFor(hintName);
    const ref = hintVersion ?? named?.version;
    if (ref === undefined || /^\d{1,6}$/.test(ref)) continue;
    for (const file of files) {
      const key = refKey(file.file, ref);
      if (named?.files.includes(file.file) && !known.has(key) && !asked.has(`${file.path}\n${ref}`))
        open.set(key, { file, ref });
    }
  }
  for (const [key, { file, ref }] of [...open].slice(0, maxAsked)) {
    asked.add(`${file.path}\n${ref}`);
    const versionOf = (text: string): string => readPrompt(file.file, text, file.options).version;
    const found = await gitVersionAt(file.path, ref, { versionOf, ...(signal && { signal }) });
    if (!found) continue;
    const id = `${file.file}@${found.version}`;
    if ((await promptVersions.count(anyOf("id", [id]))) === 0)
      await promptVersions.upsert([
        {
          id,
          file: file.file,
          version: found.version,
          text: found.text,
          ...(found.commit && { commit: found.commit }),
          atMs: found.committedMs ?? Date.now(),
        },
      ]);
    await meta.upsert([{ id: `${prefix}${key}`, value: found.version }]);
  }
}

/** What this process has asked git for. */
const asked = new Set<string>();
