import {
  type ConnectSnippet,
  connectReport,
  connectSnippet,
  firstArrival,
  frameworks,
  frameworksAtHand,
  serviceNameOf,
  snippetDocument,
  UserError,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { begin, trustedFolder, waitingBy } from "./capture.ts";
import { requestFolder } from "./requests.ts";

/** Connecting an agent: what there is to choose from, how it is made to send here, and what has arrived of it. */
export function registerConnect(server: Server): void {
  const { connection } = server;
  connection.onRequest(methods.connectFrameworks, async (request: protocol.InFolder) => {
    const atHand = await frameworksAtHand(requestFolder(server, request).root);
    return frameworks.map(
      (one): protocol.ConnectFramework => ({ id: one.id, name: one.name, isAtHand: atHand.includes(one) }),
    );
  });
  connection.onRequest(
    methods.connectSnippet,
    async (request: protocol.ConnectRequest): Promise<protocol.ConnectSnippet> => {
      const folder = trustedFolder(server, request);
      const { http = 0, grpc = 0, services } = await begin(folder, server);
      const snippet = await snippetFor(request.framework, folder, { http, grpc });
      const { service, install, code } = snippet;
      const before = services.map(({ name, lastMs }) => ({ name, lastMs }));
      const document = snippetDocument(snippet);
      return { service, http, ...(install !== undefined && { install }), code, document, before };
    },
  );
  connection.onRequest(
    methods.connectArrival,
    async (request: protocol.ArrivalRequest, token): Promise<protocol.Arrival | null> => {
      const folder = trustedFolder(server, request);
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const arrival = await firstArrival(request.before, {
        signal: controller.signal,
        waiting: waitingBy(folder),
      });
      if (arrival.is === "cancelled") return null;
      if (arrival.is === "ended")
        throw new UserError(
          "receiver-ended",
          "The receiver was stopped before anything arrived.",
          'Start it again: "Homeostat: Connect an Agent".',
        );
      const snippet = await snippetFor(request.framework, folder);
      const { isExpected: _, ...report } = connectReport(arrival.service, snippet, folder.root);
      return { service: arrival.service.name, ...report, isClaimed: arrival.service.root !== undefined };
    },
  );
}

async function snippetFor(
  framework: string,
  { root }: Folder,
  ports = { http: 0, grpc: 0 },
): Promise<ConnectSnippet> {
  const service = await serviceNameOf({ root, trusted: true });
  const snippet = connectSnippet(framework, { ...ports, service });
  if (snippet) return snippet;
  throw new UserError("framework-unknown", `No framework is known as ${JSON.stringify(framework)}.`);
}
