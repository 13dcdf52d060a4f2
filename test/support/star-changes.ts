import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Message } from "../../server/core/store/index.ts";
import type { Talk } from "./judged-signals.ts";
import { messagesOf, type StarEvent, type StarFile } from "./star-dialogues.ts";

/** A dialogue in which the user has several things to get done. */
export interface ChangingTalk extends Talk {
  /** The messages of the user before which the agent turns to a domain (bank, weather, ride…) for the first time; not the first domain. */
  readonly changes: readonly number[];
}

/**
 * Dialogues of several tasks from a checkout of RasaHQ/STAR; the data folder has those of one task alone. What the agent is at is read
 * off its queries and the suggestions it takes. It may turn to a task later than the user asks for it, so the truth is a little noisy.
 */
export function starDialoguesOfSeveralTasks(checkout: string): ChangingTalk[] {
  const folder = join(checkout, "dialogues");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as StarFile;
      return file.Scenario.MultiTask ? [changingTalk(file)] : [];
    })
    .filter(({ messages }) => messages.some(({ role }) => role === "user"));
}

function changingTalk({ DialogueID, Events }: StarFile): ChangingTalk {
  const messages: Message[] = [];
  const domains = new Set<string>();
  const changes: number[] = [];
  for (const event of Events) {
    const domain = domainOf(event);
    const asked = messages.findLastIndex(({ role }) => role === "user");
    if (domain && asked >= 0 && !domains.has(domain)) {
      if (domains.size > 0) changes.push(asked);
      domains.add(domain);
    }
    for (const { role, content, tool_calls } of messagesOf([event]))
      messages.push({
        ...{ role, text: role === "tool" ? "" : content },
        ...(tool_calls && { toolCalls: [{ id: "", name: event.APIName!, args: {} }] }),
      });
  }
  return { set: "star", id: `star-${DialogueID}`, messages, changes };
}

const DOMAINS =
  /^(?:bank|restaurant|weather|ride|trip|plane|hotel|party|meeting|apartment|doctor|trivia)(?=_|$)/;

const domainOf = ({ Agent, Action, APIName, ActionLabel }: StarEvent): string | undefined =>
  Agent === "Wizard" && (Action === "query" || Action === "pick_suggestion")
    ? DOMAINS.exec(APIName ?? ActionLabel ?? "")?.[0]
    : undefined;
