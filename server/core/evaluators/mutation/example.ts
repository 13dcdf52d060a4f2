import type { Message, Sample, Span } from "../../store/index.ts";
import { ownMessages } from "./mutant.ts";

/** How much of the same text is shown on either side of a change, and of a change itself, in characters. */
const around = 60;
const mostShown = 300;

/** Where a mutant differs from its sample, with some text around it. */
export function exampleOf(
  sample: Sample,
  mutant: Sample,
): { readonly before: string; readonly after: string } {
  // What was retrieved and done beside the messages is shown where it is what was changed.
  const hasOtherSpans = sample.spans !== mutant.spans;
  const [before, after] = [sample, mutant].map((one) => written(one, hasOtherSpans)) as [string, string];
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { before: excerpt(before, start, end), after: excerpt(after, start, end) };
}

function excerpt(text: string, start: number, end: number): string {
  const from = Math.max(0, start - around);
  const to = Math.min(text.length - end + around, from + 2 * around + mostShown);
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}

const written = (sample: Sample, withSpans: boolean): string =>
  [...ownMessages(sample).map(line), ...(withSpans ? (sample.spans ?? []).map(spanLine) : [])].join("\n");

const spanLine = ({ name, documents = [] }: Span): string =>
  [`[step ${name}]`, ...documents.map(({ text }) => text)].join(" ");

function line({ role, text, toolCalls }: Message): string {
  const calls = (toolCalls ?? []).map(({ name, args }) => `[calls ${name} ${JSON.stringify(args)}]`);
  return [`${role}:`, text, ...calls].filter(Boolean).join(" ");
}
