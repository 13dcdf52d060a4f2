import type { Message, Sample, Span } from "../../store/index.ts";

// What an answer leans on: results of tools, retrieved documents and the variable `context`.

/** The sample with each of its sources given anew, under an unchanged answer. Undefined where none changes. */
export function mapSources(sample: Sample, give: (source: string) => string): Sample | undefined {
  let isChanged = false;
  const given = (text: string): string => {
    const other = text.trim() === "" ? text : give(text);
    if (other !== text) isChanged = true;
    return other;
  };
  const { spans, vars } = sample;
  const mutant: Sample = {
    ...sample,
    messages: sample.messages.map(
      (message, i): Message =>
        message.role === "tool" && i < sample.to ? { ...message, text: given(message.text) } : message,
    ),
    ...(spans && { spans: spans.map((span) => withSources(span, given)) }),
    ...(vars && "context" in vars && { vars: { ...vars, context: contextOf(vars.context, given) } }),
  };
  return isChanged ? mutant : undefined;
}

const withSources = (span: Span, given: (text: string) => string): Span => ({
  ...span,
  ...(span.documents && { documents: span.documents.map((one) => ({ ...one, text: given(one.text) })) }),
  ...(span.tool && { tool: { ...span.tool, result: given(span.tool.result) } }),
});

const contextOf = (context: unknown, given: (text: string) => string): unknown =>
  typeof context === "string"
    ? given(context)
    : Array.isArray(context)
      ? context.map((one: unknown) => (typeof one === "string" ? given(one) : one))
      : context;

export function sourcesOf(sample: Sample): readonly string[] {
  const sources: string[] = [];
  mapSources(sample, (source) => {
    sources.push(source);
    return source;
  });
  return sources;
}

/** What the answer may have a thing from beside its sources. */
export const saidElsewhere = ({ messages, to, systemText = "" }: Sample): readonly string[] => [
  systemText,
  ...messages.slice(0, to).flatMap(({ role, text, toolCalls = [] }) => [
    ...(role === "user" ? [text] : []),
    // What was looked for was known before.
    ...toolCalls.map(({ args }) => JSON.stringify(args) ?? ""),
  ]),
];
