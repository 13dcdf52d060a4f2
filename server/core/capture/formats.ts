import { adkEvalCase } from "./adk-eval-case.ts";
import { adkSession } from "./adk-session.ts";
import { chat } from "./chat.ts";
import { exported } from "./exported.ts";
import type { Format } from "./format.ts";
import { inspectLog } from "./inspect-log.ts";
import { langfuseExport } from "./langfuse-export.ts";
import { otlp } from "./otlp/otlp.ts";
import { promptfooResults } from "./promptfoo-results.ts";
import type { Sample } from "./sample.ts";
import { tauBench } from "./tau-bench.ts";
import { tau2Bench } from "./tau2-bench.ts";
import { whoAndWhen } from "./who-and-when.ts";

/** All formats, asked in this order: the telling ones first, since many files have something called `messages`. A new format is a row. */
export const formats: readonly Format[] = [
  exported,
  tauBench,
  tau2Bench,
  inspectLog,
  promptfooResults,
  adkSession,
  adkEvalCase,
  whoAndWhen,
  langfuseExport,
  otlp,
  chat,
];

/** The format of a file that can be read in these ways, and the way in which that format reads it. */
export function formatOf(
  samples: readonly Sample[],
): { readonly format: Format; readonly sample: Sample } | undefined {
  for (const sample of samples) {
    const format = formats.find((one) => one.detect(sample));
    if (format) return { format, sample };
  }
  return undefined;
}
