import type { CancellationToken } from "vscode-languageserver";
import {
  comparisonText,
  type PromptFigures,
  placesIn,
  shortVersion,
  toldComparison,
  UserError,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { readView } from "./overview.ts";
import { requestFolder, withProgress } from "./requests.ts";

const plain = { bold: (text: string) => text, dim: (text: string) => text };

/** What made the difference between two prompts, with their lines where they stand in the file as it is being edited. */
export function registerComparison(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.comparable,
    async (request: protocol.InFolder): Promise<protocol.ComparableResult> => {
      const folder = server.folderAt(request.folder);
      const { prompts = [] } = folder?.snapshot ?? {};
      const versions = folder
        ? await Promise.all(prompts.map((prompt) => versionsOf(server, folder, prompt)))
        : [];
      return { versions: versions.flat() };
    },
  );
  connection.onRequest(
    methods.compare,
    (request: protocol.CompareRequest, token: CancellationToken): Promise<protocol.CompareResult> =>
      withProgress(server, request, token, async (work) => {
        const folder = requestFolder(server, request);
        const { own, other } = request;
        const comparisons = await folder.work.comparePrompts({ own, other }, work);
        const file = own.replace(/@[0-9a-f]+$/i, "");
        const places = placesIn(await readView(server, folder, file));
        const view = toldComparison(comparisons, { file, places });
        if (!view) throw new UserError("nothing-to-compare", `Nothing compares ${other} with ${own}.`);
        return { view, text: comparisons.map((one) => comparisonText(one, plain)).join("\n\n") };
      }),
  );
}

/** Those that conversations used: of others there is nothing to compare. */
async function versionsOf(
  server: Server,
  folder: Folder,
  { file, versions }: PromptFigures,
): Promise<protocol.ComparableVersion[]> {
  const now = (await readView(server, folder, file))?.document.version;
  return versions
    .filter(({ conversations }) => conversations > 0)
    .map(({ version, commit, atMs, conversations }) => ({
      ...{ called: `${file}@${version}`, file, version: shortVersion(version), conversations },
      ...{ isNow: version === now },
      ...(commit !== undefined && { commit: commit.slice(0, 8) }),
      ...(atMs !== undefined && { atMs }),
    }));
}
