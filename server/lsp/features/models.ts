import { keyPlaces, loadSettings } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";

/** Where a folder's configuration sends keys; nowhere while it is not trusted. */
export function registerModels(server: Server): void {
  server.connection.onRequest(
    methods.keyPlaces,
    async (request: protocol.InFolder): Promise<protocol.KeyPlacesResult> => {
      const folder = server.folderAt(request.folder);
      if (!folder) return { places: [] };
      // As it is saved: that is what models are asked by.
      const { trusted } = server.options;
      return { places: keyPlaces(await loadSettings(folder.configFile, { root: folder.root, trusted })) };
    },
  );
}
