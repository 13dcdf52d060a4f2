/**
 * Implicit signals on real conversations: hits of each kind in each data set, how many of those that a reader judged are right, on the
 * half that the rules were made on and on the other (see `halfOf`), and what finding them costs.
 */
import { signalsOf } from "../../server/core/signals/index.ts";
import { type SignalKind, signalKinds } from "../../server/core/store/index.ts";
import {
  type Hit,
  hitsIn,
  judgedTalks,
  judgements,
  precisionOf,
  type Talk,
} from "../support/judged-signals.ts";
import { round } from "./support/numbers.ts";

const sets = ["tau-bench", "tau2-bench", "who-and-when", "star"] as const;
const rounds = 5;
/** Messages of a usual conversation, by which the cost is told. */
const usual = 26;

const talks = await judgedTalks();
if (!talks) process.exit(0);
const hits = hitsIn(talks, judgements());
const kinds = signalKinds.filter((kind) => hits.some((hit) => hit.kind === kind));

console.log(table(hits));
const costUs = Object.fromEntries(sets.map((set) => [set, costOf(talks.filter((talk) => talk.set === set))]));
console.log(
  `\n${sets.map((set) => `${set}: ${costUs[set]!.perConversation} us a conversation`).join(", ")} of processor time`,
);
console.log(
  JSON.stringify({
    conversations: Object.fromEntries(
      sets.map((set) => [set, talks.filter((talk) => talk.set === set).length]),
    ),
    kinds: Object.fromEntries(kinds.map((kind) => [kind, figuresOf(kind)])),
    costUs,
  }),
);

function figuresOf(kind: SignalKind) {
  const own = hits.filter((hit) => hit.kind === kind);
  const half = (name: Hit["half"]) => precisionOf(own.filter((hit) => hit.half === name));
  return {
    hits: Object.fromEntries(sets.map((set) => [set, own.filter((hit) => hit.set === set).length])),
    tuning: half("tuning"),
    heldOut: half("held-out"),
  };
}

function table(all: readonly Hit[]): string {
  const cell = (text: string | number): string => String(text).padStart(14);
  const of = ({ judged, right }: ReturnType<typeof precisionOf>): string =>
    judged === 0 ? "-" : `${right}/${judged} ${(right / judged).toFixed(2)}`;
  const rows = kinds.map((kind) => {
    const { hits: counts, tuning, heldOut } = figuresOf(kind);
    const own = precisionOf(all.filter((hit) => hit.kind === kind));
    return [...Object.values(counts), of(tuning), of(heldOut), of(own)].map(cell).join("").padStart(0);
  });
  const header = [...sets, "tuning", "held-out", "both"].map(cell).join("");
  return [`${"".padEnd(15)}${header}`, ...rows.map((row, i) => `${kinds[i]!.padEnd(15)}${row}`)].join("\n");
}

/** Processor time, not wall time: other programs on the machine do not count. The first round is for the compiler. */
function costOf(some: readonly Talk[]) {
  const all = () => some.forEach(({ messages }) => void signalsOf(messages));
  all();
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) all();
  const { user, system } = process.cpuUsage(before);
  const messages = some.reduce((sum, talk) => sum + talk.messages.length, 0);
  const us = (user + system) / rounds;
  return { perConversation: round(us / some.length, 0), per26Messages: round((us / messages) * usual, 0) };
}
