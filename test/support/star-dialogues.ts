import { filesInTar } from "./tar-files.ts";

/** A message in the shape of OpenAI's chat API, as our `chat` format reads it. */
export interface ChatMessage {
  readonly role: "user" | "assistant" | "tool";
  readonly content: string;
  /** ISO 8601; what the database answers has none. */
  readonly timestamp?: string;
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

/** A dialogue of STAR (Mosig, Mehri, Kober 2020), in which people talk to people who play the agent; a line of a file for `homeostat import`. */
export interface StarDialogue {
  readonly id: string;
  /** What the user was to get done, as the data names it: "bank_fraud_report". A dialogue of several tasks has the first one's. */
  readonly task_id: string;
  readonly messages: readonly ChatMessage[];
}

/** What of an event is read here; those of the guide and of the agent's screen are nobody's words and are left out. */
export interface StarEvent {
  readonly Agent: "User" | "Wizard" | "KnowledgeBase" | "UserGuide";
  readonly Action: string;
  readonly Text?: string;
  readonly UnixTime?: number;
  readonly APIName?: string;
  readonly Constraints?: readonly Readonly<Record<string, unknown>>[];
  readonly Item?: object;
  /** Of a suggestion that the person who plays the agent took: "weather_inform_forecast". */
  readonly ActionLabel?: string;
}

export interface StarFile {
  readonly DialogueID: number;
  readonly Scenario: {
    readonly MultiTask?: boolean;
    readonly WizardCapabilities: readonly { readonly Task: string }[];
  };
  readonly Events: readonly StarEvent[];
}

/** All dialogues of a gzipped tar of STAR's files. In some the user says nothing, and in most of these nobody does. */
export function starDialogues(path: string): StarDialogue[] {
  return [...filesInTar(path).values()].map((text) => {
    const { DialogueID, Scenario, Events } = JSON.parse(text) as StarFile;
    return {
      id: `star-${DialogueID}`,
      task_id: Scenario.WizardCapabilities[0]!.Task,
      messages: messagesOf(Events),
    };
  });
}

/** The agent's look into its database is a call of a tool, what came back the tool's message. */
export function messagesOf(events: readonly StarEvent[]): ChatMessage[] {
  let calls = 0;
  return events.flatMap((event): ChatMessage[] => {
    const { Agent, Action, Text, APIName } = event;
    const timestamp =
      event.UnixTime === undefined ? undefined : new Date(event.UnixTime * 1000).toISOString();
    if (Agent === "Wizard" && Action === "query" && APIName) {
      const args = JSON.stringify(Object.assign({}, ...(event.Constraints ?? [])));
      const call = {
        ...{ id: `call-${++calls}`, type: "function" },
        function: { name: APIName, arguments: args },
      };
      return [{ role: "assistant", content: "", timestamp, tool_calls: [call] }];
    }
    if (Agent === "KnowledgeBase" && APIName)
      return [
        {
          ...{ role: "tool", content: JSON.stringify(event.Item ?? {}), timestamp },
          ...{ tool_call_id: `call-${calls}`, name: APIName },
        },
      ];
    if (!Text) return [];
    if (Agent === "User" && Action === "utter") return [{ role: "user", content: Text, timestamp }];
    const speaks = Agent === "Wizard" && (Action === "utter" || Action === "pick_suggestion");
    return speaks ? [{ role: "assistant", content: Text, timestamp }] : [];
  });
}
