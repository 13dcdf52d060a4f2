import type { Template, TemplateBlock, TemplateTag } from "./template-tags.ts";

/**
 * Pairs opening and closing tags by a stack. A closing tag that fits an outer block leaves the inner ones unclosed; one that fits none
 * is unopened. With `closesValues`, a value with arguments may be closed as a block is: people write `{{section "x"}}...{{/section}}`.
 */
export function pairTags(
  tags: readonly TemplateTag[],
  closesValues: boolean,
): Pick<Template, "blocks" | "unopened" | "within"> {
  const pairing = new Pairing(closesValues);
  for (const tag of tags) pairing.add(tag);
  return pairing.finish();
}

interface OpenBlock {
  readonly name: string;
  readonly open: TemplateTag;
  close?: TemplateTag;
  readonly branches: TemplateTag[];
  readonly parent?: TemplateBlock;
  /** Values with arguments that stand in it, by name. */
  readonly values: Map<string, TemplateTag>;
}

class Pairing {
  private readonly blocks: OpenBlock[] = [];
  private readonly unopened: TemplateTag[] = [];
  private readonly within = new Map<TemplateTag, TemplateBlock>();
  private readonly stack: OpenBlock[] = [];
  /** How many blocks of a name are open: a closing tag that fits none need not be looked for. */
  private readonly openOf = new Map<string, number>();
  private readonly valuesOutside = new Map<string, TemplateTag>();

  constructor(private readonly closesValues: boolean) {}

  add(tag: TemplateTag): void {
    if (tag.kind === "close") this.close(tag);
    const top = this.stack.at(-1);
    if (tag.kind === "else") {
      if (top) top.branches.push(tag);
      else this.unopened.push(tag);
    }
    if (top) this.within.set(tag, top);
    if (tag.kind === "open") this.open(tag);
    if (this.closesValues && tag.kind === "value" && tag.expression.length > tag.name.length)
      (top?.values ?? this.valuesOutside).set(tag.name, tag);
  }

  finish(): Pick<Template, "blocks" | "unopened" | "within"> {
    const blocks = this.blocks.sort((a, b) => a.open.range.start - b.open.range.start);
    return { blocks, unopened: this.unopened, within: this.within };
  }

  private open(tag: TemplateTag): void {
    const block = this.block(tag);
    this.stack.push(block);
    this.openOf.set(tag.name, (this.openOf.get(tag.name) ?? 0) + 1);
  }

  private close(tag: TemplateTag): void {
    if ((this.openOf.get(tag.name) ?? 0) === 0) {
      this.closeValue(tag);
      return;
    }
    for (let block = this.stack.pop(); block; block = this.stack.pop()) {
      this.openOf.set(block.name, this.openOf.get(block.name)! - 1);
      if (block.name !== tag.name) continue;
      block.close = tag;
      return;
    }
  }

  private closeValue(tag: TemplateTag): void {
    const values = this.stack.at(-1)?.values ?? this.valuesOutside;
    const value = values.get(tag.name);
    if (!value) {
      this.unopened.push(tag);
      return;
    }
    values.delete(tag.name);
    this.block(value).close = tag;
  }

  private block(open: TemplateTag): OpenBlock {
    const parent = this.stack.at(-1);
    const block = { name: open.name, open, branches: [], values: new Map(), ...(parent && { parent }) };
    this.blocks.push(block);
    return block;
  }
}
