import { labelsFileName, refuseProblems } from "../../core/index.ts";
import { type GiveLabelRequest, type GiveLabelResult, methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { refuseUnsaved } from "./refuse-unsaved.ts";
import { requestFolder } from "./requests.ts";

const unsaved = { name: labelsFileName, code: "labels-unsaved", again: "label again" };

/** What a person says of a conversation goes into the committed file, and from there into lists and pages. */
export function registerLabels(server: Server): void {
  server.connection.onRequest(
    methods.label,
    async ({ folder: uri, ...request }: GiveLabelRequest): Promise<GiveLabelResult> => {
      const folder = requestFolder(server, { ...(uri !== undefined && { folder: uri }) });
      await refuseUnsaved(server, folder, unsaved);
      const { who, given, removed } = refuseProblems(await folder.work.label([request]));
      await folder.refresh();
      return { who: request.who ?? who, isChanged: given + removed > 0 };
    },
  );
}
