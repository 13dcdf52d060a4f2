import {
  type ComparedPrompt,
  type ComparedVerdict,
  comparePrompts,
  exerciseThreshold,
  leastTasks,
  type PromptComparison,
} from "../../attribution/index.ts";
import { groupBy, UserError } from "../../base/index.ts";
import { shortVersion } from "../../prompt/index.ts";
import type { Built } from "../build-snapshot.ts";
import type { DiagnosisWorld } from "../diagnosis/diagnosis-input.ts";
import { evaluatorCalled, promptCalled } from "../evaluate-options.ts";
import type { KnownVersion } from "../identity/known-version.ts";
import { knownVersions } from "../identity/known-versions.ts";
import { conversationStrata } from "./conversation-strata.ts";

/** Two prompts: files or names, versions or commits (the first letters of them), or `FILE@VERSION`. From `other` to `own`. */
export interface CompareQuery {
  readonly own: string;
  readonly other: string;
  /** Names; none = all with verdicts on both. */
  readonly evaluators?: readonly string[];
}

/** A version of a prompt with the conversations that it spoke in. */
interface Side extends KnownVersion {
  readonly label: string;
  readonly conversations: ReadonlySet<string>;
}

/** More prompts beside the two would tell no more apart than these. */
const mostOthers = 6;

/**
 * Throws `prompt-unknown`, `version-unknown`, `evaluator-unknown`; `same-prompt` and `nothing-to-compare` where there is nothing to say.
 */
export async function compareVersions(
  { own, other, evaluators: names }: CompareQuery,
  world: DiagnosisWorld,
): Promise<PromptComparison[]> {
  const { evaluators, built } = world;
  const sides = await sidesOf(world);
  const [first, second] = [sideCalled(own, sides, world), sideCalled(other, sides, world)];
  if (first === second) throw samePrompt(first.label);
  const chosen = names?.length ? names.map((name) => evaluatorCalled(name, evaluators)) : evaluators;
  const strata = await conversationStrata(world.store, built, [first, second]);
  const compared = chosen.flatMap(({ name }) => {
    const of = (side: Side): ComparedPrompt => comparedPrompt(side, name, built, strata);
    const others = sides.filter((side) => side !== first && side !== second).map(of);
    const [a, b] = [of(first), of(second)];
    return comparePrompts(name, a, b, others.filter((one) => sharesTasks(one, a)).slice(0, mostOthers)) ?? [];
  });
  if (compared.length === 0) throw nothingToCompare(first.label, second.label);
  return compared;
}

async function sidesOf({ store, files, built }: DiagnosisWorld): Promise<Side[]> {
  const versions = await knownVersions(store, files);
  const linked = new Map(
    [...built.input.linked].map(([file, links]) => [file, groupBy(links, ({ version }) => version)]),
  );
  const used = versions.flatMap((version) => {
    const links = linked.get(version.file)?.get(version.version) ?? [];
    const ids = new Set(links.flatMap(({ conversationId }) => conversationId ?? []));
    return ids.size > 0 ? [{ ...version, conversations: ids }] : [];
  });
  const times = groupBy(used, ({ file }) => file);
  return used.map((one) => ({
    ...one,
    label: times.get(one.file)!.length > 1 ? `${one.file}@${shortVersion(one.version)}` : one.file,
  }));
}

/** A version goes before a file of that name; of a file the text as it is, else the newest that conversations used. */
function sideCalled(called: string, sides: readonly Side[], { files }: DiagnosisWorld): Side {
  const at = called.lastIndexOf("@");
  const version = at > 0 ? called.slice(at + 1) : called;
  const file = at > 0 ? promptCalled(called.slice(0, at), files) : undefined;
  const isVersion = /^[0-9a-f]{4,64}$/i.test(version);
  const named = sides.filter(
    (one) => isVersion && isCalled(one, version.toLowerCase()) && (!file || one.file === file.file),
  );
  if (named.length > 1 && new Set(named.map((one) => one.version)).size > 1)
    throw unknownVersion(called, "stands for several versions", named);
  if (named[0]) return named[0];
  if (file)
    throw unknownVersion(
      called,
      "has no conversations",
      sides.filter((one) => one.file === file.file),
    );
  const prompt = promptCalled(called, files);
  const own = sides.filter((one) => one.file === prompt.file);
  const found = own.find((one) => one.version === prompt.document.version) ?? own[0];
  if (found) return found;
  throw unknownVersion(called, "has no conversations", sides);
}

const isCalled = ({ version, commit }: Side, prefix: string): boolean =>
  version.startsWith(prefix) || (commit?.startsWith(prefix) ?? false);

function comparedPrompt(
  { label, document, conversations }: Side,
  evaluator: string,
  { input }: Built,
  strata: ReadonlyMap<string, readonly string[]>,
): ComparedPrompt {
  const verdicts = input.verdicts.flatMap((verdict): ComparedVerdict[] => {
    const { conversationId, turn, label: said } = verdict;
    if (verdict.evaluator !== evaluator || !conversations.has(conversationId)) return [];
    if (said !== "pass" && said !== "fail") return [];
    return [
      {
        cluster: input.clusterOf.get(conversationId) ?? conversationId,
        passed: said === "pass",
        strata: strata.get(conversationId) ?? [],
        exercises: (triggers) =>
          input.exercise.exercised(triggers, conversationId, turn) >= exerciseThreshold,
      },
    ];
  });
  return { name: label, document, verdicts };
}

/** Whether there are tasks that both ran: else the two say nothing of each other. */
function sharesTasks({ verdicts }: ComparedPrompt, { verdicts: own }: ComparedPrompt): boolean {
  const tasks = new Set(own.map(({ cluster }) => cluster));
  return new Set(verdicts.map(({ cluster }) => cluster).filter((one) => tasks.has(one))).size >= leastTasks;
}

const samePrompt = (label: string): UserError =>
  new UserError(
    "same-prompt",
    `Both are ${label}.`,
    "Name two files, versions or commits: homeostat compare A.prompt.md B.prompt.md",
  );

const nothingToCompare = (own: string, other: string): UserError =>
  new UserError(
    "nothing-to-compare",
    `No evaluator has verdicts on conversations of both ${own} and ${other}.`,
    "Judge them: homeostat evaluate",
  );

const unknownVersion = (called: string, why: string, known: readonly Side[]): UserError =>
  new UserError(
    "version-unknown",
    `${called} ${why}.`,
    known.length > 0
      ? `There are: ${known
          .slice(0, 8)
          .map(({ label }) => label)
          .join(", ")}`
      : "Import conversations that used it: homeostat import FILE",
  );
