import type { CancellationToken } from "vscode-languageserver";
import {
  type Diagnosis,
  type DiagnosisSubject,
  diagnosisText,
  type LongWork,
  placesIn,
  promptSubjects,
  type Snapshot,
  toldDiagnosis,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { readView } from "./overview.ts";
import { requestFolder, withProgress } from "./requests.ts";

/** Suspects and mechanisms in the text for the clipboard. */
const mostInText = 20;

/** What failures are put down to, with the lines where they stand in the files as they are being edited. */
export function registerDiagnosis(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.diagnose,
    (request: protocol.DiagnoseRequest, token: CancellationToken): Promise<protocol.DiagnoseResult> =>
      withProgress(server, request, token, async (work) => {
        const folder = requestFolder(server, request);
        const view = await diagnosed(server, folder, request.of, work);
        const text = diagnosisText(view, { top: mostInText });
        return { view, text, basis: basisOf(folder.snapshot) };
      }),
  );
  connection.onRequest(methods.diagnosisBasis, (request: protocol.InFolder): string =>
    basisOf(requestFolder(server, request).snapshot),
  );
  connection.onRequest(
    methods.linePlace,
    async (request: protocol.LinePlaceRequest): Promise<protocol.LinePlace | null> => {
      const view = await readView(server, requestFolder(server, request), request.file);
      const place = placesIn(view).get(request.key);
      return place ? { line: place.line } : null;
    },
  );
}

/** What stands in the editor may be no prompt, or none that conversations used: then all of them are meant. */
const isKnown = (of: protocol.DiagnosisTarget, { prompts }: Snapshot): boolean =>
  of.kind !== "prompt" || prompts.some(({ file }) => file === of.file);

/** What a diagnosis is made from, as far as figures tell it. Labels, decisions and the suspects themselves are no part of it. */
const basisOf = ({ totals, prompts }: Snapshot): string =>
  JSON.stringify([
    totals,
    prompts.map(({ file, versions, evaluators }) => [
      file,
      versions[0]?.version,
      evaluators.map(({ evaluator, passes, n }) => [evaluator, passes, n]),
    ]),
  ]);

async function diagnosed(
  server: Server,
  folder: Folder,
  asked: protocol.DiagnosisTarget,
  work: LongWork,
): Promise<protocol.DiagnosisView> {
  const { snapshot } = folder;
  const of = isKnown(asked, snapshot) ? asked : ({ kind: "workspace" } as const);
  // Without a store there is nothing to diagnose, and asking would make one.
  const isEmpty = snapshot.totals.conversations === 0 || snapshot.baseline !== undefined;
  const subjects: readonly DiagnosisSubject[] = of.kind === "workspace" ? promptSubjects(snapshot) : [of];
  const prompts: Diagnosis["prompts"][number][] = [];
  if (!isEmpty)
    for (const subject of subjects) prompts.push(...(await folder.work.diagnose(subject, work)).prompts);
  const files = [...new Set(prompts.map(({ file }) => file))];
  const places = new Map(
    await Promise.all(
      files.map(async (file) => [file, placesIn(await readView(server, folder, file))] as const),
    ),
  );
  return toldDiagnosis(
    { subject: of.kind === "workspace" ? { kind: "prompt", file: "" } : of, prompts },
    { snapshot, places: (file) => places.get(file) ?? new Map() },
    of.kind,
  );
}
