/**
 * How the scripted model reflects on failures: by rules, no model. It sees nothing but the prompt that it is sent, and reads in it which
 * lines there are, under which numbers, and what was found wrong.
 */

export interface ReadReflection {
  /** `mark`: what is said of it beside its number. */
  readonly lines: readonly {
    readonly number: number;
    readonly text: string;
    readonly mark: string;
    readonly isFixed: boolean;
  }[];
  /** What they are of: "the prompt", or a file beside it. */
  readonly of: string;
  readonly complaints: readonly string[];
  /** Conversations that went well, which it is shown to make examples of. */
  readonly wentWell: readonly string[];
  /** Those that went wrong, as they are shown. */
  readonly conversations: readonly string[];
  /** Passages of documents that it may put in. */
  readonly passages: readonly { readonly number: number; readonly text: string }[];
  /** What was tried before and did not help, as it is told. */
  readonly tried: readonly string[];
  /** Operators that it may use. */
  readonly actions: readonly string[];
  readonly proposals: number;
}

/** An edit in the form that is asked for. */
export interface ScriptedEdit {
  readonly action: string;
  readonly line: number;
  readonly behind?: number;
  readonly text?: string;
}

/** What it proposes to what it has read; `n`: how many reflections it made before. */
export type Reflects = (read: ReadReflection, n: number) => readonly (readonly ScriptedEdit[])[];

const isReflection = (system: string): boolean =>
  /^You mend (?:the prompt of an agent\.|what an agent is given beside its prompt:)/.test(system);

/** Texts inside fences, by their labels. */
function fenced(user: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, mark, label, text] of user.matchAll(/<<<([0-9a-f]+) ([^\n]*)\n([\s\S]*?)\n\1>>>/g)) {
    if (mark) found.set(label!, [...(found.get(label!) ?? []), text!]);
  }
  return found;
}

export function reflectionIn(system: string, user: string): ReadReflection | undefined {
  if (!isReflection(system)) return undefined;
  const parts = fenced(user);
  const [label = "", shown = [""]] =
    [...parts].find(([one]) => /^the (?:lines|texts and values) of /.test(one)) ?? [];
  const lines = shown[0]!.split("\n").flatMap((line) => {
    const [, number, mark = "", text = ""] = /^(\d+)( \([^)]*\))?: (.*)$/.exec(line) ?? [];
    return number
      ? [{ number: Number(number), text, mark: mark.slice(2, -1), isFixed: mark.includes("fixed") }]
      : [];
  });
  return {
    lines,
    of: label.replace(/^the (?:lines|texts and values) of /, ""),
    complaints: (parts.get("what was found wrong in it") ?? [])
      .flatMap((text) => text.split("\n"))
      .map((line) => line.replace(/^- /, "")),
    passages: (parts.get("passages of documents that may be put in")?.[0] ?? "")
      .split("\n")
      .flatMap((line) => {
        const [, number, text = ""] = /^(\d+): (.*)$/.exec(line) ?? [];
        return number ? [{ number: Number(number), text }] : [];
      }),
    wentWell: parts.get("a conversation that went well") ?? [],
    conversations: parts.get("a conversation that went wrong") ?? [],
    tried: parts.get("what was tried before and did not help")?.[0]?.split("\n") ?? [],
    actions: [...system.matchAll(/^- ([\w-]+): /gm)].map(([, action]) => action!),
    proposals: Number(/up to (\d+) proposals/.exec(system)?.[1] ?? 1),
  };
}

/** The answer, as JSON in the form that is asked for. */
export function reflectionOf(read: ReadReflection, n: number, reflects: Reflects): string {
  const proposals = reflects(read, n).slice(0, read.proposals);
  return JSON.stringify({
    proposals: proposals.map((edits) => ({
      analysis: "Scripted: one of the edits that are kept in store.",
      edits: edits.map(({ action, line, behind = 0, text = "" }) => ({
        action,
        line,
        behind,
        text,
        why: "",
      })),
    })),
  });
}
