import { shortVersion } from "../prompt/index.ts";
import type { FailureBundle } from "./failure.ts";
import { tame, visible } from "./wording.ts";

/** Of one captured text. */
const mostCharacters = 8_000;

/** A failure as plain text, for a terminal, an issue or a coding agent: control characters visible, captured text indented. */
export function failureText(failure: FailureBundle): string {
  const { evaluator, scope, conversationId, sampleId, taskId, traceIds } = failure;
  return [
    `${tame(evaluator, 80)} fails: ${tame(failure.reason, 600)}`,
    "",
    fact("Conversation", tame(conversationId, 120)),
    fact("Sample", `${tame(sampleId, 160)} (${scope})`),
    ...(taskId === undefined ? [] : [fact("Task", tame(taskId, 80))]),
    ...(traceIds.length > 0 ? [fact("Traces", traceIds.map((id) => tame(id, 80)).join(", "))] : []),
    ...(failure.outcome ? [fact("Recorded outcome", outcomeText(failure.outcome))] : []),
    ...failure.prompts.flatMap(promptLines),
    ...failure.failed.flatMap(({ type, expected, threshold, reason }) => [
      fact(
        "Not met",
        [
          tame(type, 80),
          ...(expected === undefined ? [] : [tame(asText(expected), 400)]),
          ...(threshold === undefined ? [] : [`threshold ${threshold}`]),
        ].join(" "),
      ),
      ...(reason === undefined || reason === failure.reason ? [] : [`    ${tame(reason, 600)}`]),
    ]),
    ...block("Input", failure.input),
    ...failure.toolCalls.flatMap(({ name, args, result, isError }) =>
      block(
        `Tool call ${tame(name, 80)}${isError ? " (failed)" : ""}`,
        [asText(args), ...(result === undefined ? [] : [`-> ${result}`])].join("\n"),
      ),
    ),
    ...block("Output", failure.output),
  ].join("\n");
}

const fact = (name: string, value: string): string => `${name}: ${value}`;

const outcomeText = ({ label, explanation }: NonNullable<FailureBundle["outcome"]>): string =>
  tame(explanation ? `${label}, ${explanation}` : label, 300);

function promptLines({ file, version, instructions }: FailureBundle["prompts"][number]): string[] {
  return [
    fact("Prompt", `${tame(file, 200)}, version ${shortVersion(version)}`),
    ...instructions.map(
      ({ text, line }) =>
        `    ${line === undefined ? "no longer in the file" : `line ${line}`}: ${tame(text, 300)}`,
    ),
  ];
}

function block(title: string, text: string): string[] {
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  const lines = visible(cut)
    .split("\n")
    .map((line) => `    ${line}`);
  return ["", `${title}:`, ...lines];
}

const asText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");
