import { ForwardSearch } from "./forward-search.ts";
import { type Call, type CallForm, readCall, type TagFault } from "./handlebars-call.ts";
import { type TagTokens, tokensOf } from "./handlebars-tokens.ts";
import type { TagKind, TemplateTag } from "./template-tags.ts";

/** The tags of a Handlebars template from `from` on, by the rules of Handlebars' own parser. `\{{` is text, and so is a raw block. */
export function scanHandlebars(text: string, from: number): TemplateTag[] {
  return new HandlebarsScanner(text).scan(from);
}

interface Opener {
  readonly signs: RegExp;
  readonly kind: TagKind;
  readonly form: CallForm;
  readonly close: "}}" | "}}}" | "}}}}";
}

const plain = { hasArguments: true, hasBlockParams: false, mayComputeName: false };
const block = { ...plain, hasBlockParams: true };
const partial = { ...plain, mayComputeName: true };
const opener = (
  signs: RegExp,
  kind: TagKind,
  form: CallForm = plain,
  close: Opener["close"] = "}}",
): Opener => ({
  signs,
  kind,
  form,
  close,
});

/** The first that fits counts. */
const openers: readonly Opener[] = [
  opener(/\{\{\{\{/y, "open", plain, "}}}}"),
  opener(/\{\{~?>/y, "partial", partial),
  opener(/\{\{~?#>/y, "open", partial),
  opener(/\{\{~?#\*?/y, "open", block),
  opener(/\{\{~?\//y, "close", { ...plain, hasArguments: false }),
  opener(/\{\{~?\^/y, "open", block),
  opener(/\{\{~?\s*else\b/y, "else", block),
  opener(/\{\{~?\{/y, "value", plain, "}}}"),
  opener(/\{\{~?&/y, "value"),
  opener(/\{\{~?\*/y, "statement"),
  opener(/\{\{~?/y, "value"),
];
const inverse = /\{\{~?(?:\^|\s*else)\s*~?\}\}/y;
const comment = /\{\{~?!(--)?/y;
const rawEnd = /\{\{\{\{\/([^\s!"#%-,./;->@[-^`{-~]+)\}\}\}\}/y;

class HandlebarsScanner {
  private readonly tags: TemplateTag[] = [];
  private readonly search: ForwardSearch;
  /** Characters looked at for tags that turned out to have no end. */
  private wasted = 0;

  constructor(private readonly text: string) {
    this.search = new ForwardSearch(text);
  }

  scan(from: number): TemplateTag[] {
    let textStart = from;
    for (let at = this.search.find("{{", from); at < this.text.length; ) {
      const isEscaped =
        at > textStart && this.text[at - 1] === "\\" && !(at - 1 > textStart && this.text[at - 2] === "\\");
      textStart = isEscaped ? at + 2 : this.tag(at);
      at = this.search.find("{{", textStart);
    }
    return this.tags;
  }

  private tag(at: number): number {
    const whole = matchAt(inverse, this.text, at);
    if (whole) {
      const end = at + whole[0].length;
      return this.put({
        kind: "else",
        name: "else",
        expression: "",
        at: end - 2,
        range: { start: at, end },
        isClosed: true,
      });
    }
    const note = matchAt(comment, this.text, at);
    if (note) return this.comment(at, note[1] !== undefined, at + note[0].length);
    const fitting = openers.find(({ signs }) => matchAt(signs, this.text, at))!;
    const end = this.words(at, fitting);
    return fitting.close === "}}}}" && this.tags.at(-1)!.isClosed ? this.rawContent(end) : end;
  }

  private comment(start: number, isDashed: boolean, inner: number): number {
    const close = isDashed
      ? Math.min(this.search.find("--}}", start), this.search.find("--~}}", start))
      : this.search.find("}}", start);
    const isClosed = close < this.text.length;
    const end = isClosed ? this.search.find("}}", close) + 2 : this.search.endOfLine(inner);
    const inside = this.text.slice(inner, Math.max(inner, isClosed ? close : end));
    const lead = inside.length - inside.trimStart().length;
    return this.put({
      kind: "comment",
      name: "",
      expression: inside.trim(),
      at: inner + lead,
      range: { start, end },
      isClosed,
    });
  }

  private words(start: number, { signs, kind, form, close }: Opener): number {
    const from = start + matchAt(signs, this.text, start)![0].length;
    const limit = this.wasted > 4 * this.text.length ? this.search.endOfLine(from) : this.text.length;
    const found = tokensOf(this.text, from, this.search, limit);
    const isClosed = found.close !== undefined;
    if (!isClosed) this.wasted += found.end - from;
    const { call, fault } = readCall(found, form);
    const end = isClosed ? found.end : this.search.endOfLine(from, found.end);
    const name = kind === "else" ? "else" : nameOf(call, found);
    const at =
      kind === "value" || kind === "else" ? from : (found.tokens[0]?.start ?? from) + nameLength(call, found);
    const inside = this.text.slice(at, Math.max(at, isClosed ? found.inner : end));
    return this.put({
      kind,
      name,
      expression: inside.trim(),
      at: at + inside.length - inside.trimStart().length,
      range: { start, end },
      isClosed,
      ...(call && { call }),
      ...withFault(found.close === close || !isClosed ? fault : wrongEnd(found, close)),
    });
  }

  /** Everything up to the closing tag of a raw block is text; without one, all the rest. */
  private rawContent(from: number): number {
    let depth = 1;
    for (let at = this.search.find("{{{{", from); at < this.text.length; ) {
      const end = matchAt(rawEnd, this.text, at);
      if (end) depth--;
      else if (this.text[at + 4] !== "/") depth++;
      if (end && depth === 0) {
        const range = { start: at, end: at + end[0].length };
        return this.put({
          kind: "close",
          name: end[1]!,
          expression: "",
          at: range.end - 4,
          range,
          isClosed: true,
        });
      }
      const next = end ? at + end[0].length : at + (this.text[at + 4] === "/" ? 1 : 4);
      at = this.search.find("{{{{", next);
    }
    return this.text.length;
  }

  private put(tag: TemplateTag): number {
    this.tags.push(tag);
    return Math.max(tag.range.end, tag.range.start + 2);
  }
}

const withFault = (fault: TagFault | undefined): { fault?: TagFault } => (fault ? { fault } : {});

function wrongEnd(found: TagTokens, close: string): TagFault {
  const range = { start: found.inner, end: found.end };
  const message =
    close === "}}" && found.close !== undefined
      ? `Handlebars reads \`${found.close}\` as one sign and cannot end this tag with it: put a blank behind \`}}\`.`
      : `This tag must end with \`${close}\`, not with \`${found.close}\`.`;
  return { message, range };
}

/** Of a tag that cannot be read, its first word. */
const nameOf = (call: Call | undefined, { tokens }: TagTokens): string =>
  call ? (call.callee.kind === "call" ? "" : call.callee.name) : (tokens[0]?.value ?? "");

function nameLength(call: Call | undefined, { tokens }: TagTokens): number {
  const first = tokens[0];
  if (!first) return 0;
  const end = call && call.callee.kind !== "call" ? call.callee.range.end : first.end;
  return end - first.start;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
