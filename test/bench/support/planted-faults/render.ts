import type { Domain } from "./domain.ts";
import type { Draw } from "./draw.ts";
import { isAtWork, type Latent } from "./latent.ts";
import type { Condition, Plan, PlannedLine } from "./plan.ts";
import { filled } from "./plan-lines.ts";
import { eventTurns } from "./render-events.ts";
import { agentFiller, aside, link, opening, thank, typed } from "./spoken.ts";
import { documentOf, type Move } from "./talk.ts";
import { agentSays, inOtherWords } from "./wording.ts";

/** What is to be told: what is the case, and which faults fire. */
export interface Story {
  readonly latent: Latent;
  readonly fired: ReadonlySet<string>;
}

/** Longer answers would be nothing but orders that were followed. */
const mostSentences = 9;

/** A conversation in which that happens: each request a turn, what goes on beside it where it belongs. */
export function movesOf(plan: Plan, story: Story, draw: Draw): Move[] {
  const { latent } = story;
  const turns = latent.tasks.map((task) => ({ task, situations: [] as string[] }));
  const byRecord = new Set(latent.situations.filter((id) => isOnRecord(plan, id, draw)));
  // What a record shows is known from the first turn on.
  for (const id of latent.situations)
    (byRecord.has(id)
      ? turns[0]!
      : draw.weighted(turns, (turn) => (turn === turns[0] ? 2 : 1))
    ).situations.push(id);
  const turnOf = new Map(
    turns.flatMap(({ task, situations }, i) => [task, ...situations].map((id) => [id, i] as const)),
  );
  const events = eventTurns(plan, story, draw);
  const reads = byRecord.size > 0 || draw.chance(0.6);
  const moves: Move[] = [];
  const ref = draw.hex(6).toUpperCase();
  for (const [i, turn] of turns.entries()) {
    const said = turn.situations.filter((id) => !byRecord.has(id)).map((id) => shown(plan, id, draw));
    const asked = `${i === 0 ? opening(draw) : link(draw)}${shown(plan, turn.task, draw)}`;
    const parts = draw.chance(0.25) && said.length > 0 ? [...said, asked] : [asked, ...said];
    if (draw.chance(0.25)) parts.push(aside(draw));
    const own = events.filter((event) => event.turn === i);
    moves.push({
      is: "user",
      text: [...parts, ...own.flatMap(({ asked: more }) => more ?? [])]
        .map((part) => typed(part, draw))
        .join(" "),
    });
    if (i === 0 && reads) moves.push(recordRead(plan, latent, ref, draw));
    for (const { before } of own) moves.push(...(before ?? []));
    if (draw.chance(0.35)) moves.push(recordWrite(plan, ref, turn.task, draw));
    if (own.length === 0 && draw.chance(0.15)) moves.push(...search(plan.domain, draw));
    const sentences = answerOf(plan, story, turn.task, i, turnOf, draw);
    const extra = own.flatMap(({ says }) => says ?? []);
    moves.push({ is: "agent", text: joined([...sentences, ...extra], draw) });
    for (const { after } of own) moves.push(...(after ?? []));
  }
  const isLeft = latent.events.has("leaves");
  if (!isLeft && moves.at(-1)!.is === "agent" && draw.chance(0.35))
    moves.push(
      { is: "user", text: thank(draw) },
      { is: "agent", text: draw.pick(["You are welcome.", "Any time.", "Gladly."]) },
    );
  return moves;
}

/** Where it is covert half of what has a field shows in nothing but the record. */
const isOnRecord = ({ conditions, covert }: Plan, id: string, draw: Draw): boolean => {
  const condition = conditions.get(id)!;
  return "field" in condition && condition.field !== undefined && covert.has(id) && draw.chance(0.6);
};

/** Said so that the condition is met in its own words, or in none of them. */
const shown = ({ conditions, covert }: Plan, id: string, draw: Draw): string => {
  const condition: Condition = conditions.get(id)!;
  return covert.has(id)
    ? inOtherWords(condition.covert, draw, condition.when.join(" "))
    : inOtherWords(condition.overt, draw);
};

/** Fields of what is the case and of some of what is not, so that it is the value that tells. */
function recordRead({ domain }: Plan, { situations }: Latent, ref: string, draw: Draw): Move {
  const fields = draw.shuffled(domain.situations).flatMap(({ id, field }) => {
    const isOn = situations.includes(`s:${id}`);
    return field && (isOn || draw.chance(0.5))
      ? [[field.name, draw.pick(isOn ? field.on : field.off)] as const]
      : [];
  });
  const result = {
    ref,
    opened: `2025-0${draw.int(1, 9)}-1${draw.int(0, 9)}`,
    ...Object.fromEntries(fields),
    etag: draw.hex(4),
  };
  return { is: "tool", name: domain.tools.read, args: { ref }, result: JSON.stringify(result) };
}

function recordWrite({ domain, conditions }: Plan, ref: string, task: string, draw: Draw): Move {
  const op = `${String.fromCharCode(65 + [...conditions.keys()].indexOf(task))}${draw.int(10, 19)}`;
  return {
    is: "tool",
    name: domain.tools.write,
    args: { ref, op },
    result: JSON.stringify({ ok: true, id: draw.hex(6) }),
  };
}

const search = (domain: Domain, draw: Draw): Move[] => {
  const topic = draw.pick(domain.topics);
  return [
    { is: "retrieval", name: domain.tools.search, query: topic.query, documents: [documentOf(topic, draw)] },
  ];
};

/** What is said about the request and by the lines that are at work since this turn. */
function answerOf(
  plan: Plan,
  { latent, fired }: Story,
  task: string,
  turn: number,
  turnOf: ReadonlyMap<string, number>,
  draw: Draw,
): string[] {
  const atWork = plan.lines.filter(
    (line) =>
      line.action &&
      isAtWork(line, latent) &&
      Math.max(0, ...line.needs.map((id) => turnOf.get(id) ?? 0)) === turn,
  );
  const conflicts = plan.faults.filter(({ kind }) => kind === "conflicting");
  const silent = new Set<PlannedLine>();
  // Of two that cannot both be followed one is, unless that goes wrong.
  for (const { lines, id } of conflicts)
    if (lines.every((line) => isAtWork(line, latent)) && !(fired.has(id) && draw.chance(0.5)))
      silent.add(draw.pick(lines));
  const must: string[] = [];
  const may: string[] = [];
  for (const line of draw.shuffled(atWork)) {
    if (silent.has(line)) continue;
    const fault = plan.faults.find(({ lines, kind }) => kind !== "conflicting" && lines.includes(line));
    const isIgnored = (fault?.kind === "ignored" && fired.has(fault.id)) || draw.chance(0.02);
    const { done, instead } = line.action!;
    const words = isIgnored ? instead : done;
    if (!words || draw.chance(isIgnored ? 0.15 : line.kind === "always" ? 0.3 : 0.2)) continue;
    (fault ? must : may).push(agentSays(filled(draw.pick(words), line.slots), draw));
  }
  const condition = plan.conditions.get(task)!;
  const own = "answers" in condition && draw.chance(0.85) ? [draw.pick(condition.answers)] : [];
  return [...own, ...draw.shuffled([...must, ...draw.some(may, Math.max(0, mostSentences - must.length))])];
}

/** Greetings come first and goodbyes last, as people write; an answer is never empty. */
function joined(sentences: readonly string[], draw: Draw): string {
  const isFirst = (text: string): boolean => /^(Hello|Good day)/.test(text);
  const isLast = (text: string): boolean => /anything else\?|more for you\?/.test(text);
  const ordered = [
    ...sentences.filter(isFirst),
    ...(draw.chance(0.4) || sentences.length === 0 ? [agentFiller(draw)] : []),
    ...sentences.filter((text) => !isFirst(text) && !isLast(text)),
    ...sentences.filter(isLast),
  ];
  return ordered.map((text) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())).join(" ");
}
