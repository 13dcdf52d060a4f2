import { stableId } from "../../base/index.ts";
import type { PromptDocument } from "../../prompt/index.ts";
import type { Label, Row, Store } from "../../store/index.ts";
import { gathered } from "../judging/kept-judgements.ts";
import { freshSystemText } from "../replay/fresh-system-text.ts";
import type { RecordedContext } from "../replay/recorded-context.ts";
import type { FreshRun } from "../replay/run-again.ts";

/** A verdict on a part of a fresh run: "all", "t2" for a turn, "c5" for a call; of a failing one what is wrong, where that was asked for. */
export type PartVerdict = readonly [part: string, label: Label, complaint?: string];

/** A conversation that was run again, with what evaluators said of it by their keys. One that said nothing has an empty list. */
export interface KeptRun {
  readonly run: FreshRun;
  readonly evaluations: Readonly<Record<string, readonly PartVerdict[]>>;
}

/** Raise when the same input would be run otherwise than it was. */
const runVersion = 1;

/** One conversation with one text of the prompt. `id`: what its run is kept under, made of all that decides how it goes. */
export interface FreshUnit {
  readonly id: string;
  readonly context: RecordedContext;
  readonly document: PromptDocument;
  readonly systemText: string;
  readonly trial: number;
}

export function freshUnit(
  context: RecordedContext,
  document: PromptDocument,
  trial: number,
  agentKey: readonly unknown[],
): FreshUnit {
  const { variables, tools, whole } = context;
  const { text: systemText } = freshSystemText(context, document);
  const said = whole.messages.map(({ atMs: _, costUsd: __, usage: ___, ...one }) => one);
  const parts = [agentKey, document.text, systemText, variables, tools, said, trial];
  return {
    id: stableId(["fresh run", runVersion, ...parts], 32),
    ...{ context, document, systemText, trial },
  };
}

/** In writes, after which their small files are joined. */
const writesBeforeTidying = 100;

/** Those of the runs that are kept. */
export async function readFreshRuns(store: Store, ids: readonly string[]): Promise<Map<string, KeptRun>> {
  const rows = await store.tables.freshRuns.readAny("id", [...new Set(ids)]);
  return new Map(rows.flatMap((row) => (row.run ? [[row.id, keptIn(row)] as const] : [])));
}

const keptIn = ({ run = "", evaluations = "{}" }: Row<"freshRuns">): KeptRun => ({
  run: JSON.parse(run) as FreshRun,
  evaluations: JSON.parse(evaluations) as KeptRun["evaluations"],
});

/** Keeps a run as soon as it is finished; those that finish while others are being written go into the next write together. */
export function freshRunKeeper(
  store: Store,
): (id: string, conversationId: string, kept: KeptRun) => Promise<void> {
  let writes = 0;
  const write = gathered<Row<"freshRuns">, void>(async (rows) => {
    await store.conclude("freshRuns", rows);
    if (++writes % writesBeforeTidying === 0) await store.tables.freshRuns.compact().catch(() => undefined);
    return rows.map(() => undefined);
  });
  return (id, conversationId, { run, evaluations }) =>
    write({
      ...{ id, conversationId, atMs: Date.now() },
      ...{ run: JSON.stringify(run), evaluations: JSON.stringify(evaluations) },
    });
}
