import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import { datasetText, memoryText, plural, tame } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { longWork, requestFolder } from "./requests.ts";

/** Attempts that are listed: more of them nobody reads in one go, and the command line has all. */
const mostAttempts = 200;

/** What cycles go by: what is remembered of earlier ones, and the cases that they are tried on. */
export function registerImproveRecords(server: Server): void {
  const { connection } = server;
  connection.onRequest(methods.memory, async (request: protocol.InFolder): Promise<protocol.MemoryResult> => {
    const report = await requestFolder(server, request).work.memory({});
    return { text: memoryText(report, mostAttempts), attempts: report.attempts.length };
  });
  connection.onRequest(
    methods.resetMemory,
    async (request: protocol.InFolder): Promise<protocol.ResetMemoryResult> => {
      const forgotten = await requestFolder(server, request).work.resetMemory({});
      return { said: `Forgot ${plural(forgotten, "attempt")}.` };
    },
  );
  connection.onRequest(methods.dataset, (request: protocol.DatasetRequest, token: CancellationToken) =>
    longWork(
      server,
      requestFolder(server, request),
      request,
      token,
      async (folder, work): Promise<protocol.DatasetResult> => {
        const report = await folder.work.dataset({ target: request.target, write: true }, work);
        return {
          uri: pathToFileURL(join(folder.root, report.file)).href,
          said: `${plural(report.dataset.cases.length, "case")} of ${tame(report.called, 80)}. What you change, add or take out stays.`,
          text: datasetText(report, 0),
        };
      },
    ),
  );
}
