import type { Template, TemplateTag } from "./template-tags.ts";
import type { VariableUse } from "./template-variables.ts";
import { walkTemplate } from "./walk-template.ts";

/** The names that a mustache template takes from what it is given. In a section they may be its own, so there none must be declared. */
export function mustacheUses(template: Template): VariableUse[] {
  const uses: VariableUse[] = [];
  let inside = 0;
  const visit = ({ kind, name, at, range, isClosed }: TemplateTag): void => {
    if ((kind !== "value" && kind !== "open") || !/^[A-Za-z_][\w.-]*$/.test(name)) return;
    const place = { start: at, end: at + name.length };
    const mustBeDeclared = inside === 0 && isClosed;
    uses.push({
      name,
      range: kind === "value" ? range : place,
      at: place,
      root: name.replace(/\..*$/, ""),
      mustBeDeclared,
    });
  };
  walkTemplate(template, {
    enter: () => {
      inside++;
    },
    leave: () => {
      inside--;
    },
    visit,
  });
  return uses;
}
