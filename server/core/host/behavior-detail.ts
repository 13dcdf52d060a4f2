import {
  addressing,
  conditionsOf,
  evaluatorsInBehavior,
  ownTerms,
  type PromptInUse,
  signalsInBehavior,
} from "../attribution/index.ts";
import { indexBy, LineIndex } from "../base/index.ts";
import {
  type Alike,
  alikeByCentres,
  alikeByWords,
  type ChangeKind,
  unpackAssigner,
} from "../behaviors/index.ts";
import {
  type BehaviorDetail,
  type BehaviorEventRow,
  behaviorDetail,
  behaviorTimeline,
  isTime,
  type Snapshot,
} from "../review/index.ts";
import type { Row, Store } from "../store/index.ts";
import { assignerId } from "./assign-new.ts";
import type { Built } from "./build-snapshot.ts";
import { conversationSummaries } from "./conversation-queries.ts";
import type { PromptFile } from "./prompt-files.ts";
import type { QueryWorld } from "./query/condition-plans.ts";

/** Failing conversations that are told one by one; the rest are listed by a filter. */
const firstFailing = 20;

/** Everything that is known of one behavior; undefined where there is none of that id. */
export async function readBehavior(
  world: QueryWorld,
  built: Built,
  id: string,
): Promise<BehaviorDetail | undefined> {
  const { snapshot, input } = built;
  const { tables } = world.store;
  const figures = snapshot.behaviors.find((one) => one.id === id);
  if (!figures) return undefined;
  const [times, signals, events, alike] = await Promise.all([
    tables.conversations.read({ columns: ["id", "startMs"] }),
    tables.signals.read({ columns: ["conversationId", "kind"] }),
    tables.behaviorEvents.read(),
    alikeOf(world.store, snapshot, id),
  ]);
  const members = membersOf(built, id);
  const startMs = new Map(times.map((row) => [row.id, row.startMs]));
  const newestFirst = [...figures.failing].sort(
    (a, b) => timeOf(startMs.get(b)) - timeOf(startMs.get(a)) || (a < b ? -1 : 1),
  );
  const failing = new Set(figures.failing);
  const judged = new Set(input.verdicts.filter(hasVerdict).map(({ conversationId }) => conversationId));
  return behaviorDetail({
    figures,
    snapshot,
    evaluators: evaluatorsInBehavior(input.verdicts, members, input.clusterOf),
    failing: await conversationSummaries(world, newestFirst.slice(0, firstFailing)),
    timeline: behaviorTimeline(
      [...members].map((member) => ({
        startMs: startMs.get(member),
        failed: judged.has(member) ? failing.has(member) : undefined,
      })),
      rangeOf(times),
    ),
    events: events.map(eventOf),
    alike,
    signals: signalsInBehavior(
      signals.map(({ conversationId = "", kind = "" }) => ({ conversationId, kind })),
      members,
      input.conversations.length,
    ),
    addressing: addressing(
      { members, terms: ownTerms(snapshot.behaviors).get(id) ?? new Set() },
      world.files.map((file) => conditionsOf(promptInUse(file, built), input.exercise)),
    ),
  });
}

const membersOf = ({ input }: Built, id: string): Set<string> =>
  new Set(
    [...input.behaviorsOf].flatMap(([conversationId, ids]) => (ids.includes(id) ? [conversationId] : [])),
  );

const hasVerdict = ({ label }: Built["input"]["verdicts"][number]): boolean =>
  label === "pass" || label === "fail";

/** What has no time stands last. */
const timeOf = (ms: number | undefined): number => (isTime(ms) ? ms : -8.64e15);

function rangeOf(rows: readonly Pick<Row<"conversations">, "startMs">[]): {
  firstMs: number;
  lastMs: number;
} {
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startMs } of rows) {
    if (!isTime(startMs)) continue;
    firstMs = Math.min(firstMs, startMs);
    lastMs = Math.max(lastMs, startMs);
  }
  return { firstMs, lastMs };
}

const eventOf = ({
  atMs = 0,
  kind = "born",
  behaviorId = "",
  name = "",
  size = 0,
  others = [],
}: Row<"behaviorEvents">): BehaviorEventRow => ({
  atMs,
  kind: kind as ChangeKind,
  behaviorId,
  name,
  size,
  others,
});

/** By the centres that the last search left; where it left none, by words. */
async function alikeOf(store: Store, { behaviors }: Snapshot, id: string): Promise<Alike[]> {
  const row = await store.tables.behaviorModels.get(assignerId);
  const assigner = row?.model && unpackAssigner(row.model);
  const byCentres = assigner ? alikeByCentres(assigner, id) : [];
  if (byCentres.length > 0) return byCentres;
  const withTexts = behaviors.map((one) => ({
    id: one.id,
    texts: [one.name, ...one.words, ...one.exemplars.map(({ text }) => text)],
  }));
  return alikeByWords(withTexts, id);
}

function promptInUse({ file, document }: PromptFile, { input }: Built): PromptInUse {
  const lines = new LineIndex(document.text);
  const linked = input.linked.get(file) ?? [];
  return {
    file,
    instructions: document.instructions.map(({ key, text, triggers, range }) => ({
      key,
      text,
      triggers,
      line: lines.positionAt(range.start).line,
    })),
    conversations: [...indexBy(linked, ({ conversationId = "" }) => conversationId).keys()].sort(),
  };
}
