import type { CancellationToken } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type AskModelRequest,
  type AskModelResult,
  type KeyRequest,
  type KeyResult,
  methods,
} from "../../server/protocol/index.ts";
import type { Keys } from "./keys.ts";
import type { LanguageModels } from "./language-models.ts";
import { sealed } from "./sealed.ts";

/** Answers what the server asks the editor for. `secret`: what keys are sealed with on their way. */
export function serveModels(client: LanguageClient, { keys, secret, languageModels }: ServedModels): void {
  client.onRequest(methods.key, async ({ variable, origin }: KeyRequest): Promise<KeyResult> => {
    const key = await keys.get({ variable, origin });
    return { sealed: key ? sealed(key, secret) : null };
  });
  client.onRequest(
    methods.askModel,
    (request: AskModelRequest, token: CancellationToken): Promise<AskModelResult> =>
      languageModels.ask(request, token),
  );
}

export interface ServedModels {
  readonly keys: Keys;
  readonly secret: Buffer;
  readonly languageModels: LanguageModels;
}
