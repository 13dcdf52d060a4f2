import type { LongWork } from "../../base/index.ts";
import { listFailures } from "../failures.ts";
import type { Host } from "../host.ts";
import { JudgingRuns } from "../judging/judging-runs.ts";
import { usingJudge } from "../judging/open-judge.ts";
import { noWriter } from "../judging/writing-models.ts";
import { agreementReport } from "../labels/agreement.ts";
import { evaluatorHistory } from "../labels/evaluator-versions.ts";
import { giveLabels } from "../labels/give-labels.ts";
import { type TestQuery, type TestSummary, testEvaluators } from "../mutation/test-evaluators.ts";
import { writingPlan } from "../mutation/writing-plan.ts";
import { Proposer } from "../proposals/proposer.ts";
import type { HostBase } from "./host-base.ts";

type JudgingDesk = Pick<
  Host,
  | "evaluate"
  | "evaluateOnly"
  | "failures"
  | "label"
  | "labels"
  | "agreement"
  | "evaluatorHistory"
  | "testEvaluators"
  | "proposeChecks"
  | "proposeRubrics"
  | "proposeForBehavior"
>;

/** Evaluators: what they say, how far they are to be trusted, and which more there could be. */
export function judgingDesk(base: HostBase): JudgingDesk {
  const { current, store, services, access } = base;
  const link: HostBase["link"] = (files, work) => base.link(files, work);
  const judging = new JudgingRuns({
    ...{ store, services, access, link },
    load: () => current.load(),
    decidedNames: () => current.decidedNames(),
  });
  const proposer = new Proposer({ store, services, access, link, current });
  return {
    evaluate: (work) => base.run(work, (own) => judging.run({}, own)),
    evaluateOnly: (which, work) => base.run(work, (own) => judging.run(which, own)),
    failures: async (query) => {
      const { config, files } = await current.load();
      return listFailures(
        { store, evaluators: config.evaluators, files, built: await current.built() },
        query,
      );
    },
    ...labelDesk(base),
    testEvaluators: (query = {}, work = {}) => base.run(work, (own) => testNow(base, query, own)),
    proposeChecks: (query, work) => base.run(work, (own) => proposer.checks(query, own)),
    proposeRubrics: (query, work) => base.run(work, (own) => proposer.rubrics(query, own)),
    proposeForBehavior: (query, work) => base.run(work, (own) => proposer.forBehavior(query, own)),
  };
}

/** What people say of conversations, and evaluators held against it. */
const labelDesk = (
  base: HostBase,
): Pick<JudgingDesk, "label" | "labels" | "agreement" | "evaluatorHistory"> => {
  const { current, store, workspace } = base;
  const { root, trusted } = workspace;
  return {
    label: (requests) =>
      base.run({}, async () => {
        const { evaluators } = await current.config();
        return giveLabels(requests, { store, evaluators, root, trusted });
      }),
    labels: () => current.labels(),
    agreement: (query, work) =>
      base.run(work, async (own) => {
        const { evaluators } = await current.config();
        const { isMeant } = await current.built();
        return agreementReport({ store, evaluators, isMeant, root }, query, own);
      }),
    evaluatorHistory: async (name) =>
      evaluatorHistory(store, (await current.config()).evaluators, await current.labels(), name),
  };
};

async function testNow(
  { current, store, services: own, access }: HostBase,
  { evaluators: names = [], model = false, calls }: TestQuery,
  work: LongWork,
): Promise<TestSummary> {
  const { config, files } = await current.load();
  const { evaluators } = config;
  const plan = writingPlan(evaluators, config.models.chats, access);
  if (model && !plan) throw noWriter("answers", config.models);
  const { isMeant } = await current.built();
  const tested = await usingJudge([own, config, store, access, { mostCalls: calls }], (services) =>
    testEvaluators(names, {
      ...work,
      ...{ store, evaluators, files, services, isMeant },
      ...{ limits: config.trust, nowMs: Date.now(), writer: model ? plan : undefined },
    }),
  );
  return { ...tested, ...(plan && !model && { plan }) };
}
