import type { Message, Sample, ToolCall } from "../../../store/index.ts";
import { isRecord } from "../../is-record.ts";
import { callsOf, mapCalls, ownMessages, withOwn } from "../mutant.ts";
import type { Break } from "../operator.ts";

/** Calls that do not follow what the model was told of its tools. */
export const validCallBreaks: readonly Break[] = [
  ofCalls("calls-lost", "an answer without its calls", (sample) => mapCalls(sample, () => undefined)),
  ofCalls("unknown-tool", "a call of a tool that there is not", (sample) =>
    mapCalls(sample, (call, at) => (at === 0 ? { ...call, name: `${call.name}_v2` } : call)),
  ),
  ofCalls("unknown-tool-added", "one more call, of a tool that there is not", (sample) => {
    const call: ToolCall = { id: "unknown-1", name: "send_newsletter", args: {} };
    return withOwn(sample, [...ownMessages(sample), { role: "assistant", text: "", toolCalls: [call] }]);
  }),
  ofCalls("required-argument-lost", "a call without a required argument", (sample) =>
    onArguments(sample, (args, { required }) => {
      const key = required.find((one) => Object.hasOwn(args, one));
      return key === undefined ? undefined : without(args, key);
    }),
  ),
  ofCalls("argument-of-another-type", "an argument of another type", (sample) =>
    onArguments(sample, (args, { properties }) => {
      const key = Object.keys(args).find((one) => otherType(properties[one]) !== undefined);
      return key === undefined ? undefined : { ...args, [key]: otherType(properties[key]) };
    }),
  ),
  ofCalls("arguments-unparsable", "arguments that are no JSON", (sample) =>
    mapCalls(sample, (call, at) =>
      at === 0 ? { ...call, args: JSON.stringify(call.args ?? {}).slice(0, -1) } : call,
    ),
  ),
  ofCalls("arguments-as-words", "arguments in words", (sample) =>
    mapCalls(sample, (call, at) => (at === 0 ? { ...call, args: "as the user asked" } : call)),
  ),
];

function ofCalls(name: string, says: string, mutate: (sample: Sample) => Sample | undefined): Break {
  return { ...{ name, says, mutate }, breaks: ["valid-call"] };
}

interface Parameters {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The arguments of the first call that can be changed so, by the schema of its tool. */
function onArguments(
  sample: Sample,
  give: (args: Readonly<Record<string, unknown>>, parameters: Parameters) => object | undefined,
): Sample | undefined {
  for (const [place, { call }] of callsOf(sample).entries()) {
    const schema = sample.tools?.find(({ name }) => name === call.name)?.parameters;
    if (!isRecord(schema) || !isRecord(call.args)) continue;
    const given = give(call.args, {
      required: Array.isArray(schema.required) ? schema.required.map(String) : [],
      properties: isRecord(schema.properties) ? schema.properties : {},
    });
    if (given) return mapCalls(sample, (one, at) => (at === place ? { ...one, args: given } : one));
  }
  return undefined;
}

const without = (args: Readonly<Record<string, unknown>>, key: string): object =>
  Object.fromEntries(Object.entries(args).filter(([name]) => name !== key));

/** A value that a schema of one plain type refuses. */
function otherType(schema: unknown): unknown {
  const type = isRecord(schema) ? schema.type : undefined;
  if (type === "string") return { text: "as asked" };
  if (type === "number" || type === "integer" || type === "boolean") return "as asked";
  if (type === "array" || type === "object") return 7;
  return undefined;
}

/** A skill is a call of the tool `Skill` with its name. */
const skillIn = ({ name, args }: ToolCall): string | undefined => {
  if (name.toLowerCase() !== "skill" || !isRecord(args)) return undefined;
  const skill = args.skill ?? args.name ?? args.command;
  return typeof skill === "string" ? skill : undefined;
};

const withSkill = (call: ToolCall, skill: string): ToolCall => ({ ...call, args: { skill } });

/** Skills that are not used, or used where they must not be. */
export const skillBreaks: readonly Break[] = [
  ofSkill("skill-dropped", "a skill that is not used", () => undefined),
  ofSkill("other-skill", "another skill in place of the right one", (call) =>
    withSkill(call, "summarise-mail"),
  ),
  ofSkill("skill-misnamed", "a skill under a wrong name", (call) =>
    withSkill(call, [...(skillIn(call) ?? "")].reverse().join("")),
  ),
  ofSkill("skill-as-tool", "a tool of the skill's name instead of the skill", (call) => ({
    ...call,
    name: skillIn(call) ?? call.name,
  })),
  {
    ...{ name: "skill-failed", says: "a skill that fails", breaks: ["skill"] },
    mutate: (sample) => {
      const ids = new Set(callsOf(sample).flatMap(({ call }) => (skillIn(call) ? [call.id] : [])));
      const own = ownMessages(sample);
      if (!own.some(({ role, toolCallId = "" }) => role === "tool" && ids.has(toolCallId))) return undefined;
      return withOwn(
        sample,
        own.map((message) =>
          message.role === "tool" && ids.has(message.toolCallId ?? "")
            ? { ...message, isError: true, text: "Error: the skill could not be loaded." }
            : message,
        ),
      );
    },
  },
  ...["at-the-end", "at-the-beginning", "again", "beside-another", "as-command"].map(
    (place, i): Break => ({
      name: `forbidden-skill-${place}`,
      says: `a skill that must not be used ${place.replaceAll("-", " ")}`,
      breaks: ["no-skill"],
      mutate: (sample, { claims }) => {
        const claim = claims.particulars.skills.find(({ forbidden }) => forbidden.length > 0);
        const skill = claim?.forbidden[i % claim.forbidden.length]?.replace(/[*?]+/g, "x");
        return skill === undefined ? undefined : withForbidden(sample, skill, (claim?.max ?? 0) + 1, i);
      },
    }),
  ),
];

function ofSkill(name: string, says: string, give: (call: ToolCall) => ToolCall | undefined): Break {
  return {
    ...{ name, says, breaks: ["skill"] },
    mutate: (sample) => mapCalls(sample, (call) => (skillIn(call) === undefined ? call : give(call))),
  };
}

function withForbidden(sample: Sample, skill: string, times: number, place: number): Sample | undefined {
  const own = ownMessages(sample);
  const calls = Array.from({ length: place === 2 ? times + 1 : times }, (_, i) => ({
    ...{ id: `skill-${i}`, name: "Skill" },
    args: place === 4 ? { command: skill } : { skill },
  }));
  const message: Message = { role: "assistant", text: "", toolCalls: calls };
  const asked = own.findIndex(({ role }) => role === "user") + 1;
  if (place === 1) return withOwn(sample, [...own.slice(0, asked), message, ...own.slice(asked)]);
  if (place === 3) return mapCalls(sample, (call, at) => (at === 0 ? [call, ...calls] : call));
  return withOwn(sample, [...own, message]);
}
