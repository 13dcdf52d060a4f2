import { groupBy } from "../../base/index.ts";
import type { Row, Store } from "../../store/index.ts";
import { dropForgottenVectors } from "./forgotten-vectors.ts";

/** A request has the id of its conversation. */
interface Exemplar {
  readonly requestId: string;
  readonly text: string;
}

/**
 * Takes conversations that are gone out of what was said of behaviors: their requests as exemplars, and words that no request left there
 * uses. A behavior without any request goes, and so do vectors of texts that nobody has. The next search for behaviors makes all of it
 * anew.
 */
export async function dropForgotten(store: Store): Promise<void> {
  await dropForgottenVectors(store);
  const { behaviors, requests } = store.tables;
  const rows = await behaviors.read();
  const quoted = rows.flatMap((row) => exemplarsOf(row).map(({ requestId }) => requestId));
  const gone = new Set(await store.missing(quoted));
  const assigned = (await requests.read({ columns: ["behaviorId", "text"] })).filter(
    ({ behaviorId }) => behaviorId,
  );
  const left = groupBy(assigned, ({ behaviorId }) => behaviorId!);
  const changed = rows.flatMap((row) => {
    const texts = left.get(row.id)?.map(({ text = "" }) => text);
    if (!texts || (texts.length === row.size && !exemplarsOf(row).some((one) => gone.has(one.requestId))))
      return [];
    return [withoutGone(row, texts, gone)];
  });
  const empty = rows.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  if (changed.length + empty.length === 0) return;
  await behaviors.upsert(changed);
  await behaviors.deleteAny("id", empty);
  await behaviors.purge(true);
}

function withoutGone(
  row: Row<"behaviors">,
  texts: readonly string[],
  gone: ReadonlySet<string>,
): Row<"behaviors"> {
  const said = texts.join("\n").toLowerCase();
  const isSaid = (word: string): boolean => said.includes(word.toLowerCase());
  const words = parsed<string>(row.words).filter(isSaid);
  const exemplars = exemplarsOf(row).filter(({ requestId }) => !gone.has(requestId));
  // Names are made of words of requests; a description quotes two of them.
  const isClean = (row.name?.match(/[\p{L}\p{N}]{4,}/gu) ?? []).every((word) => isSaid(word.slice(0, -1)));
  return {
    ...row,
    name: isClean ? row.name : words.slice(0, 3).join(", ") || "Requests",
    description: exemplars.length === exemplarsOf(row).length ? row.description : "",
    words: JSON.stringify(words),
    exemplars: JSON.stringify(exemplars),
    size: texts.length,
  };
}

const exemplarsOf = (row: Row<"behaviors">): readonly Exemplar[] => parsed<Exemplar>(row.exemplars);

const parsed = <T>(json: string | undefined): readonly T[] => (json ? (JSON.parse(json) as T[]) : []);
