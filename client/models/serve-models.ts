import type { LanguageClient } from "vscode-languageclient/node";
import { type KeyRequest, type KeyResult, methods } from "../../server/protocol/index.ts";
import type { Keys } from "./keys.ts";
import { sealed } from "./sealed.ts";

/** Answers what the server asks the editor for. `secret`: what keys are sealed with on their way. */
export function serveModels(client: LanguageClient, { keys, secret }: ServedModels): void {
  client.onRequest(methods.key, async ({ variable, origin }: KeyRequest): Promise<KeyResult> => {
    const key = await keys.get({ variable, origin });
    return { sealed: key ? sealed(key, secret) : null };
  });
}

export interface ServedModels {
  readonly keys: Keys;
  readonly secret: Buffer;
}
