/** What the pool is worth for one fault: each of its moves made on the faulty prompt, held against traffic that nobody has seen. */
import { applyInstructionEdits, type InstructionEdit } from "../../../server/core/improve/index.ts";
import { readPrompt } from "../../../server/core/prompt/index.ts";
import { textOf } from "../scripted-model.ts";
import type { ScriptedEdit } from "../scripted-reflection.ts";
import { faultyPrompt, type PlantedFault } from "./faults.ts";
import { fallenIn, rateOf, ratesOf } from "./judged-traffic.ts";
import { pool, seenIn } from "./pool.ts";
import { supportDesk } from "./support-desk.ts";
import { trafficOf } from "./traffic.ts";
import { promptFile } from "./workspace.ts";

export interface PoolTruth {
  /** Moves that can be made on this prompt. */
  readonly moves: number;
  /** Those that mend it, and let nothing else fall. */
  readonly right: number;
}

/** The target's rate from which on a prompt is mended. */
export const mendedFrom = 0.9;
const judged = { count: 240, seed: 90_001 };

export async function poolTruth(fault: PlantedFault): Promise<PoolTruth> {
  const { world = supportDesk, target } = fault;
  const text = faultyPrompt(fault);
  const { instructions } = readPrompt(promptFile, text);
  const before = await ratesOf(world, text, judged);
  const seen = {
    lines: instructions.map((one, number) => ({ number, text: one.text })),
    complaints: [`Not met: ${world.evaluators.find(({ name }) => name === target)!.description}`],
    conversations: trafficOf(world, text, 12, judged.seed).map(
      ({ messages }) => `user: ${textOf(messages[1]!)}\nassistant: ${textOf(messages.at(-1)!)}`,
    ),
  };
  const texts = pool.flatMap((move, i) => {
    const edit = move(seenIn(seen, i));
    const made = edit && asInstructionEdit(edit, (number) => instructions[number]!.key);
    const edited = made && applyInstructionEdits({ file: promptFile, text }, [made], []);
    return edited && "text" in edited && edited.text !== text ? edited.text : [];
  });
  let right = 0;
  for (const edited of texts) {
    const after = await ratesOf(world, edited, judged);
    if (rateOf(after[target]!) >= mendedFrom && fallenIn(before, after).length === 0) right++;
  }
  return { moves: texts.length, right };
}

function asInstructionEdit(
  { action, line, behind = 0, text = "" }: ScriptedEdit,
  keyOf: (number: number) => string,
): InstructionEdit | undefined {
  const to = { line: keyOf(line), where: "behind" } as const;
  if (action === "add") return { operator: "add", to, text };
  if (action === "remove") return { operator: "remove", line: keyOf(line) };
  if (action === "rewrite") return { operator: "rewrite", line: keyOf(line), text };
  if (action === "split") return { operator: "split", line: keyOf(line), texts: text.split("\n") };
  if (action === "move") return { operator: "move", line: keyOf(line), to: { ...to, line: keyOf(behind) } };
  return undefined;
}
