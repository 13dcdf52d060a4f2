import type { Sample, Span } from "../../../store/index.ts";
import { trajectoryStepOf } from "../../checks/recorded/trajectory-steps.ts";
import { matchesWildcard } from "../../checks/tool-steps.ts";
import type { Particulars } from "../claims.ts";
import { callsOf, mapCalls } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick } from "../words.ts";

type Claimed = Particulars["steps"];

/** More steps than allowed, or fewer than asked for. Steps are spans; where none were recorded, the calls of tools. */
export const stepBreaks: readonly Break[] = [
  tooMany("a-step-too-many", "one step more than allowed", 1),
  tooMany("steps-repeated", "five steps more than allowed", 5),
  tooMany("steps-doubled", "far more steps than allowed", 20),
  tooMany("steps-repeated-first", "steps too many at the beginning", 1, true),
  tooMany("steps-apart", "steps too many of other names", 2, false, true),
  tooFew("a-step-too-few", "one step fewer than asked for", ({ min = 0 }) => min - 1),
  tooFew("half-the-steps", "half of the steps asked for", ({ min = 0 }) => Math.floor(min / 2)),
  tooFew("steps-lost", "no such steps at all", () => 0),
];

/** Steps of a sample one after the other: how many are meant, and the sample with another list of them. */
interface Steps<T> {
  readonly all: readonly T[];
  readonly isMeant: (step: T) => boolean;
  readonly likeness: (step: T, i: number, isRenamed: boolean) => T;
  readonly withAll: (steps: readonly T[]) => Sample | undefined;
}

function change(
  sample: Sample,
  claim: Claimed,
  give: <T>(steps: Steps<T>) => readonly T[] | undefined,
): Sample | undefined {
  const onSpans = sample.spans && sample.scope === "conversation";
  if (!onSpans && !claim.types?.every((type) => type === "tool")) return undefined;
  const onSteps = <T>(steps: Steps<T>): Sample | undefined => {
    const given = give(steps);
    return given && steps.withAll(given);
  };
  return onSpans ? onSteps(spansOf(sample, sample.spans, claim)) : onSteps(callStepsOf(sample, claim));
}

const isNamed = (names: readonly string[], { pattern }: Claimed): boolean =>
  pattern === undefined || names.some((name) => matchesWildcard(name.toLowerCase(), pattern.toLowerCase()));

const spansOf = (sample: Sample, spans: readonly Span[], claim: Claimed): Steps<Span> => ({
  all: spans,
  isMeant: (span) => {
    const { type, names } = trajectoryStepOf(span);
    return (!claim.types || claim.types.includes(type)) && isNamed(names, claim);
  },
  likeness: (span, i, isRenamed) => ({
    ...span,
    id: `${span.id}-${i}`,
    ...(isRenamed &&
      claim.pattern === undefined &&
      span.tool && { name: `other ${i}`, tool: { ...span.tool, name: `other_tool_${i}` } }),
  }),
  withAll: (all) => ({ ...sample, spans: all }),
});

type Call = ReturnType<typeof callsOf>[number]["call"];

/** Calls are taken away where they stand; new ones come beside the first or the last. */
function callStepsOf(sample: Sample, claim: Claimed): Steps<Call> {
  const all = callsOf(sample).map(({ call }) => call);
  return {
    all,
    isMeant: ({ name }) => isNamed([name], claim),
    likeness: (call, i, isRenamed) => ({
      ...call,
      id: `${call.id}-${i}`,
      ...(isRenamed && claim.pattern === undefined && { name: `other_tool_${i}` }),
    }),
    withAll: (steps) =>
      mapCalls(sample, (call, at) => {
        const own = steps.includes(call) ? [call] : [];
        const added = steps.filter((one) => !all.includes(one));
        if (at === 0 && steps[0] !== undefined && added.includes(steps[0])) return [...added, ...own];
        if (at === all.length - 1 && steps[0] !== undefined && !added.includes(steps[0]))
          return [...own, ...added];
        return own.length > 0 ? own : undefined;
      }),
  };
}

function drawn(
  { claims, random }: MutationContext,
  isMeant: (claim: Claimed) => boolean,
): Claimed | undefined {
  const claimed = claims.particulars.steps.filter(isMeant);
  return claimed.length === 0 ? undefined : pick(claimed, random);
}

function tooMany(name: string, says: string, over: number, isFirst = false, isRenamed = false): Break {
  return {
    ...{ name, says, breaks: ["most-steps"] },
    mutate: (sample, context) => {
      const claim = drawn(context, ({ max }) => max !== undefined);
      if (claim?.max === undefined) return undefined;
      const most = claim.max;
      return change(sample, claim, ({ all, isMeant, likeness }) => {
        const meant = all.filter(isMeant);
        if (meant.length === 0) return undefined;
        const more = Array.from({ length: Math.max(1, most + over - meant.length) }, (_, i) =>
          likeness(meant.at(-1)!, i, isRenamed),
        );
        return isFirst ? [...more, ...all] : [...all, ...more];
      });
    },
  };
}

function tooFew(name: string, says: string, kept: (claim: Claimed) => number): Break {
  return {
    ...{ name, says, breaks: ["fewest-steps"] },
    mutate: (sample, context) => {
      const claim = drawn(context, ({ min = 0 }) => min > 0);
      return (
        claim &&
        change(sample, claim, ({ all, isMeant }) => {
          let seen = 0;
          return all.filter((step) => !isMeant(step) || seen++ < kept(claim));
        })
      );
    },
  };
}
