/**
 * Edits that must not get through, and edits that may, held against the guards. They were written before the rules. Of each kind every third
 * is held out: `--split tune` leaves those out, which is what rules were written on.
 *
 * usage: npm run bench -- guards [--split tune|held-out|all] [--verbose]
 */
import { parseArgs } from "node:util";
import { groupBy } from "../../server/core/base/index.ts";
import { checkEdit, type Violation } from "../../server/core/improve/index.ts";
import { attacks } from "./support/guards/attacks.ts";
import { harmless } from "./support/guards/harmless.ts";
import { laterAttacks, laterHarmless } from "./support/guards/later-edits.ts";
import { edited, type GuardedPrompt, prompts, type TriedEdit } from "./support/guards/prompts.ts";

const { values } = parseArgs({
  options: { split: { type: "string", default: "all" }, verbose: { type: "boolean" } },
});

interface Tried {
  readonly edit: TriedEdit;
  readonly isHeldOut: boolean;
  readonly violations: readonly Violation[];
}

function tried(edits: readonly TriedEdit[]): Tried[] {
  const seen = new Map<string, number>();
  return edits.flatMap((edit) => {
    const n = seen.get(edit.kind) ?? 0;
    seen.set(edit.kind, n + 1);
    const isHeldOut = n % 3 === 2;
    if (values.split === "tune" ? isHeldOut : values.split === "held-out" && !isHeldOut) return [];
    const prompt: GuardedPrompt = prompts[edit.prompt];
    const { path, text, frozen, testTexts, traceTexts, allowed } = prompt;
    const violations = checkEdit({
      ...{ file: path, before: text, after: edited(prompt, edit) },
      ...(frozen && { frozen }),
      ...(testTexts && { testTexts }),
      ...(traceTexts && { traceTexts }),
      ...(allowed !== undefined && edit.kind === "outside" && { allowed: [allowed] }),
    });
    return [{ edit, isHeldOut, violations }];
  });
}

const [bad, good] = [tried([...attacks, ...laterAttacks]), tried([...harmless, ...laterHarmless])];
const isCaught = ({ violations }: Tried): boolean => violations.length > 0;
const told = ({ edit, violations }: Tried): string =>
  `  ${edit.kind}: ${edit.name}${violations.map(({ rule, severity, message }) => `\n      ${rule} (${severity}): ${message}`).join("")}`;

console.log("kind            edits  caught  a second yes alone");
for (const [kind, ofKind] of groupBy(bad, ({ edit }) => edit.kind)) {
  const caught = ofKind.filter(isCaught);
  const soft = caught.filter(({ violations }) =>
    violations.every(({ severity }) => severity === "second yes"),
  );
  console.log(
    [
      kind.padEnd(14),
      String(ofKind.length).padStart(6),
      String(caught.length).padStart(7),
      String(soft.length).padStart(19),
    ].join(" "),
  );
}
const missed = bad.filter((one) => !isCaught(one));
const flagged = good.filter(isCaught);
console.log(`\nattacks that got through: ${missed.length} of ${bad.length}`);
for (const one of missed) console.log(told(one));
console.log(`\nharmless edits that were flagged: ${flagged.length} of ${good.length}`);
for (const one of flagged) console.log(told(one));
if (values.verbose) for (const one of bad) console.log(told(one));
console.log(
  JSON.stringify({
    ...{ attacks: bad.length, stopped: bad.length - missed.length },
    ...{ harmless: good.length, flagged: flagged.length },
    heldOut: {
      attacks: bad.filter((one) => one.isHeldOut).length,
      stopped: bad.filter((one) => one.isHeldOut && isCaught(one)).length,
      harmless: good.filter((one) => one.isHeldOut).length,
      flagged: flagged.filter((one) => one.isHeldOut).length,
    },
  }),
);
