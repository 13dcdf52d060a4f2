import { UserError } from "../../base/index.ts";
import { type ChatSettings, type ModelAccess, openChat } from "../../models/index.ts";
import type { Config } from "../config.ts";
import { firstJudge } from "../config-models.ts";

/** Entries of `models:`: who writes what is judged then, as rubrics and broken answers, and who judges where an evaluator names nobody. */
export interface WritingModels {
  readonly writer: string;
  readonly judge: string;
  /** As people call them, with where they are asked. */
  readonly names: { readonly writer: string; readonly judge: string };
  /** The writer without its address, which is nobody's business in a file that a team shares. */
  readonly model: string;
  /** Calls that the two may make in one evaluation. */
  readonly maxCalls: number;
}

/** Undefined where no chat model is named: an entry that only some evaluators ask is meant for those. */
export function writingModels(
  chats: ReadonlyMap<string, ChatSettings>,
  access: ModelAccess,
): WritingModels | undefined {
  const judge = firstJudge(chats);
  const writer = chats.has("chat") ? "chat" : judge;
  const [first, second] = [chats.get(writer), chats.get(judge)];
  if (!first || !second) return undefined;
  const { name, model } = openChat(first, access);
  return {
    ...{ writer, judge, model },
    names: { writer: name, judge: openChat(second, access).name },
    maxCalls: first.maxCalls + (writer === judge ? 0 : second.maxCalls),
  };
}

/** Why nobody can be asked to write `what`. */
export const noWriter = (what: string, { refused }: Pick<Config["models"], "refused">): UserError =>
  refused === undefined
    ? new UserError(
        "no-chat",
        `No chat model is named that could write ${what}.`,
        'Name one in homeostat.yaml, as models: { chat: { baseUrl: "http://127.0.0.1:11434/v1", model: llama3.2 } }; docs/models.md has more.',
      )
    : new UserError(
        "no-chat",
        `${refused}.`,
        "Trust the workspace first; on the command line, leave out --untrusted.",
      );
