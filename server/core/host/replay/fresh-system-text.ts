import type { Range } from "../../base/index.ts";
import { foldForContainment, type PromptDocument, systemTexts } from "../../prompt/index.ts";
import { type Rendered, renderPrompt } from "./render-prompt.ts";

/** What is known of the prompt in a recorded system text. */
export interface RecordedPrompt {
  /** What the model was given; undefined where it was not captured. */
  readonly systemText: string | undefined;
  /** The version that spoke in it; undefined where none was found. */
  readonly document: PromptDocument | undefined;
  /** What of the system text it covers, from its first to its last instruction. */
  readonly range: Range | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The system text as production would have made it of the new text: what stands around the prompt (a wrapper, other prompts) stays as it was
 * recorded, the prompt in it is the new one with the recorded variables. Where the prompt cannot be told from what is around it, the new
 * text is all of it.
 */
export function freshSystemText(recorded: RecordedPrompt, fresh: PromptDocument): Rendered {
  const old = recorded.document && systemTexts(recorded.document);
  const part = old ? partOf(old, recorded) : 0;
  const all = systemTexts(fresh);
  const context = { text: recorded.systemText ?? "", template: old?.[part] ?? "" };
  const render = (template: string): Rendered => renderPrompt(template, recorded.variables, context);
  const rendered = render(all[part] ?? all[0] ?? "");
  const around = recorded.systemText === undefined ? undefined : surroundings(recorded, old?.[part], render);
  return around
    ? { ...rendered, text: around.before + trimmed(rendered.text) + around.after }
    : { ...rendered, text: trimmed(rendered.text) };
}

/** Of the prompts of a program, the one whose text is in the system text most. */
function partOf(templates: readonly string[], { systemText = "" }: RecordedPrompt): number {
  if (templates.length < 2) return 0;
  const seen = foldForContainment(systemText);
  const share = (template: string): number => {
    const lines = template
      .split("\n")
      .map(foldForContainment)
      .filter((line) => line.length > 2);
    return lines.length === 0 ? 0 : lines.filter((line) => seen.includes(line)).length / lines.length;
  };
  const shares = templates.map(share);
  return shares.indexOf(Math.max(...shares));
}

/** What stands before and behind the prompt in the recorded text. */
function surroundings(
  { systemText = "", range }: RecordedPrompt,
  template: string | undefined,
  render: (template: string) => Rendered,
): { before: string; after: string } | undefined {
  if (template === undefined) return undefined;
  const old = trimmed(render(template).text);
  const at = old === "" ? -1 : systemText.indexOf(old);
  if (at >= 0) return { before: systemText.slice(0, at), after: systemText.slice(at + old.length) };
  if (!range) return undefined;
  // Its headings and what it ends with are outside of the range; of what is around it, they are the part that the template has.
  const own = foldForContainment(template);
  const isOwn = (line: string): boolean => {
    const folded = foldForContainment(line);
    return folded === "" || own.includes(folded);
  };
  const before = systemText.slice(0, range.start).split("\n");
  const after = systemText.slice(range.end).split("\n");
  while (before.length > 0 && isOwn(before.at(-1)!)) before.pop();
  while (after.length > 0 && isOwn(after[0]!)) after.shift();
  return {
    before: before.map((line) => `${line}\n`).join(""),
    after: after.map((line) => `\n${line}`).join(""),
  };
}

const trimmed = (text: string): string => text.replace(/^\s*\n/, "").trimEnd();
