import {
  type InstructionFigures,
  isDirectiveKind,
  type MeasuredInstruction,
  type Trust,
} from "../attribution/index.ts";
import type { Range } from "../base/index.ts";
import { shortVersion } from "../prompt/index.ts";
import { ablationSentence, ablationsOf } from "./ablation-text.ts";
import { type ConditionMetView, conditionMetText } from "./condition-text.ts";
import { suspectHover } from "./diagnosis/suspect-hover.ts";
import { ignoredOf, shownFigure } from "./findings.ts";
import { instructionAt, type PromptView } from "./prompt-view.ts";
import type { BaselineOrigin } from "./snapshot.ts";
import { shareText, trendText } from "./trend-text.ts";
import { bar, percent, plural, tame, tameMarkdown } from "./wording.ts";

export interface Hover {
  readonly range: Range;
  /** Markdown in which captured text cannot become markup. Links are `command:` links made by `link`. */
  readonly markdown: string;
}

/** How the face at hand makes a link to a list of conversations or to one; without one, plain text. */
export interface HoverLinks {
  readonly conversations: (label: string, query: { instruction?: string; behavior?: string }) => string;
  /** `instruction`: the line it is evidence for; `message`: where in it, where that is known. */
  readonly conversation: (id: string, instruction?: string, message?: number) => string;
  /** To the diagnosis of the prompt. */
  readonly diagnosis?: (label: string) => string;
}

export const plainLinks: HoverLinks = {
  conversations: (label) => label,
  conversation: (id) => `\`${tame(id.replace(/`/g, ""), 80)}\``,
};

/**
 * What is known about the instruction at an offset: what it is suspected of, figures, where it fails, worst conversations, versions, what is
 * ignored. `met`: conversations that met its condition, which no snapshot holds, since those are words.
 */
export function hoverAt(
  view: PromptView,
  offset: number,
  links: HoverLinks = plainLinks,
  met: readonly ConditionMetView[] = [],
): Hover | undefined {
  const one = instructionAt(view, offset);
  const ignored = ignoredLines(view, one, offset);
  const known = one && view.figures ? knownText(view, one, links) : [];
  const suspected = one ? suspectHover(view, one.instruction.key, links) : [];
  const tried = one ? ablationLines(view, one.instruction.key) : [];
  const seen = one ? conditionMetText(met, one.instruction.key, links) : [];
  const parts = [...suspected, ...tried, ...known, ...seen, ...ignored.map(({ line }) => line)];
  const range = one?.instruction.range ?? ignored[0]?.range;
  return range && parts.length > 0 ? { range, markdown: parts.join("\n\n") } : undefined;
}

/** What changing the line showed, the latest for each way of changing it; of another text it says so. */
const ablationLines = ({ file, document, snapshot }: PromptView, key: string): string[] =>
  ablationsOf(
    (snapshot.ablations ?? []).filter((one) => one.file === file),
    key,
    document.version,
  ).map(
    ({ ablation, isStale }) =>
      `**Ablation${isStale ? ", of another version of this prompt" : ""}.** ${ablationSentence(ablation, (text) => tameMarkdown(text, 60))}`,
  );

function knownText(view: PromptView, one: MeasuredInstruction, links: HoverLinks): string[] {
  const figures = one.figures ?? one.stale;
  const { baseline } = view.snapshot;
  if (!figures || !shownFigure(one)) return unmeasuredText(one);
  // Without a store there is no conversation to open.
  const parts = measuredText(one, figures, view, baseline ? plainLinks : links);
  return baseline ? [...parts, baselineSentence(baseline)] : parts;
}

const baselineSentence = ({ file, until }: BaselineOrigin): string =>
  `From the baseline ${tameMarkdown(file, 80)}${until ? `, conversations until ${tameMarkdown(until, 10)}` : ""}: there is no store here.`;

/** Ignored findings of the instruction, or at the offset itself. */
const ignoredLines = (
  view: PromptView,
  one: MeasuredInstruction | undefined,
  offset: number,
): { line: string; range: Range }[] =>
  ignoredOf(view)
    .filter(({ range, instruction }) =>
      instruction === undefined
        ? range.start <= offset && offset <= range.end
        : instruction === one?.instruction.key,
    )
    .map(({ code, reason, until, range }) => ({
      line: `Ignored (${tameMarkdown(code, 60)}): ${tameMarkdown(reason, 300)}${until ? ` Until ${tameMarkdown(until, 10)}.` : ""}`,
      range,
    }));

function measuredText(
  one: MeasuredInstruction,
  figures: InstructionFigures,
  view: PromptView,
  links: HoverLinks,
): string[] {
  const parts: string[] = [];
  if (one.stale)
    parts.push("**Changed since it was measured.** These figures belong to the text that stood here before.");
  parts.push(figureTable(figures), ...trustLines(figures, view), ...flipLines(figures, view));
  if (figures.trend) parts.push(trendText(figures.trend, view.document.version));
  const behaviors = behaviorLines(figures, view, links);
  if (behaviors.length) parts.push(["Fails in:", ...behaviors].join("\n"));
  const failing = [...new Set(figures.figures.flatMap((figure) => figure.failing))].slice(0, 3);
  if (failing.length) {
    const all = links.conversations(plural(figures.failing, "failing conversation"), {
      instruction: figures.key,
    });
    parts.push(`${all}, the worst: ${failing.map((id) => links.conversation(id, figures.key)).join(", ")}`);
  }
  parts.push(
    `Put to work by ${figures.exercised} of the ${plural(figures.held, "conversation")} that held it; version ${figures.versions.map((version) => `\`${shortVersion(version)}\``).join(", ") || "none"}.`,
  );
  return parts;
}

function figureTable(figures: InstructionFigures): string {
  const rows = figures.figures
    .filter(({ n }) => n > 0)
    .map((figure) => {
      const unknown = figure.unknown > 0 ? `, ${figure.unknown} unknown` : "";
      const interval = `${Math.round(figure.low * 100)} to ${Math.round(figure.high * 100)} %`;
      return `| ${tameMarkdown(figure.evaluator, 60)} | \`${bar(figure.rate)}\` **${percent(figure.rate)}** | ${figure.passes}/${figure.n}${unknown} | ${interval} | ${trustWords[figure.trust]} |`;
    });
  return [
    "| evaluator | pass rate | pass/n | 95 % interval | evaluator is |",
    "|:--|:--|:--|:--|:--|",
    ...rows,
  ].join("\n");
}

const trustWords: Readonly<Record<Trust, string>> = {
  declared: "recorded",
  trusted: "mutation-tested",
  untrusted: "**untrusted**",
  untested: "not mutation-tested",
};

/** What the mutation tests of its evaluators showed, one line each. */
const trustLines = ({ figures }: InstructionFigures, { snapshot }: PromptView): string[] => {
  const lines = figures.flatMap(({ evaluator, n }) => {
    const tested = snapshot.evaluators.find(({ name }) => name === evaluator)?.tested;
    return n > 0 && tested ? [`- ${tameMarkdown(evaluator, 60)}: ${tameMarkdown(tested, 300)}`] : [];
  });
  return lines.length > 0 ? [lines.join("\n")] : [];
};

/** Judges that were asked several times about a sample, and how often they did not agree with themselves. */
const flipLines = (figures: InstructionFigures, view: PromptView): string[] =>
  figures.figures.flatMap(({ evaluator }) => {
    const flips = view.snapshot.evaluators.find(({ name }) => name === evaluator)?.flips;
    return flips
      ? [
          `${tameMarkdown(evaluator, 60)} was asked repeatedly: its answers differed for ${flips.k} of ${plural(flips.n, "sample")} (${percent(flips.k / flips.n)}).`,
        ]
      : [];
  });

const behaviorLines = (figures: InstructionFigures, view: PromptView, links: HoverLinks): string[] =>
  figures.behaviors.slice(0, 3).flatMap((share) => {
    const { behaviorId } = share;
    const behavior = view.snapshot.behaviors.find(({ id }) => id === behaviorId);
    return behavior
      ? [
          `- ${links.conversations(tameMarkdown(behavior.name, 60), { instruction: figures.key, behavior: behaviorId })}: ${shareText(share)}`,
        ]
      : [];
  });

function unmeasuredText({ instruction, figures }: MeasuredInstruction): string[] {
  if (!isDirectiveKind(instruction.kind))
    return [`Read as ${instruction.kind}: it directs nothing by itself, so no evaluator is expected.`];
  const tested = (figures?.evaluators.length ?? 0) > 0;
  const parts = [
    tested
      ? "Its evaluator has no verdict yet."
      : "**No evaluator tests this line.** Name it under `covers:` of an evaluator in homeostat.yaml.",
  ];
  if (instruction.triggers.length)
    parts.push(
      `Put to work when: ${instruction.triggers.map((trigger) => tameMarkdown(trigger, 120)).join("; and ")}`,
    );
  if (figures && figures.held > 0)
    parts.push(
      `Put to work by ${figures.exercised} of the ${plural(figures.held, "conversation")} that held it.`,
    );
  return parts;
}
