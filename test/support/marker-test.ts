import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { attribute, ExerciseModel, turnTerms } from "../../server/core/attribution/index.ts";
import { type Evaluator, operatorsVersion, parseEvaluators } from "../../server/core/evaluators/index.ts";
import { evaluatorInfo } from "../../server/core/host/build-snapshot.ts";
import { type ResolvedTrust, resolvedTrust } from "../../server/core/host/mutation/resolved-trust.ts";
import {
  type Config,
  codeLensesOf,
  emptySnapshot,
  findingsOf,
  inlayHintsOf,
  type PromptView,
  parseConfig,
  readPrompt,
  type Snapshot,
  viewOf,
} from "../../server/core/index.ts";
import {
  type Mark,
  type MarkerFile,
  type MarkerSection,
  parseMarkerFile,
  renderMarkerFile,
} from "./marker-file.ts";
import { suggestionMarks } from "./marker-suggestions.ts";
import { markedSuspects } from "./marker-suspects.ts";
import { markedTools } from "./marker-tools.ts";
import { type OutcomeRow, parseConversations, parseOutcomes } from "./outcomes.ts";

// One helper for each feature: a test says what it checks, never how. With UPDATE_MARKERS=1 the marks are rewritten instead, and a
// person reads the diff.

export const checkDiagnostics = (path: string): void => check(path, diagnosticMarks);
export const checkHints = (path: string): void => check(path, hintMarks);
export const checkLenses = (path: string): void => check(path, lensMarks);

export const checkSuggestions = (path: string): void =>
  check(path, suggestionMarks(parseMarkerFile(readFileSync(path, "utf8"))));

export type MarkedView = PromptView;
type Feature = (view: MarkedView) => Mark[];

export const diagnosticMarks: Feature = (view) =>
  findingsOf(view).map(({ code, range, severity, message }) => ({
    place: range,
    label: `${severity}: ${code === "suspect-line" ? withoutProbability(message) : message}`,
  }));

/** How probable a suspect is gets calibrated on planted faults; a mark shows of which line something is said, and what. */
const withoutProbability = (text: string): string => text.replace(/\d+ %/, "… %");

export const hintMarks: Feature = (view) =>
  inlayHintsOf(view).map(({ offset, label }) => ({
    place: { start: offset, end: offset },
    label: `hint: ${label}`,
  }));

export const lensMarks: Feature = (view) =>
  codeLensesOf(view).map(({ range, title: shown, isDiagnosis }, index) => {
    const title = isDiagnosis ? withoutProbability(shown) : shown;
    // The first lens is that of the prompt, at its first line.
    if (index === 0) expect(range).toEqual(view.lines.lineRange(0));
    return { place: index === 0 ? "file" : range, label: `lens: ${title}` };
  });

function check(path: string, feature: Feature): void {
  const source = readFileSync(path, "utf8");
  if (process.env.UPDATE_MARKERS === "1") writeFileSync(path, updatedMarks(source, feature));
  else expectMarks(source, feature);
}

/** Expected and actual marks match one to one: a missing one fails, and so does one that nobody wrote down. */
export function expectMarks(source: string, feature: Feature): void {
  const file = parseMarkerFile(source);
  const snapshot = snapshotOf(file);
  for (const section of file.sections) {
    const view = viewOfSection(section, snapshot);
    if (view)
      expect(feature(view).map(sentenceIn(view)).sort()).toEqual(section.marks.map(sentenceIn(view)).sort());
    else if (section.marks.length > 0)
      throw new Error(`/${section.name} is not shown, so it takes no marks.`);
  }
}

export function updatedMarks(source: string, feature: Feature): string {
  const file = parseMarkerFile(source);
  const snapshot = snapshotOf(file);
  return renderMarkerFile(file, (section) => {
    const view = viewOfSection(section, snapshot);
    return view ? feature(view) : [];
  });
}

/** A mark as a failing test tells it. Lines count without the marks. */
const sentenceIn =
  ({ lines }: PromptView) =>
  ({ place, label }: Mark): string => {
    if (place === "file") return `file: ${label}`;
    const { start, end } = lines.rangeOf(place);
    return `line ${start.line + 1}, ${start.character} to ${end.line + 1}, ${end.character}: ${label}`;
  };

const isPrompt = ({ name }: MarkerSection): boolean => name.endsWith(".md");

/** What people would see of a section; undefined for sections that are no text in an editor. */
const viewOfSection = (section: MarkerSection, snapshot: Snapshot): PromptView | undefined =>
  isPrompt(section) && !section.options.includes("older")
    ? viewOf(snapshot, section.name, readPrompt(section.name, section.text))
    : undefined;

/**
 * The figures that the outcomes of a marker file give, by the real attribution. The first prompt is the text that was measured;
 * `(older)` is a version before it with outcomes of its own; `(edited)` is an unsaved change, which nobody has measured.
 */
export function snapshotOf(file: MarkerFile): Snapshot {
  const section = (name: string, option?: string): string =>
    file.sections.find((one) => one.name === name && one.options.includes("older") === (option === "older"))
      ?.text ?? "";
  const prompts = file.sections.filter((one) => isPrompt(one) && !one.options.includes("edited"));
  const config = parseConfig(section("homeostat.yaml"), { root: "/", trusted: true });
  expect(config.issues).toEqual([]);
  const measured = prompts.map(({ name, text, options }) => {
    const option = options.includes("older") ? "older" : undefined;
    return versionOf(name, text, parseOutcomes(section("outcomes", option)), option);
  });
  const conversations = measured.flatMap((one) => one.conversations);
  const said = parseConversations(section("conversations"));
  const exercise = new ExerciseModel(
    conversations.map(({ id }, index) => ({
      conversationId: id,
      index: 0,
      terms: turnTerms([{ role: "user", text: said[index] ?? "" }]),
    })),
  );
  const known = evaluatorsOf(
    config,
    measured.flatMap(({ rows }) => rows),
  );
  const trust = trustIn(section("mutation-tests"), config);
  const evaluators = known.map((one) => ({ ...one, trust: trust(one).trust }));
  const verdicts = measured.flatMap((one) => verdictsOf(one, known));
  const suspects = markedSuspects({
    file: prompts[0]!.name,
    documents: measured.map(({ document }) => document),
    ...{ conversations, said, verdicts, exercise, evaluators: known },
  });
  const { figures } = attribute({
    name: "support",
    file: prompts[0]!.name,
    versions: measured.map(({ document }) => ({ version: document.version, document })),
    evaluators,
    verdicts,
    conversations,
    exercise,
    thresholds: config.thresholds,
    counts: { matched: conversations.length, ambiguous: 0, unmatched: 0 },
  });
  return {
    ...emptySnapshot,
    thresholds: config.thresholds,
    policy: config.policy,
    prompts: [figures],
    suspects: [{ file: figures.file, version: measured[0]!.document.version, suspects }],
    evaluators: known.map((one) => evaluatorInfo(one, config, trust(one))),
    ...markedTools(section("tools"), figures.file, measured[0]!.document, conversations.length),
    totals: { conversations: conversations.length, unmatched: 0, evaluations: 0 },
  };
}

/** What a section of mutation tests says, `asks-order-number 34/38 0/24`: breaks caught, harmless changes failed, over five operators. */
function trustIn(section: string, config: Config): (evaluator: Evaluator) => ResolvedTrust {
  const tests = new Map(
    [...section.matchAll(/^(\S+)\s+(\d+)\/(\d+)\s+(\d+)\/(\d+)$/gm)].map(([, name = "", ...numbers]) => {
      const [caught, breaks, alarms, harmless] = numbers.map(Number) as [number, number, number, number];
      const spread = (count: number, i: number): number => Math.floor((count + i) / 5);
      const result = (n: number, failed: number) => ({
        operator: "o",
        says: "a change",
        n,
        failed,
        unknown: 0,
      });
      return [
        name,
        {
          ...{
            operatorsVersion,
            evaluator: name,
            samples: 10,
            notApplicable: [],
            survivors: [],
            falseAlarms: [],
          },
          breaks: [0, 1, 2, 3, 4].map((i) => result(spread(breaks, i), spread(caught, i))),
          harmless: [result(harmless, alarms)],
        },
      ] as const;
    }),
  );
  return (evaluator) => resolvedTrust(evaluator, tests.get(evaluator.name), config.trust);
}

type MeasuredText = ReturnType<typeof versionOf>;

/** A measured text with its conversations: one for each column of the outcomes, all evaluators judging the same ones. */
function versionOf(name: string, text: string, rows: readonly OutcomeRow[], option = "now") {
  const document = readPrompt(name, text);
  const widest = rows.reduce<OutcomeRow | undefined>(
    (best, row) => (best && best.outcomes.length >= row.outcomes.length ? best : row),
    undefined,
  );
  const conversations = (widest?.outcomes ?? []).map(({ task }, index) => {
    const id = `${option}-${index + 1}`;
    const cluster = task === undefined ? id : `task ${task}`;
    return { id, version: document.version, missing: new Set<string>(), cluster, requests: [] };
  });
  return { document, rows, conversations };
}

const verdictsOf = ({ rows, conversations }: MeasuredText, evaluators: readonly Evaluator[]) =>
  rows.flatMap(({ evaluator, outcomes }) => {
    const { scope } = evaluators.find(({ name }) => name === evaluator)!;
    return outcomes.flatMap(({ label }, index) =>
      label
        ? [
            {
              evaluator,
              conversationId: conversations[index]!.id,
              label,
              ...(scope !== "conversation" && { turn: 0 }),
            },
          ]
        : [],
    );
  });

/** Evaluators of the configuration, and for every other row of the outcomes a check that nobody has mutation-tested. */
function evaluatorsOf(config: Config, rows: readonly OutcomeRow[]): Evaluator[] {
  const known = new Set(config.evaluators.map(({ name }) => name));
  const own = rows.flatMap(({ evaluator, covers }) => {
    if (!known.has(evaluator)) {
      known.add(evaluator);
      return [{ name: evaluator, assert: [{ type: "contains", value: evaluator }], covers }];
    }
    if (covers.length > 0)
      throw new Error(`What ${evaluator} covers is said already: leave out (${covers}).`);
    return [];
  });
  const { evaluators, problems } = parseEvaluators(own);
  expect(problems).toEqual([]);
  return [...config.evaluators, ...evaluators];
}
