import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import pc from "picocolors";
import { plural, readPrompt, viewOf } from "../../core/index.ts";
import { byRank } from "../../protocol/index.ts";
import type { GlobalOptions, Session } from "../session.ts";
import { withSession } from "../session.ts";
import { behaviorsText } from "./behaviors.ts";
import { annotatedText } from "./show.ts";

/** Where the bundled demo workspace is: beside dist/. */
export const demoSource = resolve(__dirname, "..", "media", "demo");

/** Copies the demo workspace to `folder`, runs the whole loop on it and prints what a prompt engineer would see. */
export async function demoCommand(options: GlobalOptions, folder: string): Promise<number> {
  const target = resolve(folder);
  await rm(join(target, ".homeostat"), { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(demoSource, target, { recursive: true });
  return withSession({ ...options, config: join(target, "homeostat.yaml") }, [], runDemo);
}

async function runDemo(session: Session): Promise<number> {
  const { host, work, print, root } = session;
  print(
    pc.dim(
      "The demo: a running coach. Prompts and conversations are made up, by a generator in this repository.\n",
    ),
  );
  const imported = await timed(() => host.importConversations(["conversations"], undefined, work));
  print(`Imported ${plural(imported.value.added, "conversation")} in ${imported.seconds} s`);
  const evaluated = await timed(() => host.evaluate(work));
  print(`Evaluated them: ${plural(evaluated.value.evaluations, "verdict")} in ${evaluated.seconds} s`);
  const found = await timed(() => host.findBehaviors(work));
  print(`Found ${plural(found.value.behaviors, "behavior")} in ${found.seconds} s\n`);
  const snapshot = await host.snapshot();
  const worst = await worstPrompt(session);
  print(pc.bold(`${worst}, line by line`));
  print(annotatedText(viewOf(snapshot, worst, readPrompt(worst, await readFile(join(root, worst), "utf8")))));
  print(pc.bold("\nWhat runners ask for (● = needs a person)"));
  print(
    behaviorsText({
      ...snapshot,
      behaviors: [...snapshot.behaviors].sort(byRank).slice(0, 10),
    }),
  );
  print(pc.bold("\nFailing conversations"));
  const { conversations } = await host.conversations({ file: worst, failing: true, limit: 5 });
  for (const { id, opening, failed } of conversations)
    print(
      `  ${pc.red("✗")} ${id}  ${opening.slice(0, 60)}  ${pc.dim(failed.map(({ evaluator }) => evaluator).join(", "))}`,
    );
  return 0;
}

/** The prompt with the most failing lines: the one worth showing. */
async function worstPrompt({ host }: Session): Promise<string> {
  const { prompts, thresholds } = await host.snapshot();
  const failing = (file: string): number =>
    prompts
      .find((prompt) => prompt.file === file)!
      .instructions.filter(({ figures }) => figures.some(({ n, rate }) => n > 0 && rate < thresholds.warning))
      .length;
  return prompts.map(({ file }) => file).sort((a, b) => failing(b) - failing(a) || (a < b ? -1 : 1))[0]!;
}

async function timed<T>(act: () => Promise<T>): Promise<{ value: T; seconds: string }> {
  const start = performance.now();
  const value = await act();
  return { value, seconds: ((performance.now() - start) / 1000).toFixed(1) };
}
