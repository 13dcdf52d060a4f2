import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LongWork } from "../../base/index.ts";
import { dropSegmentsBefore, readCheckpoint, segmentsIn } from "../../capture/index.ts";
import { type LabelEntry, placeOf } from "../../review/index.ts";
import { anyOf, isLocalUri, type RowCounts, Store, storeIsThere, withoutSecrets } from "../../store/index.ts";
import { inboxUri, journalFolder, stateFolder } from "../capturing/state-folder.ts";
import { configPath, loadSettings } from "../config.ts";
import type { Workspace } from "../host.ts";
import { loadLabels } from "../labels/labels-file.ts";
import { dropForgotten, dropLearned } from "./forgotten-behaviors.ts";
import { dropLabels, type ForgottenLabels, labelsAbout, quotingLabels } from "./forgotten-labels.ts";
import { quotingDecisions } from "./quoting-decisions.ts";
import { type Selection, selectConversations, userIdsOf } from "./select-conversations.ts";

/** What one store has of a selection. */
export interface ForgetPlace {
  /** Its place, without what may be secret in a URI. */
  readonly store: string;
  readonly conversations: readonly string[];
  /** Rows by table, the conversations' own among them. */
  readonly rows: RowCounts;
  /** Copies that a repair of the store put aside, which go with any forgetting: nobody can take single rows out of them. */
  readonly hasLostAndFound: boolean;
}

export interface ForgetReport {
  readonly places: readonly ForgetPlace[];
  /** In homeostat/labels.yaml. */
  readonly labels: ForgottenLabels;
  /** Committed files that name one of the conversations or the user, or a line that quotes them; they are a person's to edit. */
  readonly mentions: readonly string[];
  /** The receiver's journal has requests that are not in a store yet: what they hold of the selection is left out as they come. */
  readonly hasJournal: boolean;
  readonly isDone: boolean;
}

/** What forgetting would remove; removes nothing, makes no store. */
export function planForget(workspace: Workspace, selection: Selection): Promise<ForgetReport> {
  return inStores(workspace, selection, async () => undefined, false);
}

/**
 * Forgets conversations: takes them out of the workspace's store and the inbox of this machine with all that was derived from them, off the
 * disk and for good. Other processes may be at work meanwhile.
 */
export async function forgetConversations(
  workspace: Workspace,
  selection: Selection,
  { signal, progress }: LongWork = {},
): Promise<ForgetReport> {
  await dropFolded();
  return inStores(
    workspace,
    selection,
    async (store, ids) => {
      signal?.throwIfAborted();
      progress?.({ stage: `forgetting in ${withoutSecrets(store.uri)}`, done: 0, total: undefined });
      const users = selection.user === undefined ? [] : userIdsOf(selection.user);
      const named = [...new Set([...ids, ...(selection.conversations ?? [])])];
      // Outcomes may name users and conversations that no conversation here is of.
      if (selection.all) await store.tables.outcomes.delete("true");
      await store.eraseForGood(named, users);
      // A process of another build may have written what it had at hand.
      for (let again = 0; again < 3 && Object.keys(await store.countRows(named)).length > 0; again++)
        await store.erase(named);
      await dropForgotten(store);
      await dropLearned(store);
      if (isLocalUri(store.uri)) await rm(join(store.uri, "lost+found"), { recursive: true, force: true });
    },
    true,
  );
}

async function inStores(
  workspace: Workspace,
  selection: Selection,
  act: (store: Store, ids: readonly string[]) => Promise<void>,
  isDone: boolean,
): Promise<ForgetReport> {
  const places: ForgetPlace[] = [];
  const quotes: string[] = [];
  const quoting: LabelEntry[] = [];
  for (const uri of await storesOf(workspace)) {
    const store = await Store.open(uri);
    try {
      const conversations = await selectConversations(store, selection);
      const rows = await countRows(store, conversations, selection);
      const hasLostAndFound = isLocalUri(uri) && (await isThere(join(uri, "lost+found")));
      places.push({ store: withoutSecrets(uri), conversations, rows, hasLostAndFound });
      quotes.push(...(await quotingDecisions(workspace.root, store, conversations)));
      quoting.push(...(await quotingLabels(workspace.root, store, conversations)));
      await act(store, conversations);
    } finally {
      store.close();
    }
  }
  const names = places.flatMap(({ conversations }) => conversations);
  const about = [...names, ...(selection.conversations ?? [])];
  const { labels } = await loadLabels(workspace.root);
  const forgotten = { about: labelsAbout(labels, about).length, quoting: new Set(quoting.map(placeOf)).size };
  if (isDone) await dropLabels(workspace.root, about, quoting);
  const user = selection.user === undefined ? [] : [selection.user];
  return {
    places,
    labels: forgotten,
    mentions: [
      ...(await mentionsOf(join(workspace.root, "homeostat"), [...user, ...names])),
      ...new Set(quotes),
    ],
    hasJournal: (await segmentsIn(journalFolder(stateFolder()))).length > 0,
    isDone,
  };
}

/** What would go with these conversations, and the user's later outcomes. */
async function countRows(
  store: Store,
  conversations: readonly string[],
  { user, all }: Selection,
): Promise<RowCounts> {
  const rows = await store.countRows(conversations);
  const { outcomes } = store.tables;
  const ofUser = user === undefined ? 0 : await outcomes.count(anyOf("userId", userIdsOf(user)));
  const n = all ? await outcomes.count() : (rows.outcomes ?? 0) + ofUser;
  return n > 0 ? { ...rows, outcomes: n } : rows;
}

/** The workspace's store and the inbox, those of them that are there. */
export async function storesOf(workspace: Workspace): Promise<string[]> {
  const config = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  const uris = [...new Set([workspace.store ?? config.store, inboxUri(stateFolder())])];
  const there = await Promise.all(uris.map(storeIsThere));
  return uris.filter((_, i) => there[i]);
}

/** Journal segments whose every entry is in a store are of no more use. */
async function dropFolded(): Promise<void> {
  const folder = journalFolder(stateFolder());
  const folded = await readCheckpoint(folder);
  if (folded) await dropSegmentsBefore(folder, folded);
}

const mostFileBytes = 20 << 20;

async function mentionsOf(folder: string, names: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const { size = 0 } = (entry.isFile() && (await stat(path).catch(() => undefined))) || {};
    if (size === 0 || size > mostFileBytes) continue;
    const text = await readFile(path, "utf8").catch(() => "");
    if (names.some((name) => name !== "" && text.includes(name))) found.push(path);
  }
  return found.sort();
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
