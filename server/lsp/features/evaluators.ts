import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import { evaluatorList, failureText, type ListedPrompt, placesIn, tame } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { coverageHoles } from "./coverage-holes.ts";
import { readView } from "./overview.ts";
import { evaluateResult, longWork, requestFolder } from "./requests.ts";

/** Evaluators and what they fail, for the view, the Test Explorer and the clipboard. */
export function registerEvaluators(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.evaluators,
    async (request: protocol.InFolder): Promise<protocol.EvaluatorsResult | null> => {
      const folder = server.folderAt(request.folder);
      return folder ? evaluatorsOf(server, folder) : null;
    },
  );
  connection.onRequest(
    methods.failures,
    async (request: protocol.FailuresRequest): Promise<protocol.FailuresResult> => {
      const folder = requestFolder(server, request);
      const { folder: _, ...query } = request;
      // Without a store there is nothing that failed, and asking would make one.
      if (folder.snapshot.totals.conversations === 0 || folder.snapshot.baseline)
        return { total: 0, failures: [] };
      const { total, failures } = await folder.work.failures(query);
      return {
        total,
        failures: failures.map(({ id, evaluator, conversationId, reason, output, messageIndex, ...one }) => ({
          ...{ id, evaluator: tame(evaluator, 120), conversationId },
          ...{ reason: tame(reason, 600), excerpt: tame(output, 300) },
          ...(messageIndex !== undefined && { messageIndex }),
          text: failureText({ id, evaluator, conversationId, reason, output, ...one }),
        })),
      };
    },
  );
  connection.onRequest(
    methods.evaluateOnly,
    (request: protocol.EvaluateOnlyRequest, token: CancellationToken) =>
      longWork(
        server,
        requestFolder(server, request),
        request,
        token,
        async (folder, work): Promise<protocol.EvaluateResult> =>
          evaluateResult(
            await folder.work.evaluateOnly({ evaluators: request.evaluators }, work),
            request.evaluators,
          ),
      ),
  );
}

async function evaluatorsOf(server: Server, folder: Folder): Promise<protocol.EvaluatorsResult> {
  const evaluators = evaluatorList(folder.snapshot);
  const files = [...new Set(evaluators.flatMap(({ prompts }) => prompts.map(({ file }) => file)))];
  const places = new Map(
    await Promise.all(
      files.map(async (file) => [file, placesIn(await readView(server, folder, file))] as const),
    ),
  );
  const placed = ({ covers, ...prompt }: ListedPrompt): protocol.EvaluatorPromptItem => ({
    ...prompt,
    uri: pathToFileURL(join(folder.root, prompt.file)).href,
    covers: covers.map((one) => {
      const place = places.get(prompt.file)?.get(one.key);
      return { ...one, ...(place && { line: place.line }) };
    }),
  });
  return {
    evaluators: evaluators.map((one) => ({ ...one, prompts: one.prompts.map(placed) })),
    conversations: folder.snapshot.totals.conversations,
    configUri: folder.configUri,
    hasConfig: folder.hasConfig,
    holes: await coverageHoles(server, folder),
  };
}
