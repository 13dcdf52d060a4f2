import { checkEdit, type GuardInput, type Violation } from "../guard/index.ts";
import { type ComponentFile, isSameAround } from "./change-components.ts";
import { outOfBounds } from "./component.ts";
import { readComponents } from "./read-components.ts";

/** What guards texts that are no prompt, as far as a configuration and cases say it. */
export type ComponentGuards = Pick<GuardInput, "frozen" | "testTexts" | "traceTexts" | "mostGrowth">;

/**
 * What speaks against a change of a file: anything but the named texts and values that is other than before, a value out of its bounds, and
 * of each text what the rules for prompts say, ranges in the file.
 */
export function checkComponents(
  { file, text, specs }: ComponentFile,
  changed: string,
  guards: ComponentGuards,
): Violation[] {
  if (text === changed) return [];
  const { components: old } = readComponents(file, text, specs);
  const { components: fresh } = readComponents(file, changed, specs);
  const whole = { in: "after", range: { start: 0, end: changed.length }, severity: "stop" } as const;
  if (!isSameAround(text, old, changed, fresh))
    return [{ ...whole, rule: "outside", message: `Something else of ${file} is changed than what may be.` }];
  return old.flatMap((before, i): Violation[] => {
    const after = fresh[i]!;
    if (before.text === after.text) return [];
    const why = before.bounds && outOfBounds(after.text, before.text, before.bounds);
    if (before.bounds)
      return why === undefined ? [] : [{ ...whole, range: after.range, rule: "bounds", message: why }];
    return checkEdit({ file: "component.md", before: before.text, after: after.text, ...guards }).map(
      (one) => ({
        ...one,
        range: one.in === "before" ? before.range : after.range,
      }),
    );
  });
}
