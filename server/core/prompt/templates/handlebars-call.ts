import type { Range } from "../../base/index.ts";
import type { TagTokens, Token } from "./handlebars-tokens.ts";

/** A name in a Handlebars tag: `user.name`, `../name`, `@index`, `this`. */
export interface PathWord {
  readonly kind: "path";
  /** As Handlebars compares it: without square brackets. */
  readonly name: string;
  /** Its parts without `..`, `.` and `this`. */
  readonly parts: readonly string[];
  /** `..` and `this` climb or stay: such a path names nothing at the top. */
  readonly isRelative: boolean;
  readonly isData: boolean;
  readonly range: Range;
}

export interface LiteralWord {
  readonly kind: "string" | "number" | "literal";
  readonly name: string;
  readonly range: Range;
}

/** `helper param key=value as |name|`, in a tag or in parentheses. */
export interface Call {
  readonly kind: "call";
  readonly callee: Word;
  readonly params: readonly Word[];
  readonly hash: readonly { readonly key: string; readonly value: Word }[];
  readonly blockParams: readonly string[];
}

export type Word = PathWord | LiteralWord | Call;

/** What Handlebars takes exception to. */
export interface TagFault {
  readonly message: string;
  readonly range: Range;
}

/** What may stand in a tag beside a name: arguments, names for the values in a block, parentheses as the name. */
export interface CallForm {
  readonly hasArguments: boolean;
  readonly hasBlockParams: boolean;
  readonly mayComputeName: boolean;
}

/** Reads the words of a tag by Handlebars' grammar. */
export function readCall(tag: TagTokens, form: CallForm): { call?: Call; fault?: TagFault } {
  const parser = new CallParser(tag.tokens, tag.inner);
  const call = parser.tag(form);
  return parser.fault ? { fault: parser.fault } : { call };
}

/** Parentheses nest as deep as a person writes them; deeper ones would exhaust the stack. */
const deepest = 100;

/** After the first fault it reads on as if the tag ended there. */
class CallParser {
  fault: TagFault | undefined;
  private index = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly end: number,
  ) {}

  tag({ hasArguments, hasBlockParams, mayComputeName }: CallForm): Call {
    const callee = mayComputeName && this.peek("(") ? this.parenthesis(1) : this.name();
    const call = hasArguments ? this.rest(callee, 1) : bare(callee);
    const blockParams = hasBlockParams && this.peek("as") ? this.blockParams() : [];
    if (this.index < this.tokens.length) this.fail();
    return { ...call, blockParams };
  }

  private rest(callee: Word, depth: number): Call {
    const params: Word[] = [];
    const hash: { key: string; value: Word }[] = [];
    while (this.startsParam() && !this.startsPair()) params.push(this.param(depth));
    while (this.startsPair()) {
      const key = this.tokens[this.index]!.value;
      this.index += 2;
      hash.push({ key, value: this.param(depth) });
    }
    return { ...bare(callee), params, hash };
  }

  private param(depth: number): Word {
    return this.peek("(") ? this.parenthesis(depth + 1) : this.name();
  }

  private parenthesis(depth: number): Call {
    if (depth > deepest) this.fail();
    else this.index++;
    const call = this.rest(this.name(), depth);
    this.take(")");
    return call;
  }

  private name(): PathWord | LiteralWord {
    const token = this.tokens[this.index];
    if (token && (token.kind === "string" || token.kind === "number" || token.kind === "literal")) {
      this.index++;
      return { kind: token.kind, name: token.value, range: { start: token.start, end: token.end } };
    }
    return this.path();
  }

  private path(): PathWord {
    const start = this.tokens[this.index]?.start ?? this.end;
    const isData = this.peek("@");
    if (isData) this.index++;
    const taken = [this.take("id")];
    let name = `${isData ? "@" : ""}${taken[0]!.value}`;
    while (this.peek("separator")) {
      const separator = this.take("separator");
      const part = this.take("id");
      taken.push(part);
      name += separator.value + part.value;
    }
    const range = { start, end: taken.at(-1)!.end };
    const named = taken.filter((token) => !isStep(token));
    if (named.length > 0 && taken.findLastIndex(isStep) > taken.indexOf(named[0]!))
      this.stop(`The path ${name} steps up behind a name: write \`..\` and \`this\` first.`, range);
    return {
      kind: "path",
      name,
      parts: named.map(({ value }) => value),
      isRelative: isStep(taken[0]!),
      isData,
      range,
    };
  }

  private blockParams(): string[] {
    this.index++;
    const names = [this.take("id").value];
    while (this.peek("id")) names.push(this.take("id").value);
    this.take("|");
    return names;
  }

  private startsParam(): boolean {
    const kind = this.tokens[this.index]?.kind;
    return (
      kind === "(" ||
      kind === "id" ||
      kind === "@" ||
      kind === "string" ||
      kind === "number" ||
      kind === "literal"
    );
  }

  private startsPair(): boolean {
    return this.peek("id") && this.tokens[this.index + 1]?.kind === "=";
  }

  private peek(kind: Token["kind"]): boolean {
    return this.tokens[this.index]?.kind === kind;
  }

  private take(kind: Token["kind"]): Token {
    const token = this.tokens[this.index];
    if (token?.kind === kind) {
      this.index++;
      return token;
    }
    this.fail();
    return { kind, value: "", start: this.end, end: this.end };
  }

  private fail(): void {
    const token = this.tokens[this.index];
    if (token) this.stop(`Handlebars does not expect \`${token.value}\` here: check the tag's words.`, token);
    else
      this.stop("Something is missing before the end of this tag: a name or a value.", {
        start: this.end,
        end: this.end,
      });
  }

  private stop(message: string, { start, end }: Range): void {
    this.fault ??= { message, range: { start, end } };
    this.index = this.tokens.length;
  }
}

const bare = (callee: Word): Call => ({ kind: "call", callee, params: [], hash: [], blockParams: [] });

/** `..`, `.` and `this` move through the data unless square brackets make names of them. */
const isStep = ({ value, start, end }: Token): boolean =>
  end - start === value.length && (value === ".." || value === "." || value === "this");
