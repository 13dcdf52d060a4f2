import { frozenRanges } from "../../attribution/index.ts";
import type { Range } from "../../base/index.ts";
import { foldText, readPrompt } from "../../prompt/index.ts";
import { changeOf, type GuardInput } from "./change.ts";
import { guardRules } from "./rules.ts";
import type { Violation } from "./violation.ts";

/** What speaks against an edit, rule by rule; nothing, where it may go on. It takes no model and no token. */
export function checkEdit(input: GuardInput): Violation[] {
  if (input.before === input.after) return [];
  const change = changeOf(input);
  return guardRules.flatMap(({ name, severity, check }) =>
    check(change).map((fault) => ({ ...fault, rule: name, severity: fault.severity ?? severity })),
  );
}

/**
 * What speaks against a plan before anybody is asked for an edit: what is aimed at is frozen, or outside of what may be edited, or there is nothing
 * that may be. `target`: the range that the edit is for.
 */
export function checkPlan(input: Omit<GuardInput, "after">, target: Range): Violation[] {
  const document = readPrompt(input.file, input.before, input.options);
  const isWithin = (range: Range): boolean => range.start <= target.start && target.end <= range.end;
  const told = { in: "before", range: target, severity: "stop" } as const;
  const violations: Violation[] = [];
  if (frozenRanges(document, input.frozen ?? []).some(isWithin))
    violations.push({ ...told, rule: "frozen", message: "It is frozen by the configuration." });
  const titles = input.allowed?.map((title) => foldText(title).toLowerCase());
  const places = document.sections.filter(({ title }) => titles?.includes(foldText(title).toLowerCase()));
  if (titles && !places.some(({ range }) => isWithin(range)))
    violations.push({ ...told, rule: "outside", message: "It is no part of what may be edited." });
  if (document.frontMatter && isWithin(document.frontMatter.range))
    violations.push({ ...told, rule: "output-form", message: "It is in the front matter." });
  return violations;
}
