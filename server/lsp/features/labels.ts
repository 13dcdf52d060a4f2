import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { labelsFileName, refuseProblems, UserError } from "../../core/index.ts";
import { type GiveLabelRequest, type GiveLabelResult, methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { requestFolder } from "./requests.ts";

/** What a person says of a conversation goes into the committed file, and from there into lists and pages. */
export function registerLabels(server: Server): void {
  server.connection.onRequest(
    methods.label,
    async ({ folder: uri, ...request }: GiveLabelRequest): Promise<GiveLabelResult> => {
      const folder = requestFolder(server, { ...(uri !== undefined && { folder: uri }) });
      await refuseUnsaved(server, folder);
      const { who, given, removed } = refuseProblems(await folder.work.label([request]));
      await folder.refresh();
      return { who: request.who ?? who, isChanged: given + removed > 0 };
    },
  );
}

/** The file is changed on disk: what somebody types in it meanwhile must not be lost. */
async function refuseUnsaved(server: Server, folder: Folder): Promise<void> {
  const file = join(folder.root, labelsFileName);
  const open = server.documents.get(pathToFileURL(file).href)?.getText();
  if (open === undefined) return;
  const saved = await readFile(file, "utf8").catch(() => "");
  if (open.replace(/^\uFEFF/, "") !== saved.replace(/^\uFEFF/, ""))
    throw new UserError(
      "labels-unsaved",
      `${labelsFileName} is open with changes that are not saved.`,
      "Save or revert it, then label again. Nothing was changed.",
    );
}
