import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** A hub of models on this machine: `MODEL/resolve/REVISION/FILE` gives what lies in `folder/MODEL/FILE`. */
export interface ModelHub {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

export interface HubOptions {
  /** After each 64 KB of a file, so that a person could watch the download. */
  readonly pauseMs?: number;
  /** Files end in the middle, as where a connection breaks, after so many bytes. */
  readonly breakAfter?: number;
  /** Default: a free one. */
  readonly port?: number;
}

export async function startModelHub(
  folder: string,
  { port = 0, ...sending }: HubOptions = {},
): Promise<ModelHub> {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const [, model = "", file = ""] = /^\/(.+)\/resolve\/[^/]+\/(.+)$/.exec(url) ?? [];
    const path = join(folder, model, file);
    if (model && existsSync(path)) void send(response, path, sending);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function send(
  response: ServerResponse,
  path: string,
  { pauseMs = 0, breakAfter = Number.POSITIVE_INFINITY }: HubOptions,
): Promise<void> {
  response.writeHead(200, { "content-length": statSync(path).size });
  let sent = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 })) {
    if (sent >= breakAfter) response.destroy();
    if (response.destroyed) return;
    response.write(chunk);
    sent += (chunk as Buffer).length;
    if (pauseMs > 0) await setTimeout(pauseMs);
  }
  response.end();
}
