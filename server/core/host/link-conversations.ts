import { isDeepStrictEqual } from "node:util";
import { checkpoint, groupBy, type LongWork } from "../base/index.ts";
import type { Row, Store } from "../store/index.ts";
import { givenVariables } from "./identity/given-variables.ts";
import { hintRefs } from "./identity/hint-refs.ts";
import type { KnownVersion, PromptMatch, VersionId } from "./identity/known-version.ts";
import { maxValueLength } from "./identity/recover-variables.ts";
import { type About, PromptMatcher, type TextReading } from "./match-prompts.ts";

const linkedFor = "linkedFor";
/** System texts read and written together; a template with variables makes nearly as many texts as conversations. */
const textsAtOnce = 200;

/**
 * Finds each conversation's prompts. Conversations that are linked already are asked again only where a version that is new may be in
 * them, or one that they are linked to is a prompt no longer. What matches nothing gets a row that says so: unmatched is known, not
 * forgotten.
 */
export async function linkConversations(
  store: Store,
  versions: readonly KnownVersion[],
  { signal, progress }: LongWork = {},
): Promise<void> {
  const done = await versionsDone(store);
  const links = await store.tables.links.read({
    columns: ["conversationId", "file", "version", "candidates"],
  });
  const current = new Set(versions.map(keyOf));
  const added = versions.filter((version) => !done?.has(keyOf(version)));
  const there = new Set(versions.map(nameOf));
  const linked = new Map<string, boolean>();
  for (const row of links) {
    const isCurrent = versionsIn(row).every((version) => there.has(nameOf(version)));
    const id = row.conversationId ?? "";
    linked.set(id, (linked.get(id) ?? done !== undefined) && isCurrent);
  }
  const all = await store.tables.conversations.read({ columns: [...columns] });
  // A name that a trace gives may have meant a file that is called otherwise now.
  if ([...(done ?? [])].some((key) => !current.has(key) && there.has(key.split("\n")[0]!)))
    for (const { id, hintName } of all) if (hintName) linked.set(id, false);
  const asked = all.filter(({ id }) => added.length > 0 || linked.get(id) !== true);
  await link(store, asked, {
    matcher: matcherOf(versions),
    mayConcern: added.length > 0 ? matcherOf(added) : undefined,
    linked,
    signal,
    progress,
  });
  if (!done || added.length > 0 || done.size !== current.size) await writeVersionsDone(store, current);
}

/**
 * Finds the prompts of conversations that have just arrived. `versions` may be older or newer than those that the other conversations
 * are linked by: the next `linkConversations` asks again for what this one did not know.
 */
export async function linkNew(
  store: Store,
  versions: readonly KnownVersion[],
  ids: readonly string[],
  { signal }: Pick<LongWork, "signal"> = {},
): Promise<void> {
  const rows = await store.tables.conversations.readAny("id", ids, [...columns]);
  const linked = new Map(ids.map((id) => [id, false]));
  const done = await versionsDone(store);
  const own = new Set(versions.map(keyOf));
  const both = done && new Set([...done].filter((key) => own.has(key)));
  // Before the links are written: a process killed in between then asks once too often, not once too seldom.
  if (both && both.size < done.size) await writeVersionsDone(store, both);
  await link(store, rows, { matcher: matcherOf(versions), linked, signal });
}

interface Linking extends LongWork {
  readonly matcher: PromptMatcher;
  /** Of new versions alone: conversations that are linked are asked again where it finds something. */
  readonly mayConcern?: PromptMatcher;
  /** Conversations that have links, and whether those are good as far as the versions go that they were made by. */
  readonly linked: ReadonlyMap<string, boolean>;
}

const columns = ["id", "systemHash", "hintName", "hintVersion", "startMs"] as const;
type Asked = Row<"conversations">;

async function link(store: Store, asked: readonly Asked[], linking: Linking): Promise<void> {
  const refs = await hintRefs(store);
  const sorted = [...asked].sort((a, b) => (a.id < b.id ? -1 : 1));
  const groups = [...groupBy(sorted, ({ systemHash }) => systemHash ?? "")];
  for (let from = 0; from < groups.length; from += textsAtOnce) {
    const part = groups.slice(from, from + textsAtOnce);
    const texts = await textsOf(
      store,
      part.map(([hash]) => hash),
    );
    const told = await toldOf(
      store,
      part.flatMap(([, group]) => group.map(({ id }) => id)),
    );
    const found = part.flatMap(([hash, group]) => {
      const about = (row: Asked): About => ({ ...aboutOf(row), ...told.get(row.id), refs });
      return linksOf(
        texts.get(hash),
        group.map((row) => ({ id: row.id, about: about(row) })),
        linking,
      );
    });
    await writeLinks(store, found, linking.linked);
    linking.progress?.({
      stage: "matching prompts",
      done: Math.min(from + textsAtOnce, groups.length),
      total: groups.length,
    });
    await checkpoint(linking.signal);
  }
}

interface Links {
  readonly id: string;
  readonly rows: readonly Row<"links">[];
}

/** The links of all conversations with one system text; none for those that nothing has changed for. */
function linksOf(
  text: string | undefined,
  group: readonly { readonly id: string; readonly about: About }[],
  { matcher, mayConcern, linked }: Linking,
): Links[] {
  let reading: TextReading | undefined;
  let added: TextReading | undefined;
  return group.flatMap(({ id, about }) => {
    if (mayConcern && linked.get(id) === true) {
      if (text !== undefined) added ??= mayConcern.read(text);
      if (!mayConcern.mayConcern(added, about)) return [];
    }
    if (text !== undefined) reading ??= matcher.read(text);
    return { id, rows: linkRows(id, matcher.match(reading, about)) };
  });
}

async function textsOf(store: Store, hashes: readonly string[]): Promise<Map<string, string | undefined>> {
  return new Map((await store.tables.texts.readAny("id", hashes)).map(({ id, text }) => [id, text]));
}

const aboutOf = ({ hintName, hintVersion, startMs }: Asked): About => ({
  ...(hintName && { hint: { name: hintName, ...(hintVersion && { version: hintVersion }) } }),
  ...(startMs !== undefined && { atMs: startMs }),
});

/** What traces say of their templates and variables. */
async function toldOf(store: Store, ids: readonly string[]): Promise<Map<string, About>> {
  const rows = await store.tables.conversations.readAny("id", ids, ["id", "attributes"]);
  return new Map(
    rows.flatMap(({ id, attributes }) => {
      // Most say nothing of it; their attributes need not be read.
      if (!attributes?.includes('"prompt')) return [];
      const { promptTemplate, promptVariables } = JSON.parse(attributes) as Record<string, unknown>;
      const variables = givenVariables(promptVariables, maxValueLength);
      return [
        [
          id,
          {
            ...(typeof promptTemplate === "string" && { template: promptTemplate }),
            ...(variables && { variables }),
          },
        ],
      ];
    }),
  );
}

/** Writes what differs from what is there. The new rows first: a reader never finds a conversation without its prompts. */
async function writeLinks(
  store: Store,
  found: readonly Links[],
  linked: ReadonlyMap<string, boolean>,
): Promise<void> {
  const { links } = store.tables;
  const before = await links.readAny(
    "conversationId",
    found.flatMap(({ id }) => (linked.has(id) ? id : [])),
  );
  const byId = new Map(before.map((row) => [row.id, row]));
  const rows = found.flatMap((one) => one.rows);
  await store.conclude(
    "links",
    rows.filter((row) => !isDeepStrictEqual(row, byId.get(row.id))),
  );
  const now = new Set(rows.map(({ id }) => id));
  await links.deleteAny(
    "id",
    before.flatMap(({ id }) => (now.has(id) ? [] : id)),
  );
}

function linkRows(id: string, matches: readonly PromptMatch[]): Row<"links">[] {
  if (matches.length === 0) return [{ id: `${id}|`, conversationId: id, how: "unmatched" }];
  return matches.map(({ file, version, how, share, missing, ambiguous, range, ...match }) => ({
    id: `${id}|${file}`,
    conversationId: id,
    file,
    version,
    how: ambiguous ? "ambiguous" : how,
    share,
    missing: JSON.stringify(missing),
    ...(range && { rangeStart: range.start, rangeEnd: range.end }),
    ...(Object.keys(match.variables).length > 0 && { variables: JSON.stringify(match.variables) }),
    ...(match.candidates.length > 0 && { candidates: JSON.stringify(match.candidates) }),
    ...(match.hintVersion !== undefined && { hintVersion: match.hintVersion }),
  }));
}

function versionsIn({ file, version, candidates }: Row<"links">): VersionId[] {
  if (file === undefined || version === undefined) return [];
  return [{ file, version }, ...(candidates ? (JSON.parse(candidates) as VersionId[]) : [])];
}

const nameOf = ({ file, version }: VersionId): string => `${file}@${version}`;
/** What links depend on: a file that gets another name is found by other names. */
const keyOf = (version: KnownVersion): string => `${nameOf(version)}\n${version.name}`;

/** The versions that all links are right by; undefined where nobody knows. */
async function versionsDone(store: Store): Promise<ReadonlySet<string> | undefined> {
  const value = (await store.tables.meta.get(linkedFor))?.value;
  // Until version 3 a hash stood here, which says nothing of single versions.
  return value?.startsWith("[") ? new Set(JSON.parse(value) as string[]) : undefined;
}

async function writeVersionsDone(store: Store, keys: ReadonlySet<string>): Promise<void> {
  await store.tables.meta.upsert([{ id: linkedFor, value: JSON.stringify([...keys].sort()) }]);
}

const matchers = new WeakMap<readonly KnownVersion[], PromptMatcher>();

/** A matcher takes a moment to make; who links again and again brings the same list of versions. */
function matcherOf(versions: readonly KnownVersion[]): PromptMatcher {
  let matcher = matchers.get(versions);
  if (!matcher) {
    matcher = new PromptMatcher(versions);
    matchers.set(versions, matcher);
  }
  return matcher;
}
