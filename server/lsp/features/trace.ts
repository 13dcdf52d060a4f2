import { type PromptView, placesIn, type Snapshot, type TraceView, tame } from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { readView } from "./overview.ts";
import { requestFolder } from "./requests.ts";

/** One conversation with its spans, and where the lines of its prompts stand in the files as they are being edited. */
export function registerTrace(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.trace,
    async (request: protocol.ConversationRequest): Promise<protocol.TraceView | null> => {
      const folder = requestFolder(server, request);
      const trace = await folder.work.trace(request.id);
      if (!trace) return null;
      const views = await Promise.all(trace.prompts.map(({ file }) => readView(server, folder, file)));
      return withLines(trace, folder.snapshot, views);
    },
  );
  connection.onRequest(
    methods.traceSpan,
    async (request: protocol.TraceSpanRequest): Promise<protocol.TraceSpan | null> =>
      (await requestFolder(server, request).work.traceSpan(request.id, request.spanId)) ?? null,
  );
  connection.onRequest(
    methods.traceText,
    async (request: protocol.TraceTextRequest): Promise<string | null> =>
      (await requestFolder(server, request).work.traceText(request.id, request.place)) ?? null,
  );
}

/** `views` in the order of the conversation's prompts. */
export function withLines(
  trace: TraceView,
  snapshot: Snapshot,
  views: readonly (PromptView | undefined)[],
): protocol.TraceView {
  const failed = new Set(
    trace.evaluations
      .filter(({ label, isRecorded }) => label === "fail" && !isRecorded)
      .map(({ evaluator }) => evaluator),
  );
  const covered = trace.prompts.flatMap((prompt, index) => linesOf(prompt, snapshot, views[index]));
  return {
    ...trace,
    prompts: trace.prompts.map(({ missing: _, ...prompt }) => ({
      ...prompt,
      file: tame(prompt.file, 1_000),
    })),
    lines: covered.map(({ evaluators, ...line }) => ({
      ...line,
      failed: evaluators.filter((name) => failed.has(name)),
    })),
    evaluations: trace.evaluations.map((evaluation) => ({
      ...evaluation,
      lines: evaluation.isRecorded
        ? []
        : covered.flatMap(({ evaluators }, index) =>
            evaluators.includes(evaluation.evaluator) ? [index] : [],
          ),
    })),
  };
}

interface CoveredLine extends Omit<protocol.TraceLine, "failed"> {
  readonly evaluators: readonly string[];
}

/** The instructions that the conversation's version of a prompt holds and its system text held, in the order of that version. */
function linesOf(
  { file, version, missing }: TraceView["prompts"][number],
  snapshot: Snapshot,
  view: PromptView | undefined,
): CoveredLine[] {
  const figures = snapshot.prompts.find((prompt) => prompt.file === file);
  const keys = figures?.versions.find((one) => one.version === version)?.keys ?? [];
  const known = new Map(figures?.instructions.map((one) => [one.key, one]));
  const isMissing = new Set(missing);
  const places = placesIn(view);
  return keys.flatMap((key) => {
    const instruction = known.get(key);
    if (!instruction || isMissing.has(key)) return [];
    const place = places.get(key);
    return [
      {
        key,
        text: tame(instruction.text, 300),
        file: tame(file, 1_000),
        isChanged: place?.isChanged ?? false,
        evaluators: instruction.evaluators.map((name) => tame(name, 120)),
        ...(place && { line: place.line }),
      },
    ];
  });
}
