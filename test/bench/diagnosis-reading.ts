// `npm run bench -- diagnosis-reading --out DIR [--seed 1] [--count 20]`: diagnoses of failures in tau2-bench's airline runs, for a reader who knows
// nothing of how they were made. A third of them is deliberately wrong: another failure's first suspect stands in place of its own. Writes a page
// for each, the policy, and beside the folder the key (DIR.key.json), which says what was exchanged.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Suspect } from "../../server/core/attribution/index.ts";
import { conversationText, type Host, seededRandom, shuffle } from "../../server/core/index.ts";
import { leastSuspicion } from "../../server/core/review/diagnosis/diagnosis-words.ts";
import { assertionEvaluator, withAssertions } from "../support/assertion-suspects.ts";
import { realData } from "../support/real-data.ts";
import { type AssertionVerdict, assertionVerdicts } from "../support/tau2-assertions.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "20" },
  },
});

/** A failure, with the line that its diagnosis points at first. */
interface Pointed {
  readonly verdict: AssertionVerdict;
  readonly suspect: Suspect;
  readonly near: readonly (string | undefined)[];
}

const nearest = 3;
const blamed: Readonly<Record<Suspect["blame"], string>> = {
  wrong: "it is wrong: the agent did what it says, and that is what failed",
  ignored: "it was ignored: the agent did not do what it says",
  conflict: "it cannot be followed together with another line",
  missing: "a line is missing",
};

const data = realData("a-traces", "tau2-airline");
if (data) {
  if (!values.out) throw new Error("--out DIR says where the pages go.");
  await main(data, values.out);
}

async function main(from: string, out: string): Promise<void> {
  const verdicts = assertionVerdicts(from);
  const failures = shuffle(
    verdicts.filter(({ met }) => !met),
    seededRandom(Number(values.seed)),
  );
  await withAssertions(from, verdicts, async (host) => {
    const texts = new Map(
      (await host.snapshot()).prompts[0]!.instructions.map(({ key, text }) => [key, text]),
    );
    const pointed: Pointed[] = [];
    let [silent, asked] = [0, 0];
    for (const verdict of failures) {
      if (pointed.length >= Number(values.count)) break;
      asked++;
      const one = await pointedAt(verdict, host);
      if (one) pointed.push(one);
      else silent++;
    }
    const wrong = pointed.map((_, i) => i % 3 === 1);
    const order = shuffle([...pointed.keys()], seededRandom(Number(values.seed) + 1));
    mkdirSync(out, { recursive: true });
    copyFileSync(join(from, "policy.md"), join(out, "policy.md"));
    const key: object[] = [];
    for (const [place, at] of order.entries()) {
      const own = pointed[at]!;
      const shown = wrong[at] ? (otherThan(own, pointed, at)?.suspect ?? own.suspect) : own.suspect;
      const page = `${String(place + 1).padStart(2, "0")}.md`;
      writeFileSync(join(out, page), await pageOf(own.verdict, shown, texts, host));
      key.push({
        page,
        isExchanged: shown !== own.suspect,
        line: texts.get(shown.key!),
        own: texts.get(own.suspect.key!),
        probability: own.suspect.probability,
      });
    }
    writeFileSync(`${out}.key.json`, JSON.stringify(key, undefined, 2));
    console.log(
      JSON.stringify({
        ...{ asked, silent, pages: pointed.length, exchanged: wrong.filter(Boolean).length },
      }),
    );
  });
}

/** What a diagnosis points at first, where it is likely enough to be told. */
async function pointedAt(verdict: AssertionVerdict, host: Host): Promise<Pointed | undefined> {
  const { prompts } = await host.diagnose({
    kind: "conversation",
    id: verdict.conversation,
    evaluator: assertionEvaluator(verdict.assertion),
  });
  const [suspect, ...rest] = prompts[0]?.suspects ?? [];
  if (suspect?.key === undefined || suspect.probability < leastSuspicion) return undefined;
  return { verdict, suspect, near: [suspect, ...rest].slice(0, nearest).map(({ key }) => key) };
}

/** The next failure whose line is none of the first that this one suspects. */
function otherThan(own: Pointed, all: readonly Pointed[], at: number): Pointed | undefined {
  return [...all.slice(at + 1), ...all.slice(0, at)].find(({ suspect }) => !own.near.includes(suspect.key));
}

async function pageOf(
  { conversation, assertion, justification }: AssertionVerdict,
  suspect: Suspect,
  texts: ReadonlyMap<string, string>,
  host: Host,
): Promise<string> {
  const detail = await host.conversation(conversation);
  return [
    `What was asked of the agent: ${assertion}`,
    `A judge says that it failed: ${justification}`,
    `The diagnosis points at this line of the policy:\n\n> ${texts.get(suspect.key!)}\n\nand says: ${blamed[suspect.blame]}`,
    `## The conversation\n\n${detail ? conversationText(detail).text : ""}`,
  ].join("\n\n");
}
