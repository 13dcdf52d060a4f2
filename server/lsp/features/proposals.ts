import type { CancellationToken } from "vscode-languageserver";
import { addEvaluatorEdit, assertionsText, tame, UserError, wouldFlag } from "../../core/index.ts";
import {
  type AddCheckRequest,
  type AddCheckResult,
  methods,
  type ProposeChecksRequest,
  type ProposeChecksResult,
} from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";
import { longWork } from "./requests.ts";

/** Checks for a line: what could test it, and the entry of what was chosen, through the editor so that it can be undone there. */
export function registerProposals(server: Server): void {
  server.connection.onRequest(
    methods.proposeChecks,
    (request: ProposeChecksRequest, token: CancellationToken) => {
      const folder = server.folderOf(request.uri);
      const view = server.viewOf(request.uri);
      if (!folder || !view)
        throw new UserError("no-prompt", "This is no prompt of the workspace.", "Name it under `prompts:`.");
      return longWork(server, folder, request, token, async (_, work): Promise<ProposeChecksResult> => {
        const { lines } = await folder.work.proposeChecks(
          { file: view.file, text: view.document.text, line: request.line },
          work,
        );
        const line = lines.find(({ proposals }) => proposals.length > 0) ?? lines[0];
        return {
          text: tame(line?.text ?? "", 120),
          proposals: lines.flatMap(({ proposals }) =>
            proposals.map(({ name, entry, figure }) => ({
              ...{ name, entry, figure: wouldFlag(figure), checks: assertionsText(entry) },
              tested: tame(figure.tested.says, 200),
              failing: figure.failing.map(({ conversationId, explanation }) => ({
                conversationId,
                explanation: tame(explanation, 400),
              })),
            })),
          ),
          nothing: line?.nothing ?? "There is no instruction on this line.",
        };
      });
    },
  );
  server.connection.onRequest(
    methods.addCheck,
    async ({ uri, entry }: AddCheckRequest): Promise<AddCheckResult> => {
      const folder = server.folderOf(uri);
      if (!folder)
        throw new UserError("no-folder", "No folder is open.", "Open the folder that holds your prompts.");
      const { configUri, applied } = await editConfig(server, folder, "Add a check", (text) =>
        addEvaluatorEdit(text, entry),
      );
      return { configUri, applied };
    },
  );
}
