import { ExerciseModel, type Verdict } from "../attribution/index.ts";
import { indexBy } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import { anyOf, FollowedTable, type Label, type Row, type Store, type TableName } from "../store/index.ts";
import { type FiguresInput, figuresInput, readFlips } from "./figures-input.ts";
import { type IssuesRows, issuesInput } from "./issues-input.ts";

/** A turn as it is kept: what the agent was told, and what it said and did, in stems. */
export interface KeptTurn {
  readonly conversationId: string;
  readonly index: number;
  readonly terms: string;
  readonly said: string;
}

/** Columns whose values stand in many rows. */
const sharedColumns = [
  "id",
  "conversationId",
  "taskId",
  "userId",
  "kind",
  "file",
  "version",
  "how",
  "behaviorId",
];
const mostTexts = 2_000_000;

/**
 * What figures are made from, kept between snapshots: of a store that grew only what came is read. Tables are followed by the addresses of
 * their rows (`FollowedTable`), so that whoever writes, and whatever is deleted, what is given is what a new reader gives.
 */
export class FiguresReader {
  private readonly texts = new Map<string, string>();
  private readonly conversations;
  private readonly links;
  private readonly requests;
  private readonly turns;
  private readonly signals;
  private readonly verdicts: VerdictReader;
  private exercise: { readonly turns: readonly KeptTurn[]; readonly model: ExerciseModel } | undefined;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Store) {
    const { tables } = store;
    const same = <T extends TableName>(row: Row<T>): Row<T> => this.sharing(row);
    this.conversations = new FollowedTable(tables.conversations, {
      columns: ["id", "taskId", "startMs", "endMs", "userId", "turnCount"],
      keep: same<"conversations">,
    });
    this.links = new FollowedTable(tables.links, {
      columns: [
        ...(["id", "conversationId", "file", "version", "how", "share", "missing"] as const),
        ...(["rangeStart", "rangeEnd", "variables", "candidates", "hintVersion"] as const),
      ],
      keep: same<"links">,
    });
    this.requests = new FollowedTable(tables.requests, {
      columns: ["id", "conversationId", "behaviorId", "messageIndex", "turn"],
      keep: same<"requests">,
    });
    this.signals = new FollowedTable(tables.signals, {
      columns: ["conversationId", "kind"],
      keep: same<"signals">,
    });
    this.turns = new FollowedTable(tables.samples, {
      where: "`scope` = 'turn'",
      columns: ["conversationId", "index", "terms", "said"],
      keep: ({ conversationId = "", index = 0, terms = "", said = "" }): KeptTurn => ({
        ...{ conversationId: this.shared(conversationId), index, terms, said },
      }),
    });
    this.verdicts = new VerdictReader(store, (text) => this.shared(text));
  }

  /** One after the other: two at once would take each other's news. */
  read(evaluators: readonly Evaluator[]): Promise<FiguresInput> {
    const read = this.reading.then(() => this.readNow(evaluators));
    this.reading = read.catch(() => undefined);
    return read;
  }

  private async readNow(evaluators: readonly Evaluator[]): Promise<FiguresInput> {
    const { tables } = this.store;
    // Conversations first: their ids are those that all others share.
    const { rows: conversations } = await this.conversations.read();
    const [links, requests, signals, turns, behaviors, groups, events] = await Promise.all([
      this.links.read(),
      this.requests.read(),
      this.signals.read(),
      this.turns.read(),
      tables.behaviors.read(),
      tables.groups.read({ orderBy: [{ column: "size", descending: true }, { column: "id" }] }),
      tables.behaviorEvents.read({ columns: ["kind", "behaviorId", "atMs"] }),
    ]);
    const issues: IssuesRows = { requests: requests.rows, signals: signals.rows, events };
    return figuresInput({
      ...{ conversations, behaviors, groups },
      links: links.rows,
      requests: requests.rows,
      verdicts: await this.verdicts.read(evaluators),
      flips: await readFlips(this.store, evaluators),
      issues: issuesInput(issues),
      turns: turns.rows,
      exercise: this.exerciseOf(turns.rows, turns.kept),
    });
  }

  private exerciseOf(turns: readonly KeptTurn[], kept: number): ExerciseModel {
    const before = this.exercise;
    if (before?.turns === turns) return before.model;
    const isLonger = before !== undefined && before.turns.length === kept;
    const model = (isLonger && before.model.with(turns.slice(kept))) || new ExerciseModel(turns);
    this.exercise = { turns, model };
    return model;
  }

  private sharing<T extends TableName>(row: Row<T>): Row<T> {
    const cells: Record<string, unknown> = row;
    for (const name of sharedColumns) {
      const value = cells[name];
      if (typeof value === "string") cells[name] = this.shared(value);
    }
    return row;
  }

  /** The same text as one string, wherever it was read: a look-up by it then compares an address, and it is kept once. */
  private shared(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    // Of who is gone nothing is kept for ever; what is not shared any more is only slower.
    if (this.texts.size > mostTexts) this.texts.clear();
    this.texts.set(text, text);
    return text;
  }
}

/** Verdicts by the evaluators as they are defined now, in the order of conversations. */
class VerdictReader {
  private readonly placed = new WeakMap<Verdict, Verdict>();
  private basis: string | undefined;
  private followed: FollowedTable<"evaluations", Verdict> | undefined;
  private readonly calls;
  private last: { readonly rows: readonly Verdict[]; readonly sorted: Verdict[] } | undefined;

  constructor(
    private readonly store: Store,
    private readonly shared: (text: string) => string,
  ) {
    this.calls = new FollowedTable(store.tables.samples, {
      where: "`scope` = 'call'",
      columns: ["id", "turn"],
      keep: ({ id, turn }) => ({ id, turn }),
    });
  }

  async read(evaluators: readonly Evaluator[]): Promise<readonly Verdict[]> {
    const { rows, kept } = await this.following(evaluators).read();
    if (this.last?.rows !== rows) {
      const { last } = this;
      const sorted = last && last.rows.length === kept ? [...last.sorted, ...rows.slice(kept)] : [...rows];
      this.last = { rows, sorted: sorted.sort(byConversation) };
    }
    const { sorted } = this.last!;
    return evaluators.some(({ scope }) => scope === "call") ? this.withTurns(sorted, evaluators) : sorted;
  }

  private following(evaluators: readonly Evaluator[]): FollowedTable<"evaluations", Verdict> {
    const basis = JSON.stringify(evaluators.map(({ key, name }) => [key, name]));
    if (this.followed && this.basis === basis) return this.followed;
    const byKey = indexBy(evaluators, ({ key }) => key);
    this.basis = basis;
    this.last = undefined;
    this.followed = new FollowedTable(this.store.tables.evaluations, {
      where: anyOf("evaluatorKey", [...byKey.keys()]),
      columns: ["evaluatorKey", "sampleId", "conversationId", "label"],
      keep: ({ evaluatorKey, sampleId = "", conversationId = "", label }): Verdict => ({
        evaluator: byKey.get(evaluatorKey!)!.name,
        conversationId: this.shared(conversationId),
        ...turnIn(sampleId),
        sampleId: this.shared(sampleId),
        label: this.shared(label!) as Label,
      }),
    });
    return this.followed;
  }

  /** Those of calls are told which turn the call belongs to. */
  private async withTurns(
    verdicts: readonly Verdict[],
    evaluators: readonly Evaluator[],
  ): Promise<readonly Verdict[]> {
    const { rows } = await this.calls.read();
    const turnOf = new Map(rows.map(({ id, turn }) => [id, turn]));
    const ofCalls = new Set(evaluators.filter(({ scope }) => scope === "call").map(({ name }) => name));
    return verdicts.map((one) => {
      if (!ofCalls.has(one.evaluator)) return one;
      const turn = turnOf.get(one.sampleId!);
      if (turn === undefined) return one;
      // The same object for the same verdict, so that whoever kept it sees that it stands.
      const known = this.placed.get(one);
      if (known?.turn === turn) return known;
      const placed = { ...one, turn };
      this.placed.set(one, placed);
      return placed;
    });
  }
}

/** The turn that stands in the name of a sample. */
function turnIn(sampleId: string): { readonly turn: number } | undefined {
  const part = /#t(\d+)$/.exec(sampleId);
  return part ? { turn: Number(part[1]) } : undefined;
}

const byConversation = (a: Verdict, b: Verdict): number =>
  a.conversationId < b.conversationId ? -1 : a.conversationId > b.conversationId ? 1 : 0;
