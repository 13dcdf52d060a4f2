import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";

/** As many as one looks through; the rest is found by the other views. */
const mostLive = 50;

/** What came last, and whether anything can come. */
export function registerLive(server: Server): void {
  server.connection.onRequest(
    methods.live,
    async (request: protocol.InFolder): Promise<protocol.LiveResult> => {
      const folder = server.folderAt(request.folder);
      // A look must not make a store where there is none.
      return !folder || folder.snapshot.totals.conversations === 0
        ? { total: 0, conversations: [] }
        : folder.work.live(mostLive);
    },
  );
}
