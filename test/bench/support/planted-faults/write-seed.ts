import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Draw } from "./draw.ts";
import { conversationsOf, exportLine, type MadeConversation, truthOf } from "./made-seed.ts";
import type { Plan } from "./plan.ts";
import { planOf } from "./plan-seed.ts";

/** Writes the workspace of a seed into one folder and its truth into another, which must not lie inside of the first. */
export function writeSeed(seed: number, folder: string, truthFile: string): void {
  const plan = planOf(seed);
  const made = [...conversationsOf(plan)];
  mkdirSync(folder, { recursive: true });
  const systemHash = createHash("sha256").update(plan.promptText).digest("hex");
  const draw = new Draw(seed).apart(22);
  writeFileSync(join(folder, "prompt.md"), plan.promptText);
  writeFileSync(join(folder, "homeostat.yaml"), configOf(plan));
  writeFileSync(
    join(folder, "conversations.jsonl"),
    made.map((one) => `${exportLine(one, systemHash, plan.promptText, draw)}\n`).join(""),
  );
  writeFileSync(join(folder, "failures.json"), JSON.stringify(failuresAsked(plan, made)));
  writeFileSync(truthFile, JSON.stringify(truthOf(plan, made)));
}

/** The failures that a tool is asked about. */
export interface AskedFailure {
  readonly conversation: string;
  readonly evaluator: string;
}

const mostAsked = 60;

function failuresAsked({ seed }: Plan, made: readonly MadeConversation[]): AskedFailure[] {
  const failures = made.flatMap(({ id, verdicts }) =>
    verdicts.flatMap(({ evaluator, label }) => (label === "fail" ? [{ conversation: id, evaluator }] : [])),
  );
  return new Draw(seed).apart(23).some(failures, mostAsked);
}

/** Evaluators that read what was recorded. JSON is YAML. */
export function configOf({ evaluators }: Plan): string {
  return [
    "version: 1",
    "prompts:",
    '  - { name: "agent", file: "prompt.md" }',
    "evaluators:",
    ...evaluators.map(({ name, description, covers }) => {
      const entry = {
        ...{
          name,
          description,
          scope: "conversation",
          assert: [{ type: "recorded-evaluation", value: name }],
        },
        ...(covers.length > 0 && { covers: covers.map(({ text }) => text) }),
      };
      return `  - ${JSON.stringify(entry)}`;
    }),
    "",
  ].join("\n");
}
