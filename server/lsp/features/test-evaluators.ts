import type { CancellationToken } from "vscode-languageserver";
import { askedJudges, tame, testsText } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { longWork, requestFolder } from "./requests.ts";

/** Mutation tests of all evaluators of a folder: counts, what was asked of judges, and the report as text. */
export function registerTestEvaluators(server: Server): void {
  server.connection.onRequest(
    methods.testEvaluators,
    (request: protocol.TestEvaluatorsRequest, token: CancellationToken) =>
      longWork(
        server,
        requestFolder(server, request),
        request,
        token,
        async (folder, work): Promise<protocol.TestEvaluatorsResult> => {
          const { calls } = request;
          const query = calls === undefined ? {} : { model: true, calls };
          const { evaluators: tested, judges = [], plan } = await folder.work.testEvaluators(query, work);
          const count = (trust: (typeof tested)[number]["trust"]): number =>
            tested.filter((one) => one.trust === trust).length;
          return {
            text: testsText(tested),
            trusted: count("trusted"),
            untrusted: count("untrusted"),
            untested: count("untested"),
            asked: askedJudges(judges, calls === undefined ? "test" : "writing"),
            ...(plan && { plan: { model: tame(plan.model, 120), calls: plan.mostCalls } }),
          };
        },
      ),
  );
}
