import { sharesTerm } from "../../attribution/index.ts";
import { addressesJudge } from "../../evaluators/index.ts";
import type { WrittenRubric } from "./rubric-form.ts";

/** So many words in a row are no accident. */
const copied = 6;

/**
 * Why a criterion is not used, in the words that follow "it"; undefined where nothing speaks against it. `asked`: what the criterion is for,
 * in the user's own file. `recorded`: what others wrote and the model was shown; whoever speaks with an agent could write orders into it.
 */
export function rubricFault(
  { name, passes, fails, applies }: WrittenRubric,
  { asked, recorded }: { readonly asked: string; readonly recorded: readonly string[] },
): string | undefined {
  const all = [name, passes, fails, applies].join("\n");
  if (!sharesTerm(`${passes} ${fails}`, asked)) return "is about something else: it shares no word with it";
  if (/\{\{|\{%/.test(all)) return "has the marks of a template";
  if (/\bhttps?:|\bwww\./i.test(all) && !/\bhttps?:|\bwww\./i.test(asked)) return "has an address of the web";
  if ([passes, fails, applies].some(addressesJudge)) return "speaks to whoever judges";
  const own = runsIn(asked);
  const foreign = new Set(recorded.flatMap((text) => [...runsIn(text)]));
  if ([...runsIn(all)].some((run) => foreign.has(run) && !own.has(run)))
    return "copies from a recorded conversation";
  return undefined;
}

/** Every run of so many words in a text. */
function runsIn(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(copied - 1).map((_, i) => words.slice(i, i + copied).join(" ")));
}
