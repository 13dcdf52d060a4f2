import { causeRules } from "../causes/index.ts";
import { type Blamed, causeOfNode } from "./blame.ts";
import { type CauseKind, type CauseShare, causeKinds, type Evidence } from "./diagnosis.ts";
import { type DiagnosisModel, marksOf } from "./model.ts";
import type { Node } from "./nodes.ts";
import { placesOf, sampleOf } from "./suspects.ts";

const mostEvidence = 5;

/** What share of the failures each cause accounts for, the largest first. */
export function causeShares(model: DiagnosisModel, blamed: Blamed): CauseShare[] {
  if (blamed.failures === 0) return [];
  return causeKinds
    .map((cause) => ({
      cause,
      probability: (blamed.byCause.get(cause) ?? 0) / blamed.failures,
      why: whyOf(cause, model, blamed),
      evidence: evidenceOf(cause, model, blamed),
    }))
    .filter(({ probability, cause }) => probability > 0 || cause === "unknown")
    .sort(
      (a, b) => b.probability - a.probability || causeKinds.indexOf(a.cause) - causeKinds.indexOf(b.cause),
    );
}

function whyOf(cause: CauseKind, { nodes }: DiagnosisModel, blamed: Blamed): string[] {
  if (cause === "unknown")
    return ["No line and nothing else in these conversations goes along with the failures."];
  const own = blamed.nodes
    .filter(({ node, failures }) => causeOfNode(nodes[node]!) === cause && failures >= 0.5)
    .sort((a, b) => b.failures - a.failures);
  if (cause === "prompt")
    return [`Lines of the prompt account for ${count(blamed.byCause.get(cause) ?? 0)}.`];
  return own.slice(0, 3).map(({ node, failures }) => {
    const mark = nodes[node]!;
    return mark.kind === "mark" ? `${count(failures)} go along with ${saysOf(mark)}.` : "";
  });
}

/** What a mark says happened. */
export const saysOf = ({ cause, mark }: Pick<Extract<Node, { kind: "mark" }>, "cause" | "mark">): string =>
  causeRules[cause].find(({ kind }) => kind === mark)?.says ?? mark;

const count = (failures: number): string => {
  const rounded = Math.round(failures);
  return rounded === 1 ? "1 failure" : `${rounded} failures`;
};

function evidenceOf(cause: CauseKind, model: DiagnosisModel, { attributions }: Blamed): Evidence[] {
  const { nodes } = model;
  const shared = attributions.map((one) => {
    let share = 0;
    let known = 0;
    for (const [node, own] of one.nodes) {
      known += own;
      if (causeOfNode(nodes[node]!) === cause) share += own;
    }
    return { one, share: cause === "unknown" ? 1 - known : share };
  });
  return placesOf(shared, mostEvidence).map((place) => withMark(place, cause, attributions, model));
}

/** The mark itself says most: where it stands, and what was said there. */
function withMark(
  place: Evidence,
  cause: CauseKind,
  attributions: Blamed["attributions"],
  model: DiagnosisModel,
): Evidence {
  const found = attributions.find((one) => sampleOf(one).conversationId === place.conversationId);
  const kinds = new Set(
    [...(found?.nodes.keys() ?? [])].flatMap((node) => {
      const own = model.nodes[node]!;
      return own.kind === "mark" && own.cause === cause ? [own.mark] : [];
    }),
  );
  const mark =
    found &&
    marksOf(model, found.fit, found.failure).find((one) => one.cause === cause && kinds.has(one.kind));
  if (!mark) return place;
  const { messageIndex, spanId, quote } = mark;
  return { conversationId: place.conversationId, messageIndex, ...(spanId && { spanId }), quote };
}
