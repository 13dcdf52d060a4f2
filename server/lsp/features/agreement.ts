import { setImmediate } from "node:timers/promises";
import {
  type AgreementReport,
  agreementLeftOut,
  agreementText,
  definitionChangeText,
  type Flips,
  isSureVerdict,
  labelProblemsText,
  notCounted,
  type Rate,
  type RaterAgreement,
  type ShownDisagreement,
  samplePart,
  tame,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { requestFolder } from "./requests.ts";

/** Disagreements, labels and samples that are sent of one evaluator: what a person goes through in one sitting. */
const mostShown = 50;
/** Samples that flipped, of either way. */
const mostFlipped = 25;
/** Conversations that are proposed for labelling, of those that fail and of those that pass. */
const mostProposed = 4;
/** Disagreements of each evaluator in the report as text. */
const mostInText = 50;

/** How far evaluators agree with people or with the recorded outcome, as a page and as text. */
export function registerAgreement(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.agreement,
    async ({ against, ...place }: protocol.AgreementRequest): Promise<protocol.AgreementView> => {
      const folder = server.folderAt(place.folder);
      // Without a store there is nothing to compare, and asking would make one.
      if (!folder || folder.snapshot.totals.conversations === 0 || folder.snapshot.baseline)
        return nothingToCompare(folder, against ?? "labels");
      const query = { mostShown, ...(against !== undefined && { against }) };
      const [report, toLabel] = await Promise.all([folder.work.agreement(query), proposed(folder)]);
      return {
        ...(await viewOfReport(report)),
        conversations: folder.snapshot.totals.conversations,
        toLabel,
      };
    },
  );
  connection.onRequest(
    methods.agreementText,
    async ({ against, ...place }: protocol.AgreementRequest): Promise<string> => {
      const query = { mostShown: mostInText, ...(against !== undefined && { against }) };
      return agreementText(await requestFolder(server, place).work.agreement(query), mostInText);
    },
  );
}

const nothingToCompare = (
  folder: Folder | undefined,
  against: protocol.AgreementAgainst,
): protocol.AgreementView => ({
  ...{
    against,
    hasFolder: folder !== undefined,
    labels: 0,
    people: [],
    evaluators: [],
    notes: [],
    toLabel: [],
  },
  conversations: folder?.snapshot.totals.conversations ?? 0,
  isBaseline: folder?.snapshot.baseline !== undefined,
});

/** Kappa needs both: what fails and what passes. */
async function proposed({ work }: Folder): Promise<protocol.ConversationToLabel[]> {
  const lists = await Promise.all(
    ["label:none is:failing", "label:none is:passing"].map((query) =>
      work.conversations({ query, limit: mostProposed }),
    ),
  );
  return lists.flatMap(({ conversations }) =>
    conversations.map(({ id, opening, failed }) => ({
      id,
      opening: tame(opening, 200),
      failed: failed.map(({ evaluator }) => tame(evaluator, 80)),
    })),
  );
}

/** Same report, same view. Texts of fifty evaluators take three times as long as the loop may be held, so that others go first in between. */
export async function viewOfReport(
  report: AgreementReport,
): Promise<Omit<protocol.AgreementView, "conversations" | "toLabel">> {
  const { against, evaluators, labels } = report;
  const items: protocol.AgreementItem[] = [];
  for (const one of evaluators.filter(({ rate }) => rate.n > 0)) {
    items.push(itemOf(one, report));
    await setImmediate();
  }
  return {
    ...{ against, hasFolder: true, isBaseline: false, labels: labels.total },
    people: labels.people.map((who) => tame(who, 60)),
    evaluators: items,
    notes: [...agreementLeftOut(report), ...labelProblemsText(labels)],
  };
}

function itemOf(one: RaterAgreement, { against }: AgreementReport): protocol.AgreementItem {
  const { kind, isOnWhole, rate, precision, recall, f1, kappa, table, older, change } = one;
  const left = notCounted(one, against).join();
  return {
    ...{ evaluator: tame(one.evaluator, 120), kind, older, disagreeing: one.disagreeing },
    isOnWhole: isOnWhole && against === "labels",
    ...{ agree: shareOf(rate), precision: shareOf(precision), recall: shareOf(recall) },
    ...(f1 !== undefined && { f1 }),
    ...(kappa && { kappa }),
    table: {
      ...{ bothFail: table.bothFail, bothPass: table.bothPass },
      ...{ onlyEvaluatorFails: table.onlyFirstFails, onlyOthersFail: table.onlySecondFails },
    },
    ...(left !== "" && { notCounted: left }),
    disagreements: one.disagreements.slice(0, mostShown).map(disagreementOf),
    olderLabels: {
      total: one.olderLabels.total,
      first: one.olderLabels.first.slice(0, mostShown).map(({ label, who, opening, ...place }) => ({
        ...placeOf(place),
        label,
        opening: tame(opening, 200),
        ...(who !== undefined && { who: tame(who, 60) }),
      })),
    },
    ...(change && {
      change: {
        text: definitionChangeText(change),
        lines: (change.lines ?? []).slice(0, 200).map((line) => line.replace(/\p{Cc}+/gu, " ").slice(0, 300)),
        ...flippedOf(change.flips),
      },
    }),
  };
}

const shareOf = ({ passes, n, low, high }: Rate): protocol.CountedShare => ({ k: passes, n, low, high });

const disagreementOf = (one: ShownDisagreement): protocol.DisagreementItem => ({
  ...placeOf(one),
  opening: tame(one.opening, 200),
  evaluator: one.evaluator,
  others: one.reference,
  ...(one.confidence !== undefined && { confidence: one.confidence }),
  isSure: isSureVerdict(one),
  explanation: tame(one.explanation, 400),
  references: one.references.map(({ who, label, why, isOlder = false }) => ({
    ...{ label, isOlder },
    ...(who !== undefined && { who: tame(who, 60) }),
    ...(why !== undefined && { why: tame(why, 400) }),
  })),
});

function flippedOf(
  flips: Flips | undefined,
): Pick<NonNullable<protocol.AgreementItem["change"]>, "flipped" | "moreFlipped"> {
  if (!flips) return { flipped: [], moreFlipped: 0 };
  const first = (ids: readonly string[], to: "pass" | "fail"): protocol.FlippedSample[] =>
    ids.slice(0, mostFlipped).map((sampleId) => ({
      ...placeOf({ conversationId: sampleId.replace(/#(?:all|[tc]\d+)$/, ""), sampleId }),
      to,
    }));
  const flipped = [...first(flips.passToFail, "fail"), ...first(flips.failToPass, "pass")];
  return { flipped, moreFlipped: flips.passesToFails + flips.failsToPasses - flipped.length };
}

function placeOf({ conversationId, sampleId }: Pick<ShownDisagreement, "conversationId" | "sampleId">): {
  readonly conversationId: string;
  readonly part?: string;
} {
  const part = sampleId === undefined ? undefined : samplePart(sampleId);
  return { conversationId, ...(part !== undefined && { part }) };
}
