import { attribute, ExerciseModel, type Verdict } from "../attribution/index.ts";
import { parseEvaluators } from "../evaluators/index.ts";
import { readPrompt } from "../prompt/index.ts";
import { type PromptView, viewOf } from "./prompt-view.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";

/** For the tests of this room: what an evaluator said of conversations `c1`, `c2`... one character each, and the line it covers. */
export interface Said {
  readonly evaluator: string;
  readonly covers?: string;
  readonly outcomes: string;
}

const labels: Readonly<Record<string, Verdict["label"]>> = { "+": "pass", "-": "fail", "?": "unknown" };

/** A view of a text whose figures came about as in the product: real evaluators, real attribution. */
export function viewWith(text: string, said: readonly Said[], options: ViewOptions = {}): PromptView {
  const { shown = text, idOf = (n) => `c${n}`, behavior, snapshot = {} } = options;
  const document = readPrompt("a.prompt.md", text);
  const { evaluators } = parseEvaluators(
    said.map(({ evaluator, covers }) => ({
      name: evaluator,
      assert: [{ type: "contains", value: "x" }],
      ...(covers && { covers: [covers] }),
    })),
  );
  const count = Math.max(0, ...said.map(({ outcomes }) => outcomes.length));
  const ids = Array.from({ length: count }, (_, index) => idOf(index + 1));
  const { figures } = attribute({
    name: "a",
    file: "a.prompt.md",
    versions: [{ version: document.version, document }],
    evaluators,
    verdicts: said.flatMap(({ evaluator, outcomes }) =>
      [...outcomes].flatMap((character, index) =>
        labels[character] ? [{ evaluator, conversationId: ids[index]!, label: labels[character] }] : [],
      ),
    ),
    conversations: ids.map((id) => ({
      id,
      version: document.version,
      missing: new Set(),
      cluster: id,
      requests: behavior ? [{ turn: 0, behaviorId: behavior }] : [],
    })),
    exercise: new ExerciseModel([]),
    thresholds: emptySnapshot.thresholds,
    counts: { matched: count, ambiguous: 0, unmatched: 0 },
  });
  return viewOf(
    { ...emptySnapshot, prompts: [figures], ...snapshot },
    "a.prompt.md",
    readPrompt("a.prompt.md", shown),
  );
}

export interface ViewOptions {
  /** The text in the editor, where it is no longer the one that was measured. */
  readonly shown?: string;
  readonly idOf?: (n: number) => string;
  /** Id of the behavior that every conversation is in. */
  readonly behavior?: string;
  readonly snapshot?: Partial<Snapshot>;
}
