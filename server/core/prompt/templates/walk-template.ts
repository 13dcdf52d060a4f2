import type { Template, TemplateBlock, TemplateTag } from "./template-tags.ts";

export interface TemplateVisitor {
  readonly enter: (block: TemplateBlock) => void;
  readonly leave: (block: TemplateBlock) => void;
  /** Of a block's own tags, the opening and the closing one are visited outside of it. */
  readonly visit: (tag: TemplateTag) => void;
}

/** Goes through the tags in order, and says which blocks begin and end on the way; unclosed blocks end with the block around them. */
export function walkTemplate(template: Template, { enter, leave, visit }: TemplateVisitor): void {
  const blockOf = new Map(template.blocks.map((block) => [block.open, block]));
  const stack: TemplateBlock[] = [];
  for (const tag of template.tags) {
    const around = template.within.get(tag);
    while (stack.length > 0 && stack.at(-1) !== around) leave(stack.pop()!);
    visit(tag);
    const block = tag.kind === "open" ? blockOf.get(tag) : undefined;
    if (!block) continue;
    enter(block);
    stack.push(block);
  }
}

/** Which names are bound where one stands in a template; the same name may be bound more than once. */
export class BoundNames {
  private readonly count = new Map<string, number>();

  bind(names: readonly string[], by: 1 | -1): void {
    for (const name of names) this.count.set(name, (this.count.get(name) ?? 0) + by);
  }

  has(name: string): boolean {
    return (this.count.get(name) ?? 0) > 0;
  }
}
