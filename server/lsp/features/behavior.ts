import { type BehaviorDetail, type PromptView, placesIn } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { readView } from "./overview.ts";
import { requestFolder } from "./requests.ts";

/** One behavior, and where the instructions that speak to it stand in the files as they are being edited. */
export function registerBehavior(server: Server): void {
  server.connection.onRequest(
    methods.behavior,
    async (request: protocol.BehaviorRequest): Promise<protocol.BehaviorDetail | null> => {
      const folder = requestFolder(server, request);
      // Without a store there is nothing behind a behavior, and asking would make one.
      if (!folder.snapshot.behaviors.some(({ id }) => id === request.id) || folder.snapshot.baseline)
        return null;
      const behavior = await folder.work.behavior(request.id);
      if (!behavior) return null;
      const files = [...new Set([...behavior.addressedBy, ...behavior.nearest].map(({ file }) => file))];
      const views = await Promise.all(
        files.map(async (file) => [file, await readView(server, folder, file)] as const),
      );
      return withPlaces(behavior, new Map(views));
    },
  );
}

/** Instructions that the text being edited does not hold any more keep the line they had on disk. */
export function withPlaces(
  behavior: BehaviorDetail,
  views: ReadonlyMap<string, PromptView | undefined>,
): protocol.BehaviorDetail {
  const places = new Map([...views].map(([file, view]) => [file, placesIn(view)]));
  const placed = (one: BehaviorDetail["nearest"][number]): protocol.AddressingInstruction => ({
    ...one,
    line: places.get(one.file)?.get(one.key)?.line ?? one.line,
  });
  return {
    ...behavior,
    addressedBy: behavior.addressedBy.map(placed),
    nearest: behavior.nearest.map(placed),
  };
}
