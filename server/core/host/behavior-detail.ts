import {
  addressing,
  type Conditions,
  conditionsOf,
  type EvaluatorVerdicts,
  evaluatorsInBehavior,
  failedConversations,
  ownTerms,
  rangeOf,
  signalsInBehavior,
  verdictsByEvaluator,
} from "../attribution/index.ts";
import { isMoment, latestMs } from "../base/index.ts";
import {
  type Alike,
  type Assigner,
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
  type Snapshot,
} from "../review/index.ts";
import type { Row, Store } from "../store/index.ts";
import { assignerId } from "./assign-new.ts";
import type { Built } from "./build-snapshot.ts";
import { conversationSummaries } from "./conversation-queries.ts";
import type { FiguresInput } from "./figures-input.ts";
import { startTimes } from "./issues-input.ts";
import type { PromptFile } from "./prompt-files.ts";
import { promptInUse } from "./prompt-in-use.ts";
import type { QueryWorld } from "./query/condition-plans.ts";

/** Failing conversations that are told one by one; the rest are listed by a filter. */
const firstFailing = 20;

/** What all behaviors of one snapshot share, made with the first that is looked at. */
interface Shared {
  readonly verdicts: readonly EvaluatorVerdicts[];
  readonly judged: ReadonlySet<string>;
  readonly conditions: readonly Conditions[];
  readonly terms: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads behaviors one by one, each as somebody looks at it. */
export class BehaviorReader {
  private readonly shared = new WeakMap<FiguresInput, Shared>();
  /** The centres that the last search left: they lie beside models that are far larger. */
  private centres: (Pick<Assigner, "behaviorIds" | "centroids"> & { readonly atMs: number }) | undefined;

  /** Everything that is known of one behavior; undefined where there is none of that id. */
  async read(world: QueryWorld, built: Built, id: string): Promise<BehaviorDetail | undefined> {
    const { snapshot, input } = built;
    const { tables } = world.store;
    const figures = snapshot.behaviors.find((one) => one.id === id);
    if (!figures) return undefined;
    const [events, alike] = await Promise.all([
      tables.behaviorEvents.read(),
      this.alikeOf(world.store, snapshot, id),
    ]);
    const { verdicts, judged, conditions, terms } = this.sharedOf(world.files, built);
    const members = membersOf(input, id);
    const startMs = new Map(input.conversations.map((row) => [row.id, row.startMs]));
    const failing = new Set(figures.failing);
    const first = [...failing].sort(newestFirst(startMs)).slice(0, firstFailing);
    return behaviorDetail({
      figures,
      snapshot,
      evaluators: evaluatorsInBehavior(verdicts, members, input.clusterOf),
      failing: await conversationSummaries(world, first),
      timeline: behaviorTimeline(
        [...members].map((member) => ({
          startMs: startMs.get(member),
          failed: judged.has(member) ? failing.has(member) : undefined,
        })),
        rangeOf(startTimes(input).filter(isMoment)),
      ),
      events: events.map(eventOf),
      alike,
      signals: signalsInBehavior(input.issues.signalsOf, members, input.conversations.length),
      addressing: addressing({ members, terms: terms.get(id) ?? new Set() }, conditions),
    });
  }

  private sharedOf(files: readonly PromptFile[], { input, snapshot }: Built): Shared {
    const known = this.shared.get(input);
    if (known) return known;
    const fresh: Shared = {
      verdicts: verdictsByEvaluator(input.verdicts),
      judged: new Set(failedConversations(input.verdicts).keys()),
      conditions: files.map((file) => conditionsOf(promptInUse(file, input), input.exercise)),
      terms: ownTerms(snapshot.behaviors),
    };
    this.shared.set(input, fresh);
    return fresh;
  }

  /** By the centres that the last search left; where it left none, by words. */
  private async alikeOf({ tables }: Store, { behaviors }: Snapshot, id: string): Promise<Alike[]> {
    const [row] = await tables.behaviorModels.readAny("id", [assignerId], ["id", "atMs"]);
    if (row && this.centres?.atMs !== row.atMs) {
      const model = (await tables.behaviorModels.get(assignerId))?.model;
      const assigner = model && unpackAssigner(model);
      this.centres = assigner && {
        atMs: row.atMs ?? 0,
        behaviorIds: assigner.behaviorIds,
        // A copy: the other is a view into all of the model.
        centroids: assigner.centroids.slice(),
      };
    }
    const byCentres = row && this.centres ? alikeByCentres(this.centres, id) : [];
    if (byCentres.length > 0) return byCentres;
    const withTexts = behaviors.map((one) => ({
      id: one.id,
      texts: [one.name, ...one.words, ...one.exemplars.map(({ text }) => text)],
    }));
    return alikeByWords(withTexts, id);
  }
}

const membersOf = ({ behaviorsOf }: FiguresInput, id: string): Set<string> =>
  new Set([...behaviorsOf].flatMap(([conversationId, ids]) => (ids.includes(id) ? [conversationId] : [])));

const newestFirst =
  (startMs: ReadonlyMap<string, number | undefined>) =>
  (a: string, b: string): number =>
    timeOf(startMs.get(b)) - timeOf(startMs.get(a)) || (a < b ? -1 : 1);

/** What has no time stands last. */
const timeOf = (ms: number | undefined): number => (isMoment(ms) ? ms : -latestMs);

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
