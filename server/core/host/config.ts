import { basename, join, resolve } from "node:path";
import { Ajv } from "ajv";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { Frozen, Thresholds } from "../attribution/index.ts";
import { dayOf, messageOf, onDemand, type Range, textIfThere, UserError } from "../base/index.ts";
import type { CaptureSettings } from "../capture/index.ts";
import {
  defaultEvaluators,
  didYouMean,
  type Evaluator,
  keyedByModels,
  parseEvaluators,
  type TrustLimits,
} from "../evaluators/index.ts";
import type { ChatSettings, EmbeddingSettings } from "../models/index.ts";
import { isNestedTooDeep } from "../prompt/index.ts";
import type { FindingPolicy, Ignore } from "../review/index.ts";
import { isLocalUri } from "../store/index.ts";
import { type AgentDefinition, agentsIn } from "./config-agents.ts";
import { captureOf } from "./config-capture.ts";
import { type EvaluateSettings, evaluateSettingsOf } from "./config-evaluate.ts";
import { frozenIn } from "./config-frozen.ts";
import { type ImproveSettings, improveSettingsOf } from "./config-improve.ts";
import { chatsOf, embeddingsOf, modelNamed } from "./config-models.ts";
import { type OutcomeDefinition, outcomesIn } from "./config-outcomes.ts";
import { policyOf } from "./config-policy.ts";
import { configSchema, ruleCodes } from "./config-schema.ts";
import { type TagDefinition, tagsIn } from "./config-tags.ts";
import { trustLimits } from "./config-trust.ts";
import { keyedByFiles } from "./promptfoo/code-contents.ts";
import { type SuitePlace, suiteEvaluators, suitesIn } from "./promptfoo/config-suites.ts";
import { withAbsoluteCode } from "./promptfoo/file-values.ts";
import { Extents } from "./promptfoo/written-out.ts";

export const configFileName = "homeostat.yaml";

export interface PromptPattern {
  readonly name?: string;
  readonly file: string;
  /** Names (globs) of the variables that hold prompts, for files of code. */
  readonly literals?: readonly string[];
}

export interface ConfigIssue {
  readonly range: Range;
  readonly message: string;
  /** No schema could tell, so that an editor which checks the schema says nothing of it. */
  readonly isBeyondSchema?: true;
  /** Nothing of the file could be read for it. */
  readonly isFatal?: true;
  /** Where it is, counted from one; of what is fatal, since nobody else says it then. */
  readonly line?: number;
}

/** What homeostat.yaml says, defaults filled in. Broken parts are left out and listed in `issues`; the rest counts. */
export interface Config {
  readonly store: string;
  readonly prompts?: readonly PromptPattern[];
  readonly evaluators: readonly Evaluator[];
  /** Configurations of promptfoo that stand for evaluators; `loadConfig` reads them. */
  readonly suites: readonly SuitePlace[];
  /** Zero-based line of each evaluator by name, and of each of its `covers:` entries in order. */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly covers: readonly Range[] }>;
  readonly thresholds: Thresholds;
  /** What a mutation test must show for an evaluator to be trusted. */
  readonly trust: TrustLimits;
  readonly models: {
    readonly embeddings: EmbeddingSettings;
    readonly chat?: ChatSettings;
    /** All chat models by name, `chat` too: who judges is `judge`, else `chat`, else whom an evaluator names. */
    readonly chats: ReadonlyMap<string, ChatSettings>;
    /** Why none of those that are named may be asked, in an untrusted workspace. */
    readonly refused?: string;
    /** As the file says them: keys of evaluators are made of that, trusted or not. */
    readonly said?: unknown;
  };
  readonly capture: CaptureSettings;
  /** How prompts are run again; none in an untrusted workspace. */
  readonly agents: readonly AgentDefinition[];
  readonly evaluate: EvaluateSettings;
  readonly improve: ImproveSettings;
  /** What of prompts is never changed, by whatever changes prompts. */
  readonly frozen: readonly Frozen[];
  /** Beside the built-in ones; one that has a built-in name takes its place. */
  readonly tags: readonly TagDefinition[];
  /** Beside those that are imported. */
  readonly outcomes: readonly OutcomeDefinition[];
  readonly policy: FindingPolicy;
  /** Where each entry of `ignore:` stands. */
  readonly ignorePlaces: ReadonlyMap<Ignore, Range>;
  readonly issues: readonly ConfigIssue[];
}

export interface ConfigScope {
  readonly root: string;
  /** An untrusted workspace may not say where data goes or read files outside itself. */
  readonly trusted: boolean;
  /** ISO date, for what holds until a day. Default: today, in UTC. */
  readonly today?: string;
}

const defaultThresholds: Thresholds = { error: 0.5, warning: 0.8, minSamples: 10 };

/** The text of the configuration file, empty for a missing one. Throws `file-unreadable` where it is there but cannot be read. */
export const configText = async (file: string): Promise<string> => (await textIfThere(file)) ?? "";

/** Reads the configuration file and the suites and code that it names; a missing one gives the defaults. Throws what `configText` throws. */
export async function loadConfig(file: string, scope: ConfigScope): Promise<Config> {
  const text = await configText(file);
  const config = parseConfig(text, scope);
  const byFiles = await keyedByFiles(config.evaluators, scope);
  const evaluators = byFiles.map(({ evaluator }) => evaluator);
  return withSuites({ ...config, evaluators }, text, scope);
}

/** What a configuration says of everything but who judges; which suites it names. */
export type Settings = Omit<Config, "evaluators" | "places">;

/**
 * The same without reading suites and code: those of thousands of tests take longer than most commands. Of `issues` those in suites are not
 * among them. Throws what `configText` throws.
 */
export async function loadSettings(file: string, scope: ConfigScope): Promise<Settings> {
  return parseConfig(await configText(file), scope);
}

/** The evaluators of promptfoo's configurations stand in files of their own. */
async function withSuites(config: Config, text: string, scope: ConfigScope): Promise<Config> {
  if (config.suites.length === 0) return config;
  const names = new Set(config.evaluators.map(({ name }) => name));
  const { evaluators, issues } = await suiteEvaluators(config.suites, scope, names);
  const places = evaluators.map(({ evaluator, range }) => {
    const covers = evaluator.covers.map(() => range);
    return [evaluator.name, { line: text.slice(0, range.start).split("\n").length - 1, covers }] as const;
  });
  return {
    ...config,
    evaluators: [
      ...config.evaluators,
      ...evaluators.map(({ evaluator }) => keyed(evaluator, config.models.said)),
    ],
    places: new Map([...config.places, ...places]),
    issues: [...config.issues, ...issues],
  };
}

/** Compiled at the first reading: a tenth of a second that not every command needs. Our own schema is sound, a test says so. */
const validator = onDemand(() =>
  new Ajv({ allErrors: true, strict: false, validateSchema: false, meta: false }).compile({
    ...configSchema,
    // Evaluators have a reader of their own, which says more than a schema can.
    properties: { ...(configSchema.properties as object), evaluators: true },
    definitions: {},
  }),
);

const tooDeep = "homeostat.yaml is nested too deep to be read: close the brackets that are left open.";

/** Refuses to go on with a file that says nothing that can be read: with the defaults in its place figures would be others, and none fail. */
export function requireReadable(config: Pick<Config, "issues">, file: string): void {
  const fatal = config.issues.find(({ isFatal }) => isFatal);
  if (fatal)
    throw new UserError(
      "config-unreadable",
      `${basename(file)}${fatal.line === undefined ? "" : `:${fatal.line}`} cannot be read: ${fatal.message}`,
      "Mend it first: nothing of the file counts until it is YAML. The editor marks the place, and so does: homeostat doctor",
    );
}

/** An evaluator with a key that names the models it asks, as `models:` says them (`said`). */
export const keyed = (evaluator: Evaluator, said: unknown): Evaluator =>
  keyedByModels(evaluator, (use) => modelNamed(said, use));

export function parseConfig(text: string, scope: ConfigScope): Config {
  const counter = new LineCounter();
  const isTooDeep = isNestedTooDeep(text);
  const document = parseDocument(isTooDeep ? "" : text, {
    lineCounter: counter,
    prettyErrors: false,
    logLevel: "silent",
  });
  const issues: ConfigIssue[] = document.errors.map(({ message, pos }) => ({
    message,
    range: { start: pos[0], end: pos[1] },
    isFatal: true as const,
    line: counter.linePos(pos[0]).line,
  }));
  if (isTooDeep) issues.push({ message: tooDeep, range: { start: 0, end: 1 }, isFatal: true });
  const at = (path: readonly (string | number)[]): Range => rangeAt(document, path);
  const raw = issues.length > 0 ? {} : asObject(treeIn(document, issues), issues);
  const validate = validator();
  if (!validate(raw))
    for (const error of validate.errors ?? [])
      issues.push({ message: sentence(error), range: at(pathOf(error.instancePath, error.params)) });
  const { evaluators, problems } = parseEvaluators(withAbsoluteCode(raw.evaluators, scope.root));
  for (const { path, message } of problems) issues.push({ message, range: at(["evaluators", ...path]) });
  const suites = suitesIn(raw.evaluators, at, (range, message) => issues.push({ message, range }));
  const today = scope.today ?? dayOf(Date.now());
  const { policy, indexOf } = policyOf(raw, today, (path, message) =>
    issues.push({ message, range: at(path), isBeyondSchema: true }),
  );
  const chats = chatsOf(raw.models, scope, (name, message) =>
    issues.push({ message, range: at(["models", name]), isBeyondSchema: true }),
  );
  const chat = chats.get("chat");
  const places = placesOf(raw.evaluators, evaluators, at, (offset) => counter.linePos(offset).line - 1);
  return {
    store: storeUri(raw.store, scope, (message) => issues.push({ message, range: at(["store"]) })),
    ...(Array.isArray(raw.prompts) && {
      prompts: patterns(raw.prompts, scope, (index, message) =>
        issues.push({ message, range: at(["prompts", index]) }),
      ),
    }),
    evaluators:
      raw.evaluators === undefined ? defaultEvaluators() : evaluators.map((one) => keyed(one, raw.models)),
    suites,
    places,
    thresholds: thresholdsOf(raw.thresholds),
    trust: trustLimits(raw.trust),
    models: {
      embeddings: embeddingsOf(raw.models, scope, (message) =>
        issues.push({ message, range: at(["models", "embeddings"]), isBeyondSchema: true }),
      ),
      ...(chat && { chat }),
      chats,
      said: raw.models,
      ...(!scope.trusted && {
        refused: "This workspace is not trusted, so no chat model that it names is asked",
      }),
    },
    capture: captureOf(raw.capture),
    agents: agentsIn(raw.agents, chat, scope, (path, message) =>
      issues.push({ message, range: at(["agents", ...path]), isBeyondSchema: true }),
    ),
    evaluate: evaluateSettingsOf(raw.evaluate),
    improve: improveSettingsOf(raw.improve),
    frozen: frozenIn(raw.frozen),
    tags: tagsIn(raw.tags, (path, message) =>
      issues.push({ message, range: at(["tags", ...path]), isBeyondSchema: true }),
    ),
    outcomes: outcomesIn(raw.outcomes, (path, message) =>
      issues.push({ message, range: at(["outcomes", ...path]), isBeyondSchema: true }),
    ),
    policy,
    ignorePlaces: new Map([...indexOf].map(([ignore, index]) => [ignore, at(["ignore", index])])),
    issues,
  };
}

type Raw = {
  store?: unknown;
  prompts?: unknown;
  evaluators?: unknown;
  thresholds?: unknown;
  trust?: unknown;
  models?: unknown;
  capture?: unknown;
  agents?: unknown;
  evaluate?: unknown;
  improve?: unknown;
  frozen?: unknown;
  tags?: unknown;
  outcomes?: unknown;
  rules?: unknown;
  ignore?: unknown;
};

/** Aliases may double at each step or stand inside what they stand for, and all that reads the data walks through it. */
function treeIn(document: ReturnType<typeof parseDocument>, issues: ConfigIssue[]): unknown {
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    new Extents().requireTree(data, configFileName);
    return data;
  } catch (error) {
    issues.push({ message: messageOf(error), range: { start: 0, end: 1 }, isFatal: true });
    return undefined;
  }
}

function asObject(value: unknown, issues: ConfigIssue[]): Raw {
  if (value === null || value === undefined) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value;
  issues.push({
    message: "homeostat.yaml must hold keys such as `evaluators:`, not a list or a single value.",
    range: { start: 0, end: 1 },
    isFatal: true,
  });
  return {};
}

/** The range of the deepest node on a path that the text has. */
function rangeAt(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): Range {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range)
      return { start: node.range[0], end: Math.max(node.range[1], node.range[0] + 1) };
  }
  return { start: 0, end: 1 };
}

const pathOf = (pointer: string, params: Record<string, unknown>): (string | number)[] => [
  ...pointer
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  ...(typeof params.additionalProperty === "string" ? [params.additionalProperty] : []),
];

function sentence(error: {
  instancePath: string;
  message?: string;
  keyword: string;
  params: Record<string, unknown>;
}): string {
  const where = error.instancePath.slice(1).replaceAll("/", ".") || "homeostat.yaml";
  if (error.keyword === "additionalProperties") {
    const key = `\`${error.params.additionalProperty}\``;
    if (error.instancePath === "/rules") return `Unknown rule ${key}. Known rules: ${ruleCodes.join(", ")}.`;
    if (error.instancePath !== "") return `Unknown key ${key}.`;
    const known = Object.keys(configSchema.properties as object);
    const near = didYouMean(String(error.params.additionalProperty), known);
    return `Unknown key ${key}${near ? `; did you mean \`${near}\`?` : "."} Known keys: ${known.join(", ")}.`;
  }
  if (error.keyword === "enum") {
    const allowed = (error.params.allowedValues as readonly unknown[]).join(", ");
    return `\`${where}\` is not one of: ${allowed}.`;
  }
  if (error.keyword === "pattern" && where === "models.embeddings")
    return "`models.embeddings` is auto, lexical, or keys that say which model.";
  if (error.keyword === "pattern" && where.endsWith(".reason")) return "Say why: `reason` may not be empty.";
  return `\`${where}\` ${error.message ?? "is not valid"}.`;
}

function storeUri(value: unknown, { root, trusted }: ConfigScope, report: (message: string) => void): string {
  const uri = typeof value === "string" && value !== "" ? value : ".homeostat";
  if (!trusted && uri !== ".homeostat") {
    report("This workspace is not trusted, so its `store` is not used; the default .homeostat is.");
    return resolve(root, ".homeostat");
  }
  return isLocalUri(uri) ? resolve(root, uri) : uri;
}

function patterns(
  raw: readonly unknown[],
  scope: ConfigScope,
  report: (index: number, message: string) => void,
): PromptPattern[] {
  return raw.flatMap((entry, index) => {
    const { name, file, literals } = (entry ?? {}) as { name?: unknown; file?: unknown; literals?: unknown };
    if (typeof file !== "string") return [];
    const leaves = /(?:^|\/)\.\.(?:\/|$)/.test(file) || file.startsWith("/");
    if (leaves && !scope.trusted) {
      report(index, "This workspace is not trusted, so prompts outside it are not read.");
      return [];
    }
    const names = Array.isArray(literals)
      ? literals.filter((one) => typeof one === "string" && one !== "")
      : [];
    return [
      { file, ...(typeof name === "string" && { name }), ...(names.length > 0 && { literals: names }) },
    ];
  });
}

function thresholdsOf(raw: unknown): Thresholds {
  const given = Object.entries((raw ?? {}) as object).filter(
    ([key, value]) => key in defaultThresholds && typeof value === "number",
  );
  return { ...defaultThresholds, ...Object.fromEntries(given) };
}

function placesOf(
  raw: unknown,
  evaluators: readonly Evaluator[],
  at: (path: (string | number)[]) => Range,
  lineAt: (offset: number) => number,
): Config["places"] {
  const places = new Map<string, { line: number; covers: Range[] }>();
  if (!Array.isArray(raw)) return places;
  raw.forEach((entry: { name?: unknown } | null, index) => {
    const evaluator = evaluators.find(({ name }) => name === entry?.name);
    if (evaluator)
      places.set(evaluator.name, {
        line: lineAt(at(["evaluators", index]).start),
        covers: evaluator.covers.map((_, i) => at(["evaluators", index, "covers", i])),
      });
  });
  return places;
}

export const configPath = (root: string, given: string | undefined): string =>
  given ? resolve(root, given) : join(root, configFileName);
/** What a prompt is called that nobody gave a name: its file's, less what only tells the format. */
export const nameOf = (file: string): string =>
  basename(file).replace(
    /(?:\.(?:prompt|instructions|chatmode|agent))?\.(?:md|markdown|txt|ya?ml|json|j2|jinja2?|njk)$|\.(?:prompty|prompt|poml|mdc)$/i,
    "",
  );
