import { foldText, type Instruction, type PromptDocument } from "../prompt/index.ts";

/** Where a `covers:` entry leads in one prompt: the keys it names, or why it names none. */
export interface CoverResult {
  readonly keys: readonly string[];
  readonly problem?: "none" | "several";
}

/**
 * Resolves one `covers:` entry. `#name` is an instruction's anchor or a section's slug (all instructions in it); other text must be
 * found in exactly one instruction, or once in the prompt across several, which it then covers all.
 */
export function resolveCover(cover: string, document: PromptDocument): CoverResult {
  if (cover.startsWith("#")) return resolveAnchor(cover.slice(1), document);
  const wanted = foldQuote(cover);
  if (wanted === "") return { keys: [], problem: "none" };
  const within = document.instructions.filter((instruction) => foldQuote(instruction.text).includes(wanted));
  if (within.length === 1) return { keys: [within[0]!.key] };
  if (within.length > 1) return { keys: [], problem: "several" };
  return acrossInstructions(wanted, document.instructions);
}

/** A quotation to compare: case, emphasis and white space do not matter to people who quote a line. */
export const foldQuote = (text: string): string => foldText(text.replace(/[*_`]+/g, "")).toLowerCase();

function resolveAnchor(name: string, document: PromptDocument): CoverResult {
  const anchored = document.instructions.filter((instruction) => instruction.anchor === name);
  if (anchored.length > 0) return { keys: anchored.map((instruction) => instruction.key) };
  const section = document.sections.find((one) => one.slug === name);
  const inside = section
    ? document.instructions.filter(
        ({ range }) => section.range.start <= range.start && range.end <= section.range.end,
      )
    : [];
  return inside.length > 0
    ? { keys: inside.map((instruction) => instruction.key) }
    : { keys: [], problem: "none" };
}

/** A quoted paragraph holds several sentences, each an instruction of its own. */
function acrossInstructions(wanted: string, instructions: readonly Instruction[]): CoverResult {
  const spans: { key: string; start: number; end: number }[] = [];
  let joined = "";
  for (const { key, text } of instructions) {
    const folded = foldQuote(text);
    spans.push({ key, start: joined.length, end: joined.length + folded.length });
    joined += `${folded} `;
  }
  const at = joined.indexOf(wanted);
  if (at < 0) return { keys: [], problem: "none" };
  if (joined.indexOf(wanted, at + 1) >= 0) return { keys: [], problem: "several" };
  return {
    keys: spans.filter(({ start, end }) => start < at + wanted.length && at < end).map(({ key }) => key),
  };
}
