import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import { type CycleEvidence, cycleText, cycleTraceId, tame, toldSuggestionPage } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { requestFolder } from "./requests.ts";

/** The evidence of a suggestion, or of a cycle that has none, laid over the texts as they are being edited. */
export function registerSuggestionPage(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.suggestionPage,
    async (request: protocol.SuggestionPageTarget): Promise<protocol.SuggestionPageResult> => {
      const folder = requestFolder(server, request);
      const evidence = await folder.work.cycleEvidence(request.id);
      const texts = await textsOf(server, folder, evidence);
      const view = toldSuggestionPage({
        ...evidence,
        textOf: (file) => texts.get(file),
        nameOf: nameIn(folder),
      });
      const trace = cycleTraceId(evidence.cycle.id);
      return { view: { ...view, trace }, text: cycleText(evidence.cycle) };
    },
  );
  connection.onRequest(
    methods.caseAnswers,
    async (
      request: protocol.CaseAnswersRequest,
      token: CancellationToken,
    ): Promise<protocol.CaseAnswersResult> => {
      const folder = requestFolder(server, request);
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const { id, case: of } = request;
      const answers = await folder.work.caseAnswers({ id, case: of }, { signal: abort.signal });
      return { case: of, ...answers };
    },
  );
  connection.onRequest(methods.cycles, async (request: protocol.InFolder): Promise<protocol.CyclesResult> => {
    const folder = server.folderAt(request.folder);
    // A look must not make a store where there is none.
    if (!folder?.hasStore()) return { cycles: [] };
    const cycles = await folder.work.cycles();
    return {
      cycles: cycles.map(({ id, atMs, target, prompt, end, says, suggestion, tried }) => ({
        ...{
          id,
          trace: cycleTraceId(id),
          atMs,
          end,
          tried,
          says: tame(says, 400),
          prompt: tame(prompt.name, 120),
        },
        target: { ...target, name: tame(target.name, 120) },
        ...(suggestion !== undefined && { suggestion }),
      })),
    };
  });
}

const nameIn =
  ({ snapshot }: Folder) =>
  (behavior: string): string =>
    snapshot.behaviors.find(({ id }) => id === behavior)?.name || behavior;

/** As they are being edited where they are open, else as they are on disk. Nothing outside of the workspace is read because a store says so. */
async function textsOf(
  server: Server,
  { root }: Folder,
  { cycle }: CycleEvidence,
): Promise<ReadonlyMap<string, string>> {
  const files = Object.keys(cycle.suggestion?.base ?? {}).filter((file) => {
    const inside = relative(root, join(root, file));
    return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside) && !isAbsolute(file);
  });
  const texts = files.map(async (file): Promise<[string, string]> => {
    const path = join(root, file);
    const open = server.documents.get(pathToFileURL(path).href);
    return [file, open?.getText() ?? (await readFile(path, "utf8").catch(() => ""))];
  });
  return new Map(await Promise.all(texts));
}
