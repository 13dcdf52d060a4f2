import { resolve } from "node:path";
import pc from "picocolors";
import {
  type AblatedLine,
  type AblationQuery,
  type AblationReport,
  ablationPlanText,
  ablationSentence,
  askedJudges,
  isWorse,
  operatorsNamed,
  plural,
  relativeFile,
  spentText,
  tame,
  UserError,
} from "../../core/index.ts";
import type { Session } from "../session.ts";

export interface AblateOptions {
  readonly prompt?: string;
  readonly line?: readonly number[];
  readonly suspects?: boolean;
  readonly all?: boolean;
  readonly operators?: string;
  readonly samples?: number;
  readonly trials?: number;
  readonly seed?: number;
  readonly budget?: number;
  readonly usd?: number;
  readonly agent?: string;
  readonly evaluator?: readonly string[];
  readonly dryRun?: boolean;
}

/**
 * Changes lines of a prompt, one at a time, and runs conversations that put them to work with both texts. Exit 0: all was run; 1: some runs
 * are missing. What was finished is kept, so that the same again costs nothing.
 */
export async function ablateCommand(session: Session, options: AblateOptions): Promise<number> {
  const query = await queryOf(session, options);
  const plan = await session.host.planAblation(query, session.work);
  const told = ablationPlanText(plan).join("\n");
  if (options.dryRun) {
    session.print(session.json ? JSON.stringify(plan) : told);
    return 0;
  }
  if (!session.json) process.stderr.write(`${told}\n`);
  const report = await session.host.ablate(query, session.work);
  session.print(session.json ? JSON.stringify(report) : reportText(report));
  return report.left === 0 ? 0 : 1;
}

async function queryOf(session: Session, options: AblateOptions): Promise<AblationQuery> {
  const { operators, samples, trials, seed, agent, evaluator, budget, usd } = options;
  return {
    ...{ prompt: await promptOf(session, options.prompt), lines: linesOf(options) },
    ...(operators !== undefined && {
      operators: operatorsNamed(operators.split(",").map((one) => one.trim())),
    }),
    ...(samples !== undefined && { samples }),
    ...(trials !== undefined && { trials }),
    ...(seed !== undefined && { seed }),
    ...(agent !== undefined && { agent }),
    ...(evaluator && { evaluators: evaluator }),
    budget: { ...(budget !== undefined && { calls: budget }), ...(usd !== undefined && { usd }) },
  };
}

function linesOf({ line, suspects, all }: AblateOptions): AblationQuery["lines"] {
  const given = [line, suspects, all].filter(Boolean).length;
  if (given > 1) throw new UserError("option-invalid", "--line, --suspects and --all exclude each other.");
  if (line) return line;
  return all ? "all" : "suspects";
}

async function promptOf({ host, root }: Session, prompt: string | undefined): Promise<string> {
  const files = await host.promptFiles();
  if (prompt !== undefined) {
    const own = relativeFile(root, resolve(prompt));
    return files.includes(own) ? own : prompt;
  }
  if (files.length === 1) return files[0]!;
  throw new UserError(
    "prompt-unknown",
    "Lines of one prompt are tried after the other, so say of which: --prompt FILE.",
    files.length > 0 ? `Prompts: ${files.slice(0, 10).join(", ")}.` : undefined,
  );
}

function reportText({
  prompt,
  lines,
  runs,
  kept,
  left,
  leftReason,
  spent,
  judges = [],
}: AblationReport): string {
  return [
    pc.bold(tame(prompt.file, 120)),
    ...lines.filter(({ results }) => results.length > 0).flatMap(lineText),
    ...(left > 0
      ? [
          `${left} of ${plural(runs, "run")} missing: ${tame(leftReason ?? "stopped", 500)}. What was finished is kept.`,
        ]
      : []),
    pc.dim(`${spentText(spent)}${kept > 0 ? `; ${plural(kept, "run")} known from before` : ""}.`),
    ...askedJudges(judges, "replay").map((sentence) => pc.dim(sentence)),
  ].join("\n");
}

const marks = {
  confirmed: pc.red("✗"),
  matters: pc.green("✓"),
  idle: pc.yellow("○"),
  unproven: "–",
} as const;

const lineText = ({ line, text, results, flipped }: AblatedLine): string[] => [
  `${String(line).padStart(4)}  ${tame(text, 120)}`,
  ...results.flatMap((one) => [
    `      ${marks[one.verdict]} ${ablationSentence(one)}`,
    ...flippedLines(flipped.filter(({ operator }) => operator === one.operator)),
  ]),
];

const mostFlipped = 5;

/** Which conversations those are: `homeostat show` opens one. */
function flippedLines(flipped: AblatedLine["flipped"]): string[] {
  const side = (own: AblatedLine["flipped"], words: string): string[] => {
    const ids = [...new Set(own.map(({ conversationId }) => tame(conversationId, 80)))];
    const more = ids.length > mostFlipped ? ` and ${ids.length - mostFlipped} more` : "";
    return ids.length === 0
      ? []
      : [pc.dim(`        ${words}: ${ids.slice(0, mostFlipped).join(", ")}${more}`)];
  };
  return [
    ...side(flipped.filter(isWorse), "pass as it is, fail then"),
    ...side(
      flipped.filter((one) => !isWorse(one)),
      "fail as it is, pass then",
    ),
  ];
}
