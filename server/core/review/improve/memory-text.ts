import type { Attempt, AttemptContext, RankedOperator } from "../../improve/index.ts";
import { percent, plural, tame } from "../wording.ts";

interface TextPaint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

export interface ToldMemory {
  readonly attempts: readonly Attempt[];
  readonly choices: readonly {
    readonly context: AttemptContext;
    readonly ranked: readonly RankedOperator[];
  }[];
}

const plain: TextPaint = { bold: (text) => text, dim: (text) => text };
/** Operators that are told of a context. */
const mostOperators = 4;

/** What is remembered, as text: for each context what would be tried first and why, then the last attempts. */
export function memoryText(
  { attempts, choices }: ToldMemory,
  most: number,
  paint: TextPaint = plain,
): string {
  if (attempts.length === 0) return "Nothing was tried yet.";
  const last = [...attempts].reverse().slice(0, most);
  const left = attempts.length - last.length;
  return [
    ...choices.flatMap(({ context, ranked }) => [
      paint.bold(contextText(context)),
      ...ranked.slice(0, mostOperators).map(rankedText),
    ]),
    "",
    paint.bold("Last tried"),
    ...last.map((one) => attemptText(one, paint)),
    ...(left > 0 ? [paint.dim(`and ${plural(left, "more attempt")}; all with --all`)] : []),
  ].join("\n");
}

function contextText({ cause, kind, evaluator, behavior }: AttemptContext): string {
  const parts = [
    cause === undefined ? undefined : `cause ${cause}`,
    kind === undefined ? undefined : `${kind} line`,
    evaluator === undefined ? undefined : `evaluator ${evaluator}`,
    behavior === undefined ? undefined : `behavior ${behavior}`,
  ].flatMap((part) => part ?? []);
  return tame(parts.join(", ") || "whatever fails", 200);
}

/** The most special level that knows it says most. */
function rankedText({ operator, expected, levels }: RankedOperator): string {
  const own = levels.at(-1);
  const why =
    own === undefined
      ? "never tried"
      : `${own.level === "all" ? "in all" : own.level}: tried ${own.tried === 1 ? "once" : `${own.tried} times`}, worth ${percent(own.worth)}`;
  return `  ${tame(operator, 40).padEnd(18)} ${percent(expected).padStart(6)} expected  ${why}`;
}

function attemptText(
  { operator, prompt, target, end, effect, who, why, atMs }: Attempt,
  paint: TextPaint,
): string {
  const by = who === undefined ? "" : ` by ${tame(who, 40)}`;
  const because = why === undefined ? "" : `: ${tame(why, 120)}`;
  const rate = effect === undefined ? "" : `, ${effect >= 0 ? "+" : "−"}${percent(Math.abs(effect))}`;
  const when = new Date(atMs).toISOString().slice(0, 10);
  return `  ${when}  ${tame(operator, 40).padEnd(18)} ${`${end.replace("-", " ")}${by}${rate}`}${because}  ${paint.dim(`${tame(prompt, 60)}, ${tame(target, 60)}`)}`;
}
