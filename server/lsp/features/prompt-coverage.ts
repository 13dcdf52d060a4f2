import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type LineCoverage, lineCoverage, lineCoverageOf, type Snapshot, tame } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { readView } from "./overview.ts";
import { requestFolder } from "./requests.ts";

/** More behaviors are a list to read on the command line. */
const mostBehaviors = 200;

/** Coverage of prompts, for an editor that shows coverage of programs: figures at once, lines as a file is looked at. */
export function registerPromptCoverage(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.promptCoverage,
    async (request: protocol.InFolder): Promise<protocol.PromptCoverageResult | null> => {
      const folder = server.folderAt(request.folder);
      return folder ? promptsOf(server, folder) : null;
    },
  );
  connection.onRequest(
    methods.coverageDetails,
    async (request: protocol.CoverageDetailsRequest): Promise<protocol.CoverageDetails> => {
      const folder = requestFolder(server, request);
      const file = relative(folder.root, fileURLToPath(request.uri)).split(sep).join("/");
      const view = await readView(server, folder, file);
      if (!view) return { statements: [], sections: [] };
      if (request.behavior === undefined) return lineCoverage(view);
      const behaviors = await folder.work.behaviorLines(file);
      const own = behaviors.find(({ behaviorId }) => behaviorId === request.behavior);
      return lineCoverageOf(view, own?.lines ?? {});
    },
  );
}

async function promptsOf(server: Server, folder: Folder): Promise<protocol.PromptCoverageResult> {
  const { snapshot } = folder;
  const prompts = await Promise.all(
    snapshot.prompts.map(async ({ file, conversations }): Promise<protocol.PromptCoverageItem[]> => {
      const view = await readView(server, folder, file);
      if (!view) return [];
      return [
        {
          uri: pathToFileURL(join(folder.root, file)).href,
          file,
          conversations: conversations.matched,
          ...totalsOf(lineCoverage(view)),
          behaviors: behaviorsOf(snapshot, file),
        },
      ];
    }),
  );
  return { prompts: prompts.flat() };
}

function totalsOf({ statements, sections }: LineCoverage) {
  const counted = (all: readonly { readonly count: number }[]): protocol.CoverageCount => ({
    covered: all.filter(({ count }) => count > 0).length,
    total: all.length,
  });
  return {
    exercised: counted(statements),
    judged: counted(statements.flatMap(({ branches }) => branches)),
    sections: counted(sections),
  };
}

const behaviorsOf = ({ behaviors }: Snapshot, file: string): protocol.CoveringBehaviorItem[] =>
  behaviors
    .filter(({ prompts, decision }) => prompts.includes(file) && !decision?.muted)
    .sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1))
    .slice(0, mostBehaviors)
    .map(({ id, name, size }) => ({ id, name: tame(name, 120), conversations: size }));
