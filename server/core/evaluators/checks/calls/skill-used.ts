import type { Sample } from "../../../store/index.ts";
import type { CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { boundsText, countBoundsOf, matchesWildcard, toolStepsOf, within } from "../tool-steps.ts";

const text: JsonSchema = { type: "string", minLength: 1 };
const count: JsonSchema = { type: "integer", minimum: 0 };

export const skillUsed: CheckType = {
  name: "skill-used",
  doc: 'The agent used the skill `value`, or every skill of a list: it called the tool `Skill` with that name, without an error. With a mapping, `{pattern: "pdf-*", min: 1, max: 2}` bounds how often; `name` is taken exactly, `pattern` may hold `*` and `?`. The `not-` form of a list means that none was used.',
  version: 1,
  value: {
    anyOf: [
      text,
      { type: "array", items: text, minItems: 1 },
      {
        type: "object",
        properties: { name: text, pattern: text, min: count, max: count },
        additionalProperties: false,
      },
    ],
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    if (isRecord(value)) return prepareCount(value, inverse);
    const names: unknown[] = [value].flat();
    if (names.length === 0 || !names.every((name) => typeof name === "string" && name.trim() !== ""))
      return {
        problem: "`value` must be a skill's name, a list of names, or a mapping with `name` or `pattern`",
        at: "value",
      };
    const wanted = names.map((name) => String(name).trim());
    return {
      check: (sample) => {
        const used = skillsOf(sample);
        const found = wanted.map((name) => used.find((skill) => skill.name === name));
        const hits = found.filter((skill) => skill !== undefined);
        return verdictOf({
          holds: inverse ? hits.length > 0 : hits.length === wanted.length,
          inverse,
          subject: "The agent",
          claim: `use ${wanted.length > 1 ? "the skills" : "the skill"} ${shown(wanted.join(", "))}`,
          evidence: told(used),
          messageIndex: hits[0]?.messageIndex,
        });
      },
    };
  },
};

function prepareCount(value: Record<string, unknown>, inverse: boolean): Prepared {
  const [name, pattern] = [value.name, value.pattern].map((one) =>
    typeof one === "string" && one.trim() !== "" ? one.trim() : undefined,
  );
  if (!name && !pattern) return { problem: "`value` needs a `name` or a `pattern`", at: "value" };
  const bounded = value.min !== undefined || value.max !== undefined;
  if (inverse && (value.min !== undefined || (value.max !== undefined && value.max !== 0)))
    return { problem: "the `not-` form takes no `min`, and no `max` but 0", at: "value" };
  const whole = [value.min, value.max].every((bound) => bound === undefined || Number.isInteger(bound));
  const bounds = countBoundsOf({ min: value.min ?? (bounded ? 0 : 1), max: value.max });
  if (!whole || typeof bounds === "string")
    return {
      problem: typeof bounds === "string" ? bounds : "`min` and `max` must be whole numbers",
      at: "value",
    };
  return {
    check: (sample) => {
      const used = skillsOf(sample).filter(
        (skill) =>
          (!name || skill.name === name) &&
          (!pattern || matchesWildcard(skill.name.toLowerCase(), pattern.toLowerCase())),
      );
      return verdictOf({
        holds: inverse ? used.length > 0 : within(used.length, bounds),
        inverse,
        subject: "The agent",
        claim: `use the skill ${shown(pattern ?? name)}${inverse ? "" : ` ${boundsText(bounds)} times`}`,
        evidence: told(used),
        messageIndex: used[0]?.messageIndex,
      });
    },
  };
}

interface SkillUse {
  readonly name: string;
  readonly messageIndex?: number;
}

/** Skills that were used without an error: as a provider told, else calls of a tool `Skill` with the skill's name. */
function skillsOf(sample: Sample): SkillUse[] {
  if (sample.response?.skillCalls) return sample.response.skillCalls.filter(({ isError }) => !isError);
  const failed = new Set(
    sample.messages.flatMap(({ role, isError, toolCallId }) =>
      role === "tool" && isError && toolCallId ? [toolCallId] : [],
    ),
  );
  return toolStepsOf(sample).flatMap(({ id, name, args, messageIndex }) => {
    if (!/^skill$/i.test(name) || failed.has(id) || !isRecord(args)) return [];
    const skill = [args.skill, args.name, args.command].find(
      (one) => typeof one === "string" && one.trim() !== "",
    );
    return skill === undefined ? [] : [{ name: String(skill).trim(), messageIndex }];
  });
}

const told = (used: readonly SkillUse[]): string =>
  used.length === 0 ? "it used none" : `it used ${shown(used.map(({ name }) => name).join(", "))}`;
