import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Finding,
  findingsOf,
  type PromptFigures,
  type PromptView,
  readPrompt,
  type Severity,
  type Snapshot,
  severitiesOf,
  shownFigure,
  tame,
  viewCoverage,
  viewOf,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { coverageItem } from "./coverage.ts";
import { behaviorItem } from "./requests.ts";

/** More of one prompt than this is a list to read in the editor, where findings stand on their lines. */
const maxLines = 200;
const textLength = 200;

/** All figures of a folder at once, for the overview page. */
export function registerOverview(server: Server): void {
  server.connection.onRequest(
    methods.overview,
    async (request: protocol.InFolder): Promise<protocol.Overview> => {
      const folder = server.folderAt(request.folder);
      const snapshot = folder?.snapshot;
      if (!folder || !snapshot) return { ...overviewOf(undefined, []), hasFolder: false };
      const views = await Promise.all(snapshot.prompts.map(({ file }) => readView(server, folder, file)));
      return overviewOf(snapshot, views);
    },
  );
}

/** The prompt as it is being edited, else as it is on disk; undefined where it is gone since the snapshot was made. */
export async function readView(
  server: Server,
  folder: Folder,
  file: string,
): Promise<PromptView | undefined> {
  const path = resolve(folder.root, file);
  const open = server.viewOf(pathToFileURL(path).href);
  if (open) return open;
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined
    ? undefined
    : viewOf(folder.snapshot, file, readPrompt(file, text, folder.readOptions(file)), folder.config.policy);
}

/** `views` in the order of the snapshot's prompts. Same snapshot and same texts give the same overview. */
export function overviewOf(
  snapshot: Snapshot | undefined,
  views: readonly (PromptView | undefined)[],
): protocol.Overview {
  const coverage = snapshot && coverageItem(snapshot);
  return {
    hasFolder: true,
    thresholds: snapshot?.thresholds ?? { error: 0.5, warning: 0.8, minSamples: 10 },
    conversations: snapshot?.totals.conversations ?? 0,
    unmatched: snapshot?.totals.unmatched ?? 0,
    evaluations: snapshot?.totals.evaluations ?? 0,
    outliers: snapshot?.outliers ?? 0,
    behaviors: snapshot?.behaviors.map(behaviorItem) ?? [],
    prompts: snapshot?.prompts.map((figures, index) => promptOf(snapshot, figures, views[index])) ?? [],
    ...(coverage && { coverage }),
  };
}

function promptOf(
  snapshot: Snapshot,
  figures: PromptFigures,
  view: PromptView | undefined,
): protocol.OverviewPrompt {
  const findings = view ? findingsOf(view) : [];
  const lines = view ? linesOfText(view, findings) : linesOfFigures(snapshot, figures);
  return {
    name: figures.name,
    file: figures.file,
    matched: figures.conversations.matched,
    ambiguous: figures.conversations.ambiguous,
    evaluators: figures.evaluators.map((figure) => evaluatorOf(figure, findings)),
    lines: lines
      .filter(({ severity, rate }) => severity !== undefined || rate < snapshot.thresholds.warning)
      .sort(worstFirst)
      .slice(0, maxLines),
    ...(view && { coverage: coverageOf(view) }),
    ...trafficOf(snapshot, figures.file),
  };
}

function trafficOf({ promptTraffic = [] }: Snapshot, of: string): Pick<protocol.OverviewPrompt, "traffic"> {
  const own = promptTraffic.find(({ file }) => file === of);
  if (!own || own.conversations === 0) return {};
  const { conversations, addressed, judged, trusted } = own;
  return { traffic: { conversations, addressed, judged, trusted } };
}

function evaluatorOf(
  { evaluator, passes, n, unknown, rate, low, high, linked }: PromptFigures["evaluators"][number],
  findings: readonly Finding[],
): protocol.OverviewEvaluator {
  // A finding on a changed line is about another text.
  const said = findings.flatMap(({ code, evaluator: by, severity }) =>
    by === evaluator && code !== "stale" && severity !== "hint" ? [severity] : [],
  );
  const severity = said.sort((a, b) => rank[a] - rank[b])[0];
  return {
    name: evaluator,
    pass: passes,
    fail: n - passes,
    unknown,
    linked,
    ...(n > 0 && { rate, low, high }),
    ...(severity && { severity }),
  };
}

/** Lines of the text as it stands. A changed line has no figure of its own yet, so it is in no such list. */
function linesOfText(view: PromptView, findings: readonly Finding[]): protocol.OverviewLine[] {
  const severities = new Map(
    findings.flatMap(({ code, instruction, severity }) =>
      code === "pass-rate" && instruction ? [[instruction, severity] as const] : [],
    ),
  );
  return view.measured.flatMap((one) => {
    const { key, text, range } = one.instruction;
    const figure = one.figures && shownFigure(one);
    if (!figure) return [];
    const { line } = view.lines.positionAt(range.start);
    return [{ ...lineOf(key, text, figure, severities.get(key)), line }];
  });
}

/** Without the text: the lines of the newest version. */
function linesOfFigures(snapshot: Snapshot, figures: PromptFigures): protocol.OverviewLine[] {
  const newest = new Set(figures.versions[0]?.keys);
  const rows = figures.instructions.flatMap(({ key, text, figures: own }) => {
    const figure = own.find(({ n }) => n > 0);
    return figure && newest.has(key) ? [{ key, text, figure }] : [];
  });
  const severities = severitiesOf(
    rows.map(({ figure }) => figure),
    snapshot.thresholds.minSamples,
  );
  return rows.map(({ key, text, figure }, index) => lineOf(key, text, figure, severities[index]));
}

type Figure = NonNullable<ReturnType<typeof shownFigure>>;

const lineOf = (
  key: string,
  text: string,
  { evaluator, passes, n, rate, low, high, failingConversations }: Figure,
  severity: Severity | undefined,
): protocol.OverviewLine => ({
  key,
  text: tame(text, textLength),
  evaluator,
  passes,
  n,
  rate,
  low,
  high,
  failingConversations,
  ...(severity && severity !== "hint" && { severity }),
});

const rank = { error: 0, warning: 1, information: 2 } as const;
const rankOf = ({ severity }: protocol.OverviewLine): number => (severity ? rank[severity] : 3);

const worstFirst = (a: protocol.OverviewLine, b: protocol.OverviewLine): number =>
  rankOf(a) - rankOf(b) || a.rate - b.rate || b.n - a.n || (a.key < b.key ? -1 : 1);

function coverageOf(view: PromptView): protocol.OverviewCoverage {
  const { directives, tested, exercised, untested, neverExercised } = viewCoverage(view);
  const places = (keys: readonly string[]): protocol.OverviewPlace[] => {
    const wanted = new Set(keys);
    return view.document.instructions
      .filter(({ key }) => wanted.has(key))
      .slice(0, maxLines)
      .map(({ text, range }) => ({
        text: tame(text, textLength),
        line: view.lines.positionAt(range.start).line,
      }));
  };
  return {
    directives,
    tested,
    exercised,
    untested: places(untested),
    neverExercised: places(neverExercised),
    changed: view.measured.filter(({ stale }) => stale !== undefined).length,
  };
}
