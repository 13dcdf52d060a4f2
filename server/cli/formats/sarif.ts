import { pathToFileURL } from "node:url";
import type {
  ArtifactLocation,
  Fix,
  Location,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
} from "sarif";
import {
  type FindingReport,
  type IgnoredReport,
  type PositionRange,
  type PromptReport,
  type Rule,
  ruleOf,
  type Severity,
} from "../../core/index.ts";
import { type CheckReport, type ConfigIssueReport, isAbsolutePath, reportedPath } from "../check-report.ts";

/** What paths in the report are relative to; readers put their own checkout in its place. */
const sourceRoot = "SRCROOT";

/** SARIF 2.1.0 (OASIS). Ignored findings are in it, suppressed with their reason; those that the baseline knows are not. */
export function sarifReport(report: CheckReport, version: string): string {
  const found = report.prompts.flatMap((prompt) =>
    [...prompt.findings, ...prompt.ignored].map((finding) => ({ prompt, finding })),
  );
  const rules = [...new Set(found.map(({ finding }) => finding.code))].sort().map(ruleOf);
  const indexOf = new Map(rules.map(({ code }, index) => [code, index]));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Homeostat", semanticVersion: version, rules: rules.map(descriptor) } },
        originalUriBaseIds: {
          [sourceRoot]: {
            uri: `${pathToFileURL(report.base).href.replace(/\/$/, "")}/`,
            description: { text: "The folder that the paths of prompts lead from." },
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolConfigurationNotifications: report.issues.map((issue) => notification(report, issue)),
          },
        ],
        results: found.map(({ prompt, finding }) =>
          resultOf(report, prompt, finding, indexOf.get(finding.code)!),
        ),
        ...(report.since && {
          properties: { knownFindings: report.since.known, fixedFindings: report.since.fixed.length },
        }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

const descriptor = ({ code, short, full, help, level }: Rule): ReportingDescriptor => ({
  id: code,
  name: code.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  shortDescription: { text: short },
  fullDescription: { text: full },
  help: { text: help },
  defaultConfiguration: { level: levels[level] },
});

function resultOf(
  report: CheckReport,
  { file }: PromptReport,
  finding: FindingReport | IgnoredReport,
  ruleIndex: number,
): Result {
  const { code, severity, message, range, fingerprint, evaluator, figure, fixes, related, baselineState } =
    finding;
  const artifactLocation = artifactOf(report, file);
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(artifactLocation, range)],
    partialFingerprints: { "homeostat/v1": fingerprint },
    ...(report.since && baselineState && { baselineState }),
    // Results either all carry suppressions or none does: without one in hand, a reader cannot tell.
    suppressions:
      "reason" in finding ? [{ kind: "external", status: "accepted", justification: finding.reason }] : [],
    ...(related && {
      relatedLocations: related.map((one) => ({
        ...locationOf(artifactLocation, one.range),
        message: { text: one.message },
      })),
    }),
    ...(fixes && { fixes: fixes.map((fix) => fixOf(artifactLocation, fix)) }),
    properties: {
      ...(evaluator !== undefined && { evaluator }),
      ...(figure && { n: figure.n, rate: figure.rate, interval: [figure.low, figure.high] }),
    },
  };
}

const fixOf = (
  artifactLocation: ArtifactLocation,
  { title, edits }: NonNullable<FindingReport["fixes"]>[number],
): Fix => ({
  description: { text: title },
  artifactChanges: [
    {
      artifactLocation,
      replacements: edits.map(({ range, newText }) => ({
        deletedRegion: regionOf(range),
        ...(newText !== "" && { insertedContent: { text: newText } }),
      })),
    },
  ],
});

const notification = (report: CheckReport, { file, range, message }: ConfigIssueReport): Notification => ({
  level: "warning",
  message: { text: message },
  locations: [locationOf(artifactOf(report, file), range)],
});

const locationOf = (artifactLocation: ArtifactLocation, range: PositionRange): Location => ({
  physicalLocation: { artifactLocation, region: regionOf(range) },
});

/** One-based, the end exclusive. */
const regionOf = ({ start, end }: PositionRange): Region => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

function artifactOf(report: CheckReport, file: string): ArtifactLocation {
  if (isAbsolutePath(file)) return { uri: pathToFileURL(file).href };
  const path = reportedPath(report, file);
  return {
    uri: path
      .replace(/\p{Cs}/gu, "\ufffd")
      .split("/")
      .map(encodeURIComponent)
      .join("/"),
    uriBaseId: sourceRoot,
  };
}
