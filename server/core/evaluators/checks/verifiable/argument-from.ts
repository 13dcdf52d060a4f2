import { redactions } from "../../../capture/index.ts";
import type { Message, Sample } from "../../../store/index.ts";
import type { CheckType, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { matchesWildcard, toolMatcherOf } from "../tool-steps.ts";
import { folded, placeOf } from "./said-in.ts";
import { stepsOf, valuesUnder } from "./tool-arguments.ts";

const sources = ["user", "tools", "conversation"] as const;
type Source = (typeof sources)[number];

const sourceText: Record<Source, string> = {
  user: "from what the user said",
  tools: "from what a tool had given",
  conversation: "from what the user said or a tool had given",
};

export const argumentFrom: CheckType = {
  name: "argument-from",
  doc: "Where the assistant calls a tool with the argument `argument`, at any depth of it, its value stood before in what the user said (`from: user`), in what a tool gave (`from: tools`) or in either (`from: conversation`, the default): the assistant made nothing up and asked instead of guessing. `name` limits it to a tool (`*` and `?` stand for any characters), `like` to values of a form, as `gift_card_*`. Values compare as text, without case. Where something was blacked out of what the user said before, a value that is not found is unknown.",
  version: 2,
  value: {
    type: "object",
    properties: {
      argument: { type: "string", minLength: 1 },
      from: { enum: [...sources] },
      name: { type: "string", minLength: 1 },
      like: { type: "string", minLength: 1 },
    },
    required: ["argument"],
    additionalProperties: false,
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value) || typeof value.argument !== "string" || value.argument === "")
      return { problem: "`value` must be an object with `argument`", at: "value" };
    const { argument, from = "conversation", name = "*", like } = value;
    if (!sources.includes(from as Source))
      return { problem: `\`from\` must be one of ${sources.join(", ")}`, at: "value" };
    const matcher = toolMatcherOf(name);
    if (typeof matcher === "string") return { problem: `\`name\`: ${matcher}`, at: "value" };
    if (like !== undefined && typeof like !== "string")
      return { problem: "`like` must be a text", at: "value" };
    const source = from as Source;
    return {
      check: (sample) => {
        const ends = resultPlaces(sample);
        const uses = stepsOf(sample, matcher).flatMap((step) =>
          valuesOf(step.args, argument, like).map((used) => ({
            ...{ step, used },
            end: ends.get(step.args) ?? step.messageIndex,
          })),
        );
        const strangers = uses.filter(({ used, end }) => !stoodIn(sample, end, used, source));
        const stranger = strangers.find(({ end }) => !isBlackedOut(sample, end, source));
        if (!stranger && strangers.length > 0)
          return unknownVerdict(
            `Message ${strangers[0]!.step.messageIndex + 1} calls ${shown(strangers[0]!.step.name)} with ${shown(strangers[0]!.used)}, which may be what was blacked out before`,
          );
        return verdictOf({
          holds: !stranger,
          inverse,
          subject: "The assistant",
          claim: `take ${shown(argument)} ${sourceText[source]}`,
          evidence: stranger
            ? `message ${stranger.step.messageIndex + 1} calls ${shown(stranger.step.name)} with ${shown(stranger.used)}, which did not stand there before`
            : uses.length === 0
              ? "no call has this argument"
              : undefined,
          messageIndex: stranger?.step.messageIndex ?? uses[0]?.step.messageIndex,
        });
      },
    };
  },
};

function valuesOf(args: unknown, argument: string, like: string | undefined): string[] {
  const texts = valuesUnder(args, argument).flatMap((one) =>
    (typeof one === "string" && one.trim() !== "") || typeof one === "number" ? [String(one)] : [],
  );
  const form = like === undefined ? undefined : toolMatcherOf(like);
  if (form === undefined || typeof form === "string") return texts;
  return texts.filter((text) => matchesForm(text, form.pattern));
}

const matchesForm = (text: string, pattern: string): boolean =>
  matchesWildcard(text.toLowerCase(), pattern.toLowerCase());

/**
 * Where the result of each call stands, by the arguments of the call. Agents that call several tools in a step are often recorded with
 * all calls in one message and the results behind it, in order: a later call may have used what an earlier one gave.
 */
function resultPlaces(sample: Sample): Map<unknown, number> {
  const places = new Map<unknown, number>();
  for (let index = sample.from; index < sample.to; index++)
    for (const [k, { args }] of (sample.messages[index]!.toolCalls ?? []).entries()) {
      let end = index + 1;
      while (end < index + 1 + k && sample.messages[end]?.role === "tool") end++;
      places.set(args, end);
    }
  return places;
}

const isSource =
  (source: Source) =>
  ({ role }: Message): boolean =>
    (role === "user" && source !== "tools") || (role === "tool" && source !== "user");

function stoodIn(sample: Sample, end: number, value: string, source: Source): boolean {
  const wanted = folded(value);
  return sample.messages
    .slice(0, end)
    .filter(isSource(source))
    .some(({ text }) => placeOf(folded(text), wanted) >= 0);
}

/** Marks that capture leaves in place of what it blacks out. */
const blackedOut = new RegExp(`\\[(?:${redactions.join("|")})\\]`);

/** Of people's words: a user id may have been a part of the mail address that they gave. */
const isBlackedOut = (sample: Sample, end: number, source: Source): boolean =>
  source !== "tools" &&
  sample.messages.slice(0, end).some(({ role, text }) => role === "user" && blackedOut.test(text));
