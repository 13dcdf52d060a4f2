import { spentText } from "../replay-text.ts";
import { plural } from "../wording.ts";
import { gateLines, type ToldCycle } from "./cycle-text.ts";
import { suggestionTitle } from "./suggestion-text.ts";

/** Of what speaks against an edit, in a message that is read in passing. */
const mostTold = 2;

/** How a cycle ended, as sentences for a message: what was found, or why nothing was and what it would take. */
export function cycleEndedText(cycle: ToldCycle): string {
  const { says, suggestion, gate, tried, reflections, spent } = cycle;
  const looked = `${plural(tried.length, "edit")} tried in ${plural(reflections, "reflection")}, ${spentText(spent)}.`;
  if (suggestion) return `${suggestionTitle(suggestion)}. No file was changed: it waits for you. ${looked}`;
  const why = gate ? gateLines(gate).slice(0, mostTold).map(asSentence) : [];
  return [says, ...why, ...(spent.calls > 0 ? [looked] : [])].join(" ");
}

function asSentence(line: string): string {
  const said = line.trim();
  return said.endsWith(".") ? said : `${said[0]!.toUpperCase()}${said.slice(1)}.`;
}
