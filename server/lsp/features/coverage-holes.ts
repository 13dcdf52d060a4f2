import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { behaviorHoles, evaluatorCoverage, placesIn, tame } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { unseenOf } from "./coverage.ts";
import { readView } from "./overview.ts";

const firstHoles = 10;

/** What no evaluator judges, for the view of evaluators: lines where they stand in the text as it is being edited. */
export async function coverageHoles(server: Server, folder: Folder): Promise<protocol.CoverageHoles> {
  const { holes, behaviors } = evaluatorCoverage(folder.snapshot);
  const unjudged = behaviors ? behaviorHoles(behaviors, "not-judged") : [];
  const first = holes.slice(0, firstHoles);
  const places = new Map(
    await Promise.all(
      [...new Set(first.map(({ file }) => file))].map(
        async (file) => [file, placesIn(await readView(server, folder, file))] as const,
      ),
    ),
  );
  return {
    behaviors: {
      total: unjudged.length,
      first: unjudged.slice(0, firstHoles).map(({ id, name, share, conversations, judged, recorded }) => ({
        ...{ id, name, share, conversations, judged, recorded },
      })),
    },
    lines: {
      total: holes.length,
      first: first.map(({ key, text, file, exercised, held }) => {
        const line = places.get(file)?.get(key)?.line;
        return {
          ...{ text: tame(text, 200), file, exercised, held },
          uri: pathToFileURL(join(folder.root, file)).href,
          ...(line !== undefined && { line }),
        };
      }),
    },
    unseen: behaviors ? unseenOf(behaviors) : [],
  };
}
