import { messageOf } from "../../base/index.ts";
import type { Sample } from "../../store/index.ts";
import type { Assertion, Prepared } from "../check-type.ts";
import { unknownVerdict } from "../check-type.ts";
import { shown, visible } from "../evidence.ts";
import { isTemplate, render, type Vars } from "./render.ts";

/** Prepared checks that one assertion keeps, one for each rendered value: test cases repeat their variables, traffic hardly ever does. */
const KEPT = 200;

/** Whether the value has to be rendered for each sample: a text, or a list with a text, that holds a tag. Objects are taken as written. */
export const isTemplated = ({ value }: Assertion): boolean =>
  typeof value === "string"
    ? isTemplate(value)
    : Array.isArray(value) && value.some((item) => typeof item === "string" && isTemplate(item));

/** A check whose value is rendered from the variables of each sample's prompt, and prepared once for each value that results. */
export function prepareTemplated(assertion: Assertion, prepare: (rendered: Assertion) => Prepared): Prepared {
  const kept = new Map<string, Prepared>();
  const preparedFor = (value: unknown): Prepared => {
    const key = JSON.stringify(value);
    const known = kept.get(key);
    if (known) return known;
    const prepared = prepare({ ...assertion, value });
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, prepared);
    return prepared;
  };
  return {
    check: async (sample, services, signal) => {
      if (!sample.vars) return unknownVerdict(unrenderable(assertion, sample));
      let value: unknown;
      try {
        value = await renderValue(assertion.value, sample.vars);
      } catch (error) {
        return unknownVerdict(
          `The value ${shown(assertion.value)} could not be rendered (${visible(messageOf(error))})`,
        );
      }
      const prepared = preparedFor(value);
      return "check" in prepared
        ? prepared.check(sample, services, signal)
        : unknownVerdict(`With the value rendered as ${shown(value)}, ${prepared.problem}`);
    },
  };
}

const unrenderable = ({ value }: Assertion, { scope }: Sample): string =>
  `The value ${shown(value)} needs the variables of the prompt, and none were recorded with this ${scope}`;

const renderValue = (value: unknown, vars: Vars): unknown =>
  Array.isArray(value)
    ? Promise.all(value.map((item) => (typeof item === "string" ? render(item, vars) : item)))
    : render(String(value), vars);
