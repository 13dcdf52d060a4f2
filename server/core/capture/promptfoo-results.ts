import { sha256 } from "../base/index.ts";
import type { Outcome, RecordedEvaluation, Usage } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { type EntryOrProblem, readDocument, readLines } from "./entries.ts";
import { draftsOf, type Format, type FormatInput, type Found } from "./format.ts";
import { messagesOf } from "./promptfoo-messages.ts";
import {
  defined,
  type Fields,
  fieldOf,
  idOf,
  isFields,
  numberOf,
  smallAttributes,
  textOf,
  timeMsOf,
} from "./wire-values.ts";

/**
 * Results of promptfoo as JSON: what `promptfoo eval --output` and `promptfoo export` write and what is shared (versions 1 to 4, wrapped
 * in `results`, in `data`, or not at all), one result a line, and a bare table. Each result is a conversation; its assertions come along as evaluations.
 */
export const promptfooResults: Format = {
  name: "promptfoo",
  detect: ({ keys, innerKeys }) => isResult(keys) || isEvaluation(keys) || isWrapped(innerKeys),
  read: readPromptfoo,
};

const isResult = (keys: ReadonlySet<string>): boolean =>
  keys.has("success") && keys.has("prompt") && (keys.has("vars") || keys.has("testIdx"));

const isEvaluation = (keys: ReadonlySet<string>): boolean =>
  keys.has("results") &&
  !keys.has("samples") &&
  ["evalId", "datasetId", "config", "stats", "table", "shareableUrl"].some((key) => keys.has(key));

const isWrapped = (keys: ReadonlySet<string> = new Set()): boolean =>
  (keys.has("data.results") && (keys.has("data.config") || keys.has("data.version"))) ||
  (keys.has("results.results") && (keys.has("results.stats") || keys.has("results.prompts")));

/** What a file says of all its results. */
interface Evaluated {
  readonly id?: string;
  readonly atMs?: number;
  readonly hasResults: boolean;
}

async function* readPromptfoo(input: FormatInput): AsyncGenerator<Found> {
  const tasks = new Tasks();
  if (isResult(input.keys)) {
    const entries = input.shape === "lines" ? readLines(input.open()) : readDocument(input.open());
    yield* draftsOf(entries, (entry) => draftOf(entry.value, { hasResults: true }, tasks));
    return;
  }
  const evaluated = await evaluatedIn(input);
  const members = evaluated.hasResults
    ? new Map([...wraps, ["results", "within"] as const])
    : new Map([...wraps, ["results", "within"] as const, ["table", "whole"] as const]);
  const entries = readDocument(input.open(), members);
  if (evaluated.hasResults) yield* draftsOf(entries, ({ value }) => draftOf(value, evaluated, tasks));
  else yield* draftsOf(cellsOf(entries), ({ value }) => draftOf(value, evaluated, tasks));
}

const wraps = [["data", "within"]] as const;

/** Looked for first: what holds for all results may stand behind them. */
async function evaluatedIn(input: FormatInput): Promise<Evaluated> {
  const names = ["evalId", "id", "timestamp", "createdAt"];
  const members = new Map([
    ...wraps,
    ["results", "within"] as const,
    ...names.map((name) => [name, "whole"] as const),
  ]);
  const said: Record<string, unknown> = {};
  let hasResults = false;
  for await (const { entry } of readDocument(input.peek(), members))
    if (entry?.key === "results") hasResults = true;
    else if (entry) said[entry.key] ??= entry.value;
  return {
    id: textOf(said.evalId) ?? textOf(said.id),
    atMs: timeMsOf(said.timestamp) ?? timeMsOf(said.createdAt),
    hasResults,
  };
}

/** Where there is a table alone, its cells are the results. */
async function* cellsOf(entries: AsyncIterable<EntryOrProblem>): AsyncGenerator<EntryOrProblem> {
  for await (const found of entries) {
    const { entry } = found;
    if (entry?.key !== "table") {
      if (found.problem) yield found;
      continue;
    }
    if (found.problem) yield { problem: found.problem };
    for (const value of resultsOfTable(entry.value)) yield { entry: { ...entry, value } };
  }
}

function* resultsOfTable(table: unknown): Generator<Fields> {
  const head = isFields(table) && isFields(table.head) ? table.head : {};
  const names = listOf(head.vars);
  for (const row of listOf(isFields(table) ? table.body : [])) {
    if (!isFields(row)) continue;
    const test = isFields(row.test) ? row.test : {};
    const vars = Object.fromEntries(
      listOf(row.vars).flatMap((value, i) => {
        const name = textOf(names[i]);
        return name === undefined || name === "__proto__" ? [] : [[name, value]];
      }),
    );
    for (const [promptIdx, output] of listOf(row.outputs).entries()) {
      const prompt = listOf(head.prompts)[promptIdx];
      const label = isFields(prompt) ? prompt.label : prompt;
      const cell = isFields(output) ? output : { text: output };
      yield {
        ...cell,
        id: undefined,
        promptIdx,
        vars: isFields(test.vars) ? test.vars : vars,
        testCase: { ...test, description: row.description ?? test.description },
        success: cell.pass,
        provider: cell.provider ?? (isFields(prompt) ? prompt.provider : undefined),
        prompt: { raw: cell.prompt ?? label, label },
        response: { output: cell.text, tokenUsage: cell.tokenUsage },
      };
    }
  }
}

/** Which trial of its task a result is: promptfoo numbers repeated tests on, but they are one test case with one prompt and one model. */
class Tasks {
  private readonly met = new Map<string, number>();

  trialOf(task: string, of: readonly unknown[]): number {
    const key = sha256(JSON.stringify([task, ...of]));
    const trial = this.met.get(key) ?? 0;
    this.met.set(key, trial + 1);
    return trial;
  }
}

function draftOf(value: unknown, evaluated: Evaluated, tasks: Tasks): Draft | string {
  if (!isFields(value)) return "A result is not an object.";
  const response = objectIn(value, ["response", "providerResponse"]);
  const prompt = isFields(value.prompt) ? value.prompt : { raw: value.prompt };
  const error = textOf(value.error) ?? textOf(response.error);
  // An error is what the provider failed with, or why an assertion did (2 and 1 in `failureReason`).
  const isFailure = error !== undefined && (numberOf(value.failureReason) ?? 2) === 2;
  const hasFailed = isFailure && response.output === undefined;
  const costUsd = numberOf(value.cost) ?? numberOf(response.cost);
  const made = messagesOf(prompt.raw, response, defined({ costUsd, usage: usageOf(response.tokenUsage) }));
  if (typeof made === "string") return made;
  if (made.length === 0)
    return `The result holds neither a prompt nor an output${error ? `: ${error.slice(0, 120)}` : ""}.`;
  const testCase = isFields(value.testCase) ? value.testCase : {};
  const vars = objectIn(value, ["vars"], testCase.vars);
  const model = modelOf(value.provider);
  const taskId = taskIdOf(value, testCase, vars);
  const id = idOf(value.id);
  const grading = isFields(value.gradingResult) ? value.gradingResult : {};
  return defined<Draft>({
    id,
    idPrefix: "promptfoo-",
    mayRepeat: id === undefined,
    messages: made,
    taskId,
    trial: tasks.trialOf(taskId, [prompt.raw, prompt.label, model]),
    outcome: hasFailed ? undefined : outcomeOf(value, grading, testCase),
    model,
    status: hasFailed ? "error" : undefined,
    startMs: evaluated.atMs,
    durationMs: numberOf(value.latencyMs),
    costUsd,
    tags: Object.entries(isFields(testCase.metadata) ? testCase.metadata : {}).flatMap(([name, one]) =>
      typeof one === "string" && one.length < 100 ? [`${name}:${one}`] : [],
    ),
    promptHint: promptHintOf(textOf(prompt.label) ?? textOf(prompt.display)),
    evaluations: evaluationsOf(value, grading),
    attributes: smallAttributes({
      evalId: evaluated.id ?? textOf(value.evalId),
      vars: smallAttributes(vars),
      promptLabel: prompt.label ?? prompt.display,
      providerLabel: isFields(value.provider) ? textOf(value.provider.label) : undefined,
      testIdx: value.testIdx,
      promptIdx: value.promptIdx,
      isCached: response.cached === true ? true : undefined,
      error: error?.slice(0, 1000),
    }),
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function objectIn(value: Fields, names: readonly string[], otherwise?: unknown): Fields {
  const found = fieldOf(value, names) ?? otherwise;
  return isFields(found) ? found : {};
}

const modelOf = (provider: unknown): string | undefined =>
  isFields(provider) ? textOf(provider.id) : textOf(provider);

/** A test case by its description or else its variables: its number differs from repeat to repeat, and from file to file. */
function taskIdOf(value: Fields, testCase: Fields, vars: Fields): string {
  const description = textOf(testCase.description) ?? textOf(value.description);
  if (description !== undefined) return description;
  return Object.keys(vars).length > 0
    ? `vars-${sha256(JSON.stringify(vars)).slice(0, 12)}`
    : `test-${idOf(value.testIdx) ?? 0}`;
}

/** Only what is counted: a cached answer tells a total and no parts. */
function usageOf(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined;
  const [inputTokens, outputTokens] = [numberOf(value.prompt), numberOf(value.completion)];
  if (!inputTokens && !outputTokens) return undefined;
  const details = isFields(value.completionDetails) ? value.completionDetails : {};
  return defined({ inputTokens, outputTokens, reasoningTokens: numberOf(details.reasoning) });
}

/** A test in which nothing is asserted passes with promptfoo; it says nothing of how it went. */
function outcomeOf(value: Fields, grading: Fields, testCase: Fields): Outcome | undefined {
  const passed = typeof value.success === "boolean" ? value.success : grading.pass;
  const isUnasserted =
    grading.reason === "No assertions" &&
    listOf(grading.componentResults).length === 0 &&
    listOf(testCase.assert).length === 0;
  if (typeof passed !== "boolean" || isUnasserted) return undefined;
  return defined<Outcome>({
    label: passed ? "pass" : "fail",
    score: scoreOf(value.score ?? grading.score),
    explanation: textOf(grading.reason),
  });
}

function scoreOf(value: unknown): number | undefined {
  const score = numberOf(value);
  return score !== undefined && score >= 0 && score <= 1 ? score : undefined;
}

/** Assertions by their metric or type, numbered where one name is there twice; and named scores that no assertion gave. */
function evaluationsOf(value: Fields, grading: Fields): RecordedEvaluation[] {
  const counts = new Map<string, number>();
  const made = listOf(grading.componentResults)
    .filter(isFields)
    .map((result): RecordedEvaluation => {
      const assertion = isFields(result.assertion) ? result.assertion : {};
      const base = (textOf(assertion.metric) ?? textOf(assertion.type) ?? "assertion").slice(0, 200);
      const nth = (counts.get(base) ?? 0) + 1;
      counts.set(base, nth);
      return defined({
        name: nth === 1 ? base : `${base} ${nth}`,
        label: typeof result.pass === "boolean" ? (result.pass ? "pass" : "fail") : undefined,
        score: numberOf(result.score),
        explanation: textOf(result.reason),
      });
    });
  const named = Object.entries(isFields(value.namedScores) ? value.namedScores : {}).flatMap(
    ([name, score]) =>
      counts.has(name) || numberOf(score) === undefined
        ? []
        : [{ name: name.slice(0, 200), score: numberOf(score)! }],
  );
  return [...made, ...named];
}

const promptFile =
  /^(?:file:\/\/)?([^\s:*{}"<>|]{1,200}\.(?:txt|md|j2|json|ya?ml|prompt|prompty|[cm]?js|ts|py))(?::\s|$)/i;

/** A prompt from a file is labelled `prompts/a.txt` or `prompts/a.txt: its text`; any other label is the text itself, or free. */
function promptHintOf(label: string | undefined): Draft["promptHint"] {
  const file = promptFile.exec(label ?? "")?.[1];
  return file === undefined ? undefined : { name: file };
}
