import type { Message } from "../../../store/index.ts";
import type { CheckType, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { toolMatcherOf } from "../tool-steps.ts";
import { firstSaid, phrasesOf } from "./said-in.ts";
import { stepsOf } from "./tool-arguments.ts";

const speakers = ["assistant", "user", "either"] as const;
type Speaker = (typeof speakers)[number];

export const saidBeforeTool: CheckType = {
  name: "said-before-tool",
  doc: "Before the first call of the tool `name` (`*` and `?` stand for any characters) one of the phrases in `said` came up: in the assistant's words (`by: assistant`, the default), in the user's (`by: user`) or in either's (`by: either`). Phrases are whole words without case; one that ends with `*` stands for every word that begins so. A conversation without such a call passes: use `when` to leave it out.",
  version: 1,
  value: {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1 },
      said: {
        anyOf: [
          { type: "string", minLength: 1 },
          { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
        ],
      },
      by: { enum: [...speakers] },
    },
    required: ["name", "said"],
    additionalProperties: false,
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value)) return { problem: "`value` must be an object with `name` and `said`", at: "value" };
    const { name, by = "assistant" } = value;
    const matcher = toolMatcherOf(name);
    if (typeof matcher === "string") return { problem: `\`name\`: ${matcher}`, at: "value" };
    const phrases = phrasesOf(value.said);
    if (!phrases) return { problem: "`said` must be a text or a list of texts, none empty", at: "value" };
    if (!speakers.includes(by as Speaker))
      return { problem: `\`by\` must be one of ${speakers.join(", ")}`, at: "value" };
    const spoke = ({ role }: Message): boolean =>
      by === "either" ? role === "user" || role === "assistant" : role === by;
    return {
      check: (sample) => {
        const [step] = stepsOf(sample, matcher);
        const end = step?.messageIndex ?? 0;
        const index = sample.messages
          .slice(0, end)
          .findIndex((message) => spoke(message) && firstSaid(message.text, phrases) !== undefined);
        return verdictOf({
          holds: !step || index >= 0,
          inverse,
          subject: by === "user" ? "The user" : by === "either" ? "Somebody" : "The assistant",
          claim: `speak of ${shown(phrases.join(", "))} before ${shown(matcher.pattern)} is called`,
          evidence: !step
            ? "there is no such call"
            : index >= 0
              ? `message ${index + 1} does`
              : `message ${end + 1} calls it, and nothing before speaks of it`,
          messageIndex: index >= 0 ? index : step?.messageIndex,
        });
      },
    };
  },
};
