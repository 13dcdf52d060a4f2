import { behaviorsAt } from "../request-places.ts";
import { type Attribution, type Blamed, blamedBy, causeOfNode } from "./blame.ts";
import { causeShares, saysOf } from "./cause-shares.ts";
import type { CauseKind, Exemplar, Mechanism } from "./diagnosis.ts";
import { type DiagnosisModel, unitOfFailure } from "./model.ts";
import type { Node } from "./nodes.ts";
import { suspectName } from "./suspect-name.ts";
import { sampleName, sampleOf, suspectsOf } from "./suspects.ts";

const mostExemplars = 3;
/** Failures that nothing takes a larger share of than this go together as those that nobody can explain. */
const leastShare = 0.3;

/** Failures grouped by what they are put down to, those with most failures first. */
export function mechanismsOf(model: DiagnosisModel, blamed: Blamed): Mechanism[] {
  const groups = new Map<string, Attribution[]>();
  for (const attribution of blamed.attributions) {
    const id = mechanismOf(model, attribution);
    groups.set(id, [...(groups.get(id) ?? []), attribution]);
  }
  return [...groups]
    .map(([id, own]) => mechanism(id, own, model, blamed))
    .sort((a, b) => b.failing - a.failing || (a.id < b.id ? -1 : 1));
}

/** By the line, pair, behavior or mark that takes most of it. */
function mechanismOf({ nodes }: DiagnosisModel, attribution: Attribution): string {
  const shares = new Map<string, number>();
  for (const [node, share] of attribution.nodes) {
    // A kind of request that is merely hard explains nothing to anybody.
    if (nodes[node]!.kind === "hard") continue;
    const name = suspectName(nodes[node]!);
    shares.set(name, (shares.get(name) ?? 0) + share);
  }
  const [largest] = [...shares].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return largest && largest[1] >= leastShare ? largest[0] : "unknown";
}

function mechanism(id: string, own: readonly Attribution[], model: DiagnosisModel, all: Blamed): Mechanism {
  const blamed = blamedBy(model, own);
  const causes = causeShares(model, blamed);
  const suspects = suspectsOf(model, blamed);
  const [first] = causes;
  const conversations = [...new Set(own.map((one) => sampleOf(one).conversationId))].sort();
  return {
    id,
    title: titleOf(id, model),
    cause: first?.cause ?? "unknown",
    probability: first?.probability ?? 0,
    ...{ suspects, causes },
    evaluators: byCount(own.map(({ fit }) => fit.evaluator)),
    behaviorIds: byCount(own.flatMap((one) => behaviorsOf(one, model))),
    failing: own.length,
    share: own.length / Math.max(1, all.failures),
    conversations,
    exemplars: exemplarsOf(own, id, model),
  };
}

const behaviorsOf = ({ fit, failure }: Attribution, model: DiagnosisModel): string[] => {
  const { conversation, turn } = unitOfFailure(model, fit, failure);
  return behaviorsAt(conversation.requests, turn);
};

const byCount = (names: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
};

const causeTitles: Readonly<Record<CauseKind, string>> = {
  prompt: "A line of the prompt",
  context: "What the agent needed to know was not there",
  capability: "The model could not do it",
  tool: "A tool or another system failed",
  user: "What was asked, or how, went wrong",
  unknown: "No cause found",
};

function titleOf(id: string, { nodes, input }: DiagnosisModel): string {
  const node = nodes.find((one) => suspectName(one) === id);
  if (!node || node.kind === "hard") return causeTitles.unknown;
  if (node.kind === "mark") return `${causeTitles[node.cause]}: ${saysOf(node)}`;
  if (node.kind === "missing")
    return `No line speaks to “${input.behaviors.get(node.at.behaviorId ?? "") ?? node.at.name}”`;
  const quoted = (line: number): string => `“${short(input.instructions[line]!.text)}”`;
  return node.kind === "conflict"
    ? `Two lines against each other: ${quoted(node.line)} and ${quoted(node.other)}`
    : quoted(node.line);
}

const short = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79).trimEnd()}…`);

/** Those that it explains most surely first, and among them those that were given a reason. */
function exemplarsOf(own: readonly Attribution[], id: string, { nodes }: DiagnosisModel): Exemplar[] {
  const isOf = (node: Node): boolean =>
    suspectName(node) === id || (id === "unknown" && causeOfNode(node) === "unknown");
  const shareOf = ({ nodes: shares }: Attribution): number =>
    [...shares].reduce((sum, [node, share]) => sum + (isOf(nodes[node]!) ? share : 0), 0);
  const seen = new Set<string>();
  return own
    .map((one) => ({ one, share: shareOf(one), sample: sampleOf(one) }))
    .sort(
      (a, b) =>
        b.share - a.share ||
        Number(Boolean(b.sample.explanation)) - Number(Boolean(a.sample.explanation)) ||
        (sampleName(a.one) < sampleName(b.one) ? -1 : 1),
    )
    .flatMap(({ sample: { conversationId, evaluator, explanation = "", messageIndex } }) => {
      if (seen.has(conversationId)) return [];
      seen.add(conversationId);
      return [
        {
          conversationId,
          evaluator,
          explanation,
          ...(messageIndex !== undefined && { evidenceAt: messageIndex }),
        },
      ];
    })
    .slice(0, mostExemplars);
}
