import type { Store } from "../../store/index.ts";
import { type AskedRequest, requestColumns, requestsIn } from "../asked-requests.ts";

/** All requests that conversations still hold. */
export type RequestsLeft = () => Promise<readonly AskedRequest[]>;

/** Reads them with the first who asks, once for all that come after. */
export function requestsLeft({ tables: { conversations } }: Store): RequestsLeft {
  let left: Promise<readonly AskedRequest[]> | undefined;
  return () => {
    left ??= conversations.read({ columns: [...requestColumns] }).then((rows) => rows.flatMap(requestsIn));
    return left;
  };
}

/** What a model or an embedder made of a text, by the id that both give it. */
interface Made {
  readonly id: string;
  readonly maker: string;
}

/** Ids of what was made of texts that nobody has any more. `idsOf`: what each maker makes of the texts that are left. */
export function unbackedIds(made: readonly Made[], idsOf: (maker: string) => Iterable<string>): string[] {
  const backed = new Map<string, ReadonlySet<string>>();
  return made.flatMap(({ id, maker }) => {
    const ids = backed.get(maker) ?? new Set(idsOf(maker));
    backed.set(maker, ids);
    return ids.has(id) ? [] : [id];
  });
}
