import type { Sample } from "../../store/index.ts";
import type { CheckType, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";
import { underDeadline } from "../deadline.ts";
import { quote } from "../evidence.ts";
import { documentsOf, placeOf, toolResultsOf } from "../judges/context.ts";
import { type Piece, piecesOf } from "./grounding/pieces.ts";
import { Support } from "./grounding/support.ts";

/** Longest list of places that were searched, in characters. */
const searchedLimit = 200;

export const grounded: CheckType = {
  name: "grounded",
  doc: "Every figure, amount, date, time, id, name after a title and quotation in the agent's answers stands in a tool result, a retrieved document, the system text, a tool call or a user's message before it, whatever way it is written; sums, differences, multiples and percentages of numbers in tool results count as supported, and bare counts up to twelve and examples are not looked at. It asks no model; `grounded-claims` does, and reads whole claims.",
  version: 3,
  required: [],
  needsConversation: true,
  needsSpans: true,
  needsSystemText: true,
  onlyPlain: true,
  prepare: (): Prepared => ({
    check: (sample, { deadlineMs }) => {
      const outcome = underDeadline(() => looseIn(sample), deadlineMs);
      return "value" in outcome
        ? judgeGrounded(sample, outcome.value)
        : unknownVerdict(
            `Whether each figure of the output's ${sample.output.length} characters has a source took over ${deadlineMs} ms to tell`,
          );
    },
  }),
};

interface Loose {
  readonly piece: Piece;
  readonly messageIndex: number;
}

interface Found {
  readonly loose: readonly Loose[];
  readonly checked: number;
}

function judgeGrounded(sample: Sample, { loose, checked }: Found): Verdict {
  const first = loose[0];
  const places = [
    ...(sample.systemText === undefined ? [] : ["the system text"]),
    ...[...toolResultsOf(sample), ...documentsOf(sample)].map(placeOf),
    "the user's messages",
  ];
  const searched = quote(places.join("; "), 0, searchedLimit).slice(1, -1);
  const more = loose.length > 1 ? ` and ${loose.length - 1} more` : "";
  const unrecorded = sample.systemText === undefined ? "; no system text was recorded" : "";
  return verdictOf({
    holds: !first,
    inverse: false,
    subject: "The agent",
    claim: "say only what it was told or found",
    evidence: first
      ? `no source has the ${first.piece.kind} ${quote(first.piece.text, 0, 80)}${more}, said in ${quote(sample.messages[first.messageIndex]!.text, first.piece.at, 120)}; searched: ${searched}${unrecorded}`
      : checked === 0
        ? "it says no figure, date or id"
        : `each of ${checked} figures, dates and ids has a source`,
    messageIndex: first?.messageIndex,
  });
}

/** Pieces of the agent's answers in the sample that nothing before them supports, each once, and how many there were. */
export function looseIn(sample: Sample): Found {
  const support = new Support();
  if (sample.systemText !== undefined) support.add(sample.systemText, true);
  for (const { text } of documentsOf(sample)) support.add(text, true);
  const loose = new Map<string, Loose>();
  let checked = 0;
  for (const [messageIndex, { role, text, toolCalls = [] }] of sample.messages
    .slice(0, sample.to)
    .entries()) {
    if (role === "tool") support.add(text, true);
    else if (role !== "assistant") support.add(text, false);
    // What it looked for is what it may say it looked for.
    for (const { args } of toolCalls) support.add(JSON.stringify(args) ?? "", false);
    if (role !== "assistant" || text.trim() === "") continue;
    support.reckon(text);
    for (const piece of piecesOf(text)) {
      const has = support.has(piece);
      if (messageIndex < sample.from) continue;
      checked++;
      if (!has && !loose.has(piece.text)) loose.set(piece.text, { piece, messageIndex });
    }
  }
  return { loose: [...loose.values()], checked };
}
