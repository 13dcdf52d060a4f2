import { checkpoint, groupBy, indexBy, type LongWork, sha256 } from "../base/index.ts";
import { readPrompt } from "../prompt/index.ts";
import type { Row, Store } from "../store/index.ts";
import { type KnownVersion, type PromptMatch, PromptMatcher } from "./match-prompts.ts";
import type { PromptFile } from "./prompt-files.ts";

/** Every recorded version of the prompts at hand, read. Versions of files that are prompts no longer stay in the store, unread. */
export async function knownVersions(store: Store, files: readonly PromptFile[]): Promise<KnownVersion[]> {
  const known = indexBy(files, ({ file }) => file);
  const rows = await store.tables.promptVersions.readAny("file", [...known.keys()]);
  return rows
    .map((row) => ({
      file: row.file ?? "",
      name: known.get(row.file ?? "")?.name ?? "",
      version: row.version ?? "",
      ...(row.commit && { commit: row.commit }),
      atMs: row.atMs ?? 0,
      document: readPrompt(row.file ?? "", row.text ?? "", known.get(row.file ?? "")?.options),
    }))
    .sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : b.atMs - a.atMs || (a.version < b.version ? -1 : 1),
    );
}

const linkedFor = "linkedFor";
/** System texts read and written together; a template with variables makes nearly as many texts as conversations. */
const textsAtOnce = 200;

/**
 * Finds each conversation's prompts. Conversations that are linked already are left alone while the versions stay the same; any new
 * version asks the question anew for all. What matches nothing gets a row that says so: unmatched is known, not forgotten.
 */
export async function linkConversations(
  store: Store,
  versions: readonly KnownVersion[],
  { signal, progress }: LongWork = {},
): Promise<void> {
  const { conversations, links, meta } = store.tables;
  const state = sha256(versions.map(({ file, name, version }) => `${file} ${name} ${version}`).join("\n"));
  const all = await conversations.read({ columns: ["id", "systemHash", "hintName", "hintVersion"] });
  const isCurrent = (await meta.get(linkedFor))?.value === state;
  const known = new Set(
    isCurrent
      ? (await links.read({ columns: ["conversationId"] })).map(({ conversationId }) => conversationId)
      : [],
  );
  const open = all.filter(({ id }) => !known.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!isCurrent) await links.delete("true");
  const matcher = new PromptMatcher(versions);
  const groups = [...groupBy(open, ({ systemHash }) => systemHash ?? "")];
  for (let from = 0; from < groups.length; from += textsAtOnce) {
    const part = groups.slice(from, from + textsAtOnce);
    const texts = new Map(
      (
        await store.tables.texts.readAny(
          "id",
          part.map(([hash]) => hash),
        )
      ).map(({ id, text }) => [id, text]),
    );
    const rows: Row<"links">[] = [];
    for (const [hash, group] of part) {
      const text = texts.get(hash);
      const found = text === undefined ? [] : matcher.inText(text);
      rows.push(...group.flatMap((row) => linkRows(row, matchesFor(row, found, text, matcher))));
    }
    await links.upsert(rows);
    progress?.({
      stage: "matching prompts",
      done: Math.min(from + textsAtOnce, groups.length),
      total: groups.length,
    });
    await checkpoint(signal);
  }
  if (!isCurrent) await meta.upsert([{ id: linkedFor, value: state }]);
}

/** What a trace says of itself goes before what its text looks like. */
function matchesFor(
  row: Row<"conversations">,
  found: readonly PromptMatch[],
  text: string | undefined,
  matcher: PromptMatcher,
): readonly PromptMatch[] {
  const named = row.hintName ? matcher.byName({ name: row.hintName, version: row.hintVersion }, text) : [];
  return named.length > 0 ? named : found;
}

function linkRows({ id }: Row<"conversations">, matches: readonly PromptMatch[]): Row<"links">[] {
  if (matches.length === 0) return [{ id: `${id}|`, conversationId: id, how: "unmatched" }];
  return matches.map(({ file, version, how, share, missing, ambiguous }) => ({
    id: `${id}|${file}`,
    conversationId: id,
    file,
    version,
    how: ambiguous ? "ambiguous" : how,
    share,
    missing: JSON.stringify(missing),
  }));
}
