import type { Drift } from "../../attribution/index.ts";
import { groupBy } from "../../base/index.ts";
import { conversationOf } from "../../behaviors/index.ts";
import { plural } from "../../review/index.ts";
import type { Row, Store } from "../../store/index.ts";
import { dropForgottenIntents } from "./forgotten-intents.ts";
import { dropForgottenNames } from "./forgotten-names.ts";
import { dropForgottenVectors } from "./forgotten-vectors.ts";
import { requestsLeft } from "./unbacked.ts";

interface Exemplar {
  readonly requestId: string;
  readonly text: string;
}

/**
 * Takes conversations that are gone out of what was said of behaviors and groups: their requests as exemplars, and words that no request
 * left there uses. A behavior without any request goes, and so do vectors of texts that nobody has, what a model read in them, and names
 * that it gave with them in view. The next search for behaviors makes all of it anew.
 */
export async function dropForgotten(store: Store): Promise<void> {
  const asked = requestsLeft(store);
  await dropForgottenIntents(store, asked);
  await dropForgottenVectors(store, asked);
  await dropForgottenNames(store, asked);
  const { behaviors, behaviorNames, requests } = store.tables;
  const kept = new Set(await behaviorNames.texts("name"));
  const rows = await behaviors.read();
  const quoted = rows.flatMap((row) => exemplarsOf(row).map(({ requestId }) => conversationOf(requestId)));
  const gone = new Set(await store.missing(quoted));
  const assigned = (await requests.read({ columns: ["behaviorId", "text"] })).filter(
    ({ behaviorId }) => behaviorId,
  );
  const left = groupBy(assigned, ({ behaviorId }) => behaviorId!);
  const isTheirs = gone.size > 0 ? wordsOnlyOf(rows, gone, assigned) : () => false;
  // A model that named it saw requests of its neighbours as well. Whoever took such a name away, this time or before: it is not kept.
  const isNameTheirs = (row: Row<"behaviors">): boolean =>
    (row.namedBy !== undefined && !kept.has(row.name ?? "")) || isTheirs(`${row.name} ${row.description}`);
  const changed = rows.flatMap((row) => {
    const texts = left.get(row.id)?.map(({ text = "" }) => text);
    if (!texts) return [];
    if (texts.length !== row.size || exemplarsOf(row).some((one) => gone.has(conversationOf(one.requestId))))
      return [withoutGone(row, texts, { gone, isNameTheirs })];
    return row.namedBy && isNameTheirs(row) ? [namedByWords(row)] : [];
  });
  const empty = rows.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  if (changed.length + empty.length === 0) return;
  await behaviors.upsert(changed);
  await behaviors.deleteAny("id", empty);
  await behaviors.purge(true);
  const groupOf = new Map(rows.map(({ id, groupId }) => [id, groupId]));
  await cleanGroups(
    store,
    groupBy(assigned, ({ behaviorId }) => groupOf.get(behaviorId!) ?? ""),
  );
  await cleanHistory(store, assigned);
}

/** What was learned from the words of everybody who was there, and of nobody by itself: what new requests are assigned by. */
export async function dropLearned({ tables: { behaviorModels } }: Store): Promise<void> {
  await behaviorModels.delete("true");
  await behaviorModels.purge(true);
}

type Assigned = Pick<Row<"requests">, "text" | "behaviorId">;

async function cleanGroups(
  { tables: { groups } }: Store,
  left: ReadonlyMap<string, readonly Assigned[]>,
): Promise<void> {
  const rows = await groups.read();
  await groups.upsert(
    rows.flatMap((row) => {
      const own = left.get(row.id);
      if (!own) return [];
      const { name, words } = cleaned(row, wordsLeft(own));
      const size = own.length;
      return [
        { ...row, name, words: JSON.stringify(words), size, description: `${plural(size, "request")}.` },
      ];
    }),
  );
  await groups.deleteAny(
    "id",
    rows.map(({ id }) => id).filter((id) => !left.has(id)),
  );
  await groups.purge(true);
}

/** What behaviors were called once. */
async function cleanHistory({ tables: { behaviorEvents } }: Store, left: readonly Assigned[]): Promise<void> {
  const isSaid = wordsLeft(left);
  const unsaid = (await behaviorEvents.read()).filter(({ name }) => !isClean(name, isSaid));
  await behaviorEvents.upsert(unsaid.map((row) => ({ ...row, name: nameless })));
  await behaviorEvents.purge(true);
}

function withoutGone(
  row: Row<"behaviors">,
  texts: readonly string[],
  {
    gone,
    isNameTheirs,
  }: { readonly gone: ReadonlySet<string>; readonly isNameTheirs: (row: Row<"behaviors">) => boolean },
): Row<"behaviors"> {
  const exemplars = exemplarsOf(row).filter(({ requestId }) => !gone.has(conversationOf(requestId)));
  const isSaid = wordsLeft(texts.map((text) => ({ text })));
  const { name, words } = cleaned(row, isSaid);
  const { namedBy, ...rest } = row;
  const isShown = exemplars.length < exemplarsOf(row).length || isNameTheirs(row);
  return {
    ...rest,
    name,
    // A model has words of its own: its name goes where it saw what is gone.
    ...(namedBy && (!isShown || name === row.name) && { name: row.name, namedBy }),
    drift: row.drift && cleanedDrift(row.drift, isSaid),
    // It quotes two of the exemplars.
    description: isShown ? "" : row.description,
    words: JSON.stringify(words),
    exemplars: JSON.stringify(exemplars),
    size: texts.length,
  };
}

function cleanedDrift(json: string, isSaid: (word: string) => boolean): string | undefined {
  const drift = JSON.parse(json) as Drift;
  const [before, after] = [drift.before.filter(isSaid), drift.after.filter(isSaid)];
  return before.length + after.length > 0 ? JSON.stringify({ ...drift, before, after }) : undefined;
}

/** Called by the users' phrases, until the next search. */
function namedByWords({ namedBy: _, ...row }: Row<"behaviors">): Row<"behaviors"> {
  return { ...row, name: parsed<string>(row.words).slice(0, 3).join(", ") || nameless, description: "" };
}

/** Whether a text has a word that those who are gone said in an exemplar, and nobody who is left says. */
function wordsOnlyOf(
  rows: readonly Row<"behaviors">[],
  gone: ReadonlySet<string>,
  left: readonly Assigned[],
): (text: string) => boolean {
  const isSaid = wordsLeft(left);
  const texts = rows
    .flatMap(exemplarsOf)
    .flatMap(({ requestId, text }) => (gone.has(conversationOf(requestId)) ? [text] : []));
  const theirs = texts
    .flatMap((text) => text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? [])
    .filter((word) => !isSaid(word));
  return (text) => theirs.some((word) => text.toLowerCase().includes(word.slice(0, -1)));
}

const nameless = "Requests";

function wordsLeft(requests: readonly Assigned[]): (word: string) => boolean {
  const said = requests.map(({ text = "" }) => text.toLowerCase()).join("\n");
  return (word) => said.includes(word.toLowerCase());
}

/** Names are made of words of requests, or quote one: then somebody must still have said just that. */
function isClean(name = "", isSaid: (text: string) => boolean): boolean {
  const quotes = [...name.matchAll(/“([^”]*)”/gu)].map(([, quote]) => quote!);
  const words = name.replace(/“[^”]*”| and \d+ more$/gu, "").match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  return quotes.every(isSaid) && words.every((word) => isSaid(word.slice(0, -1)));
}

function cleaned(
  row: { readonly name?: string; readonly words?: string },
  isSaid: (word: string) => boolean,
): { readonly name: string | undefined; readonly words: readonly string[] } {
  const words = parsed<string>(row.words).filter(isSaid);
  return { name: isClean(row.name, isSaid) ? row.name : words.slice(0, 3).join(", ") || nameless, words };
}

const exemplarsOf = (row: Row<"behaviors">): readonly Exemplar[] => parsed<Exemplar>(row.exemplars);

const parsed = <T>(json: string | undefined): readonly T[] => (json ? (JSON.parse(json) as T[]) : []);
