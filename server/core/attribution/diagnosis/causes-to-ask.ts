import { groupBy, shuffle } from "../../base/index.ts";
import { isDirectiveKind } from "../coverage.ts";
import { type Attribution, blameFor } from "./blame.ts";
import { type CauseOpinion, type CausePick, otherPicks } from "./cause-opinions.ts";
import { byName, randomOf } from "./drawn.ts";
import { type DiagnosisModel, unitOfFailure } from "./model.ts";
import type { Node } from "./nodes.ts";
import { suspectName } from "./suspect-name.ts";
import { sampleName, sampleOf } from "./suspects.ts";

/** A failure to ask a model about, with the lines to show it. */
export interface CauseToAsk extends Pick<CauseOpinion, "evaluator" | "conversationId" | "turn" | "control"> {
  readonly shown: readonly string[];
}

/** Of a failure that is put down to one thing this surely, the answer counts as known. */
const sure = 0.75;
const mostSuspects = 5;
const mostDecoys = 3;
/** Of questions whose answer is known: those with one right answer, and those with none. */
const mostKnown = 20;
const mostNone = 12;

/**
 * The failures that a model is asked about: the least sure ones first, `most` of them, and behind them control questions, whose answers say
 * what the others are worth. `model`: without what models said before, so that the same is asked again.
 * `isRefuted`: of a sample, that a person says it passes: then no line is to blame.
 */
export function causesToAsk(
  model: DiagnosisModel,
  most: number,
  isRefuted: (evaluator: string, conversationId: string, turn: number | undefined) => boolean,
): CauseToAsk[] {
  const { attributions } = blameFor(model, () => true);
  const rated = byName(attributions, sampleName).map((one) => ({ one, ...surestOf(model, one) }));
  const refuted = rated.filter(({ one }) => {
    const { evaluator, conversationId, turn } = sampleOf(one);
    return isRefuted(evaluator, conversationId, turn);
  });
  const others = rated.filter((one) => !refuted.includes(one));
  const known = eachInTurn(
    others.filter(({ share, pick }) => share >= sure && pick !== undefined),
    ({ pick }) => JSON.stringify(pick),
  ).slice(0, mostKnown);
  const asked = others
    .filter(({ share }) => share < sure)
    .sort((a, b) => a.share - b.share)
    .slice(0, most);
  const exchanged = asked.slice(0, Math.max(0, mostNone - refuted.length));
  return [
    ...known.map(({ one, pick }) => toAsk(model, one, "likely", { right: pick! })),
    ...refuted.slice(0, mostNone).map(({ one }) => toAsk(model, one, "likely", "none")),
    ...exchanged.map(({ one }) => toAsk(model, one, "exchanged", "none")),
    ...asked.map(({ one }) => toAsk(model, one, "likely")),
  ].filter(({ shown, control }) => shown.length >= 2 && isAnswerable(shown, control));
}

const isAnswerable = (shown: readonly string[], control: CauseToAsk["control"]): boolean =>
  !control || control === "none" || typeof control.right !== "object" || shown.includes(control.right.key);

/** What takes most of a failure, and how much of it. */
function surestOf(
  { nodes, input }: DiagnosisModel,
  { nodes: shares }: Attribution,
): { readonly share: number; readonly pick: CausePick | undefined } {
  const byPick = new Map<string, { share: number; pick: CausePick | undefined }>();
  for (const [node, share] of shares) {
    const own = byPick.get(suspectName(nodes[node]!)) ?? { share: 0, pick: pickOf(nodes[node]!, input) };
    byPick.set(suspectName(nodes[node]!), { ...own, share: own.share + share });
  }
  return [...byPick.values()].sort((a, b) => b.share - a.share)[0] ?? { share: 0, pick: undefined };
}

function pickOf(node: Node, { instructions }: DiagnosisModel["input"]): CausePick | undefined {
  if (node.kind === "line") return { key: instructions[node.line]!.key };
  if (node.kind === "missing") return "missing";
  return node.kind === "mark" ? otherPicks.find((one) => one === node.cause) : undefined;
}

/** The first of each group, then the second of each: one fault with most of the failures is no more than one answer known. */
function eachInTurn<T>(items: readonly T[], groupOf: (item: T) => string): T[] {
  const groups = [...groupBy(items, groupOf).values()];
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => groups.flatMap((own) => own.slice(at, at + 1))).flat();
}

/** `likely`: the lines that it may be put down to, among decoys; `exchanged`: decoys alone, which the conversation puts to work in no word. */
function toAsk(
  model: DiagnosisModel,
  one: Attribution,
  lines: "likely" | "exchanged",
  control?: CauseToAsk["control"],
): CauseToAsk {
  const { input, nodes, exposures, units } = model;
  const { evaluator, conversationId, turn } = sampleOf(one);
  const unit = units.list.indexOf(unitOfFailure(model, one.fit, one.failure));
  const shares = new Map<number, number>();
  for (const [node, share] of one.nodes) {
    const own = nodes[node]!;
    const suspected = own.kind === "line" ? [own.line] : own.kind === "conflict" ? [own.line, own.other] : [];
    for (const line of suspected) shares.set(line, (shares.get(line) ?? 0) + share);
  }
  const suspects = [...shares]
    .filter(([line]) => isDirectiveKind(input.instructions[line]!.kind))
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, mostSuspects)
    .map(([line]) => line);
  const random = randomOf(`${lines} ${sampleName(one)}`);
  const idle = shuffle(
    [...input.instructions.keys()].filter(
      (line) =>
        isDirectiveKind(input.instructions[line]!.kind) &&
        !shares.has(line) &&
        exposures[line]!.isRecognised &&
        exposures[line]!.exercised[unit]! < 0.1,
    ),
    random,
  );
  const chosen =
    lines === "likely"
      ? [...suspects, ...idle.slice(0, mostDecoys)]
      : idle.slice(0, suspects.length + mostDecoys);
  return {
    ...{ evaluator, conversationId, ...(turn !== undefined && { turn }) },
    shown: shuffle(
      chosen.map((line) => input.instructions[line]!.key),
      random,
    ),
    ...(control && { control }),
  };
}
