import { type Frozen, frozenRanges } from "../../../attribution/index.ts";
import type { PromptDocument } from "../../../prompt/index.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * What `frozen:` names stays as it is: the same text, under the same headings, read as the same kind of instruction. So nothing frozen can be
 * moved out, added to, put into an example or made conditional.
 */
export const frozen: GuardRule = {
  name: "frozen",
  severity: "stop",
  check: ({ documents, frozen: named = [] }) =>
    named.flatMap((one) => {
      const old = piecesOf(documents.before, one);
      const fresh = piecesOf(documents.after, one);
      return old.flatMap(({ range, read }, i): Fault[] =>
        fresh[i]?.read === read && fresh.length === old.length
          ? []
          : [
              {
                ...{ in: "before", range },
                message: `It is frozen by the configuration, and changed: ${quoted(documents.before.text.slice(range.start, range.end))}.`,
              },
            ],
      );
    }),
};

/** A frozen range, with all that is read from it. */
function piecesOf(document: PromptDocument, one: Frozen) {
  return frozenRanges(document, [one]).map((range) => {
    const inside = document.instructions.filter(
      (instruction) => range.start <= instruction.range.start && instruction.range.end <= range.end,
    );
    const read = inside.map(({ key, kind, section, triggers }) => [key, kind, section, triggers]);
    return { range, read: JSON.stringify([document.text.slice(range.start, range.end).trimEnd(), read]) };
  });
}
