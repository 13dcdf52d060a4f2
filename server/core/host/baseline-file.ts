import { readFile, stat } from "node:fs/promises";
import { Ajv } from "ajv";
import { fileUnreadable, messageOf, onDemand, UserError, writeWhole } from "../base/index.ts";
import type { JsonSchema } from "../evaluators/index.ts";
import { type Baseline, baselineText, baselineVersion, tame } from "../review/index.ts";
import { count, listOf, object, text } from "./json-shapes.ts";

/** The figures of some thousand instructions are a few megabytes; what is larger is no baseline. */
const maxBytes = 64 * 1024 * 1024;

/** The baseline in a file; undefined where there is none. Throws `baseline-invalid`, `baseline-version`, `file-unreadable`. */
export async function readBaseline(file: string): Promise<Baseline | undefined> {
  try {
    const found = await stat(file);
    // Reading a pipe would wait for ever, and a device has no size.
    if (!found.isFile()) throw invalid(file, "it is no file");
    if (found.size > maxBytes) throw invalid(file, "it is far too large");
    return parseBaseline(await readFile(file, "utf8"), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error instanceof UserError ? error : fileUnreadable(file, messageOf(error));
  }
}

/** Throws `file-unwritable`. */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  try {
    await writeWhole(file, baselineText(baseline));
  } catch (error) {
    throw new UserError(
      "file-unwritable",
      `${file} could not be written: ${messageOf(error)}`,
      "Check the path and its permissions.",
    );
  }
}

/** A text as a baseline. `file` names it in errors. */
export function parseBaseline(text: string, file: string): Baseline {
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) throw invalid(file, "it holds marks of a merge conflict");
  const value = jsonOf(text, file);
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version !== baselineVersion)
    throw new UserError(
      "baseline-version",
      `The baseline ${file} has version ${version}; this build reads version ${baselineVersion}.`,
      version > baselineVersion ? "Update Homeostat." : writeAnew,
    );
  const validate = validator();
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    throw invalid(file, `${first?.instancePath || "it"} ${first?.message ?? "is not valid"}`);
  }
  return value as unknown as Baseline;
}

const writeAnew = "Where the store is, write it anew: homeostat baseline write";

const invalid = (file: string, reason: string): UserError =>
  new UserError("baseline-invalid", `The baseline ${file} cannot be used: ${reason}.`, writeAnew);

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid(file, `it is no JSON (${tame(messageOf(error))})`);
  }
}

const rate: JsonSchema = { type: "number", minimum: 0, maximum: 1 };

const interval = {
  passes: count,
  n: count,
  low: rate,
  high: rate,
  effectiveN: { type: "number", minimum: 0 },
};
const figure = {
  ...interval,
  evaluator: text,
  unknown: count,
  failing: listOf(text),
  failingConversations: count,
};
const laterInFigure = { clusters: count };

const besideFigures = {
  traffic: object({ conversations: count, addressed: count, judged: count, trusted: count }),
  unaddressed: listOf(object({ behaviorId: text, n: count, terms: listOf(text) }, { section: listOf(text) })),
  tools: object({ conversations: count, offering: count, names: listOf(text), arguments: listOf(text) }),
  forbidden: listOf(object({ key: text, tool: text, k: count, n: count, conversations: listOf(text) })),
  suspects: listOf(
    object(
      {
        key: text,
        blame: { enum: ["wrong", "ignored", "missing", "conflict"] },
        probability: rate,
        evaluators: listOf(text),
        failing: count,
        exercised: count,
        otherwise: object({ failing: count, n: count }),
        effect: object(
          { difference: { type: "number" }, low: { type: "number" }, high: { type: "number" } },
          { counted: object({ low: { type: "number" }, high: { type: "number" } }) },
        ),
      },
      { other: text },
    ),
  ),
};

const validator = onDemand(() =>
  new Ajv({ strict: false }).compile(
    object(
      {
        version: { const: baselineVersion },
        unmatched: count,
        outliers: count,
        evaluators: listOf(
          object(
            { name: text, key: text, covers: listOf(text) },
            {
              prompts: listOf(text),
              behaviors: listOf(text),
              tested: object(
                { trust: { enum: ["trusted", "untrusted"] }, says: text },
                { definition: text, lines: text },
              ),
            },
          ),
        ),
        prompts: listOf(
          object(
            {
              name: text,
              file: text,
              conversations: object({ matched: count, ambiguous: count, unmatched: count }),
              versions: listOf(
                object(
                  { version: text, conversations: count, keys: listOf(text) },
                  { commit: text, atMs: { type: "number" } },
                ),
              ),
              instructions: listOf(
                object({
                  key: text,
                  text,
                  kind: text,
                  figures: listOf(object(figure, laterInFigure)),
                  behaviors: listOf(object({ behaviorId: text, fail: count, n: count })),
                  failing: count,
                  exercised: count,
                  held: count,
                }),
              ),
              evaluators: listOf(object({ ...figure, linked: { type: "boolean" } }, laterInFigure)),
            },
            besideFigures,
          ),
        ),
        behaviors: listOf(
          object(
            {
              id: text,
              name: text,
              size: count,
              share: rate,
              issue: { type: "boolean" },
              prompts: listOf(text),
              rate: object(interval),
            },
            {
              issues: listOf(
                object(
                  { kind: { enum: ["high", "signals", "rising", "new", "drifting"] }, text, people: count },
                  { sinceMs: { type: "number" } },
                ),
              ),
              people: count,
              rank: count,
            },
          ),
        ),
        findings: listOf(
          object({
            fingerprint: text,
            rule: text,
            severity: { enum: ["error", "warning", "information", "hint"] },
            file: text,
            line: text,
          }),
        ),
      },
      { until: text },
    ),
  ),
);
