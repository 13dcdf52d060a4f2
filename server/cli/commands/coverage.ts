import { relative, resolve, sep } from "node:path";
import pc from "picocolors";
import { evaluatorCoverage, idleText, tame } from "../../core/index.ts";
import { table } from "../paint.ts";
import type { Session } from "../session.ts";

const mostShown = 20;

/** Says which lines no evaluator covers, by traffic, and which evaluators say nothing. Exit code: 0. */
export async function coverageCommand(session: Session, file: string | undefined): Promise<number> {
  const inside = file && relative(session.root, resolve(file)).split(sep).join("/");
  const coverage = evaluatorCoverage(await session.host.snapshot(), inside);
  if (session.json) session.print(JSON.stringify(coverage));
  else session.print(textOf(coverage));
  return 0;
}

function textOf({ directives, covered, holes, idle }: ReturnType<typeof evaluatorCoverage>): string {
  const lines = [`${covered} of ${directives} instructions have an evaluator.`];
  if (holes.length > 0)
    lines.push(
      "",
      table(
        ["put to work by", "no evaluator"],
        holes
          .slice(0, mostShown)
          .map(({ exercised, held, text, file }) => [
            `${exercised}/${held}`,
            `${tame(text, 100)} ${pc.dim(file)}`,
          ]),
      ),
      ...(holes.length > mostShown
        ? [pc.dim(`and ${holes.length - mostShown} more: --json lists them`)]
        : []),
      pc.dim("What could test them: homeostat propose FILE"),
    );
  if (idle.length > 0)
    lines.push("", ...idle.map((one) => `${pc.yellow(tame(one.name, 60))} ${idleText(one)}`));
  return lines.join("\n");
}
