import { groupBy, type Range, sha256 } from "../base/index.ts";
import { FoldedText, foldForContainment, systemTexts, templatePieces } from "../prompt/index.ts";
import { chooseByTime } from "./identity/choose-by-time.ts";
import {
  asRivals,
  type FoundPrompt,
  foundByFile,
  isShadowOf,
  TextEvidence,
  withoutShadows,
} from "./identity/found-prompt.ts";
import type { KnownVersion, PromptMatch, VersionId } from "./identity/known-version.ts";
import { type NamedFiles, PromptNames } from "./identity/prompt-names.ts";
import { maxValueLength, recoverVariables } from "./identity/recover-variables.ts";
import { type Candidate, VersionTable } from "./identity/version-table.ts";

export type { KnownVersion, PromptMatch } from "./identity/known-version.ts";

/** What is known of a conversation beside its system text. */
export interface About {
  /** The prompt's name as its trace gives it, and the version where it is given. */
  readonly hint?: { readonly name: string; readonly version?: string };
  /** When it took place. */
  readonly atMs?: number;
  /** The prompt before it was rendered, where the trace has it. */
  readonly template?: string;
  /** What its variables were filled with, where the trace says so. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Versions by `refKey`, for the tags, branches and commits that traces name them by. */
  readonly refs?: ReadonlyMap<string, string>;
}

/** A system text, read once for all conversations that have it. */
export interface TextReading {
  readonly evidence: TextEvidence;
  /** What is in it, most of it first. */
  readonly found: readonly FoundPrompt[];
  /** All that may be in it, near copies included, by file. */
  readonly byFile: () => ReadonlyMap<string, FoundPrompt>;
  readonly candidates: () => readonly Candidate[];
}

/**
 * Finds the prompts of conversations: by the name that a trace gives, by a system text that is all of a version's text, or by the
 * instructions that a system text holds. It may hold several prompts (one split over files, a policy inside a template). Of each file the
 * version with most of its text wins; what else the text shows decides between equals, then the time, and what nothing decides is
 * ambiguous.
 */
export class PromptMatcher {
  private readonly byFile: ReadonlyMap<string, readonly KnownVersion[]>;
  private readonly table: VersionTable;
  private readonly names: PromptNames;
  /** By the hash of their text, variables as they are written: all versions, and those that have no variables. */
  private readonly templates = new Map<string, KnownVersion[]>();
  private readonly constants = new Map<string, KnownVersion[]>();

  /** `valueLength`: characters of a variable's value that are told. */
  constructor(
    versions: readonly KnownVersion[],
    private readonly valueLength = maxValueLength,
  ) {
    this.byFile = new Map(
      [...groupBy(versions, ({ file }) => file)].map(([file, list]) => [file, [...list].sort(newestFirst)]),
    );
    const sorted = [...this.byFile.values()].flat();
    this.table = new VersionTable(sorted);
    this.names = new PromptNames(sorted);
    for (const version of sorted)
      for (const text of systemTexts(version.document)) {
        const hash = hashOf(text);
        addTo(this.templates, hash, version);
        if (!isTemplate(text)) addTo(this.constants, hash, version);
      }
  }

  /** What is in a system text, whatever the conversation. */
  read(systemText: string): TextReading {
    const text = new FoldedText(systemText);
    const evidence = new TextEvidence(text);
    const candidates = once(() => this.table.candidates(this.table.placesIn(text.text)));
    const all = once(() => foundByFile(candidates(), "containment", evidence));
    const whole = text.text === "" ? undefined : this.constants.get(sha256(text.text));
    const found = whole ? this.wholeTexts(whole, evidence, candidates) : withoutShadows(all(), evidence);
    const byFile = once(() => new Map([...all(), ...found].map((one) => [one.file, one])));
    return { evidence, found, byFile, candidates };
  }

  inText(systemText: string, about: About = {}): PromptMatch[] {
    return this.match(this.read(systemText), { ...about, hint: undefined });
  }

  byName(hint: NonNullable<About["hint"]>, systemText?: string, about: About = {}): PromptMatch[] {
    return this.named(systemText === undefined ? undefined : this.read(systemText), { ...about, hint });
  }

  /** What a trace says of itself goes before what its text looks like; what else is in the text is added. */
  match(reading: TextReading | undefined, about: About): PromptMatch[] {
    const named = this.named(reading, about);
    const told = named.length > 0 ? named : this.byTemplate(reading, about);
    if (!reading) return told;
    const files = told.flatMap(({ file }) => reading.byFile().get(file) ?? []);
    const rest = reading.found.filter(
      (found) =>
        !told.some(({ file }) => file === found.file) && !files.some((one) => isShadowOf(found, one)),
    );
    const names = new Set([...told.map(({ file }) => file), ...rest.map(({ file }) => file)]);
    return [
      ...told,
      ...rest.map((found) =>
        this.matchOf(
          { ...found, rivals: found.rivals.filter(({ file }) => names.has(file)) },
          reading,
          about,
        ),
      ),
    ];
  }

  /** Whether any of these versions may be in a conversation: where none is, they change nothing about its prompts. */
  mayConcern(reading: TextReading | undefined, { hint, template }: About): boolean {
    return (
      (hint !== undefined && this.names.filesFor(hint.name) !== undefined) ||
      (template !== undefined && this.templates.has(hashOf(template))) ||
      (reading !== undefined && reading.found.length > 0)
    );
  }

  private named(reading: TextReading | undefined, about: About): PromptMatch[] {
    const { hint } = about;
    const named = hint && this.names.filesFor(hint.name);
    if (!named) return [];
    const version = hint.version ?? named.version;
    const matches = filesMeant(named, reading).map((file) => this.namedFile(file, version, reading, about));
    if (matches.length < 2) return matches;
    return matches.map((match) => {
      const others = matches.filter((one) => one !== match).map(idOf);
      return { ...match, ambiguous: true, candidates: [...match.candidates, ...others] };
    });
  }

  private namedFile(
    file: string,
    given: string | undefined,
    reading: TextReading | undefined,
    about: About,
  ): PromptMatch {
    const versions = this.byFile.get(file)!;
    const known = this.versionGiven(versions, given, about);
    const foreign = given !== undefined && !known ? { hintVersion: given } : {};
    const candidate = known && reading?.candidates().find(({ version }) => version === known);
    const found: FoundPrompt | undefined = candidate
      ? { file, how: "containment", ties: [candidate], rivals: [] }
      : known
        ? undefined
        : reading?.byFile().get(file);
    if (found)
      return { ...this.matchOf({ ...found, rivals: [] }, reading!, about), how: "attribute", ...foreign };
    const { version, others, isDecided } = chooseByTime(known ? [known] : versions, about.atMs);
    return {
      ...idOf(version),
      how: "attribute",
      share: 1,
      missing: [],
      ambiguous: !isDecided,
      candidates: others.map(idOf),
      variables: about.variables ?? {},
      ...foreign,
    };
  }

  /** Our own hash, a commit, a tag or a branch; else the template that the trace shows. A number of a prompt service is none of these. */
  private versionGiven(
    versions: readonly KnownVersion[],
    given: string | undefined,
    { template, refs }: About,
  ): KnownVersion | undefined {
    const wanted = given?.toLowerCase().replace(/^(?:sha256|git)[:-]/, "") ?? "";
    if (/^[0-9a-f]{7,64}$/.test(wanted)) {
      const found = versions.find(
        ({ version, commit }) => version.startsWith(wanted) || commit?.startsWith(wanted),
      );
      if (found) return found;
    }
    const ref = given === undefined ? undefined : refs?.get(refKey(versions[0]!.file, given));
    const same = template === undefined ? [] : (this.templates.get(hashOf(template)) ?? []);
    return versions.find(({ version }) => version === ref) ?? versions.find((one) => same.includes(one));
  }

  private byTemplate(reading: TextReading | undefined, about: About): PromptMatch[] {
    const versions = about.template === undefined ? undefined : this.templates.get(hashOf(about.template));
    if (!versions) return [];
    const read = reading ?? this.read("");
    return this.wholeTexts(versions, read.evidence, read.candidates).map((found) =>
      this.matchOf(found, read, about),
    );
  }

  /** Versions that a text or a template is all of. What a text may lack of them is told: other prompts of the file, branches. */
  private wholeTexts(
    versions: readonly KnownVersion[],
    evidence: TextEvidence,
    candidates: () => readonly Candidate[],
  ): FoundPrompt[] {
    const mayLack = ({ document }: KnownVersion): boolean =>
      systemTexts(document).some(isTemplate) || document.messages.some(({ isAlone }) => isAlone);
    const list = versions.map((version): Candidate => {
      const part = mayLack(version) ? candidates().find((one) => one.version === version) : undefined;
      const length = evidence.text.text.length;
      return part ?? { version, share: 1, length, held: () => [], missing: () => [] };
    });
    const found = foundByFile(list, "hash", evidence);
    return asRivals(evidence.strongest(found, ({ ties }) => ties[0].version));
  }

  private matchOf(found: FoundPrompt, reading: TextReading, about: About): PromptMatch {
    const likely = ({ ties }: FoundPrompt) =>
      chooseByTime(
        ties.map(({ version }) => version),
        about.atMs,
      );
    const { version, others, isDecided } = likely(found);
    const candidate = found.ties.find((one) => one.version === version)!;
    const rivals = found.rivals.map((rival) => likely(rival).version);
    const { text } = reading.evidence;
    const { range } = found;
    return {
      ...idOf(version),
      how: found.how,
      share: candidate.share,
      missing: candidate.missing(),
      ambiguous: rivals.length > 0 || !isDecided,
      candidates: [...others, ...rivals].map(idOf),
      ...(range && { range: { start: text.sourceAt(range.start), end: text.sourceEnd(range.end) } }),
      variables: {
        ...recoverVariables(version, text, roomOf(found, reading), this.valueLength),
        ...about.variables,
      },
    };
  }
}

/** How `refs` are keyed. */
export const refKey = (file: string, ref: string): string => `${file}\n${ref}`;

/** A name that fits several files means the one that the text holds; a name that was guessed must not be against the text. */
function filesMeant({ files, isExact }: NamedFiles, reading: TextReading | undefined): readonly string[] {
  const held = reading ? files.flatMap((file) => reading.byFile().get(file) ?? []) : [];
  if (held.length === 0) return isExact || !reading || reading.found.length === 0 ? files : [];
  const most = Math.max(...held.map(({ ties }) => ties[0].length));
  return held.filter(({ ties }) => ties[0].length === most).map(({ file }) => file);
}

/** The stretch of the folded text that can be a prompt's: up to the prompts around it. */
function roomOf({ file, range }: FoundPrompt, { found, evidence }: TextReading): Range {
  let [start, end] = [0, evidence.text.text.length];
  for (const other of found) {
    if (!range || !other.range || other.file === file) continue;
    if (other.range.end <= range.start) start = Math.max(start, other.range.end);
    if (other.range.start >= range.end) end = Math.min(end, other.range.start);
  }
  return { start, end };
}

const idOf = ({ file, version }: VersionId): VersionId => ({ file, version });
const isTemplate = (text: string): boolean =>
  templatePieces(text).pieces.some(({ kind }) => kind !== "literal");
const hashOf = (text: string): string => sha256(foldForContainment(text));
const newestFirst = (a: KnownVersion, b: KnownVersion): number =>
  b.atMs - a.atMs || (a.version < b.version ? -1 : a.version > b.version ? 1 : 0);

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
