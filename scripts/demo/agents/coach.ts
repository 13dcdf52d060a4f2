import { bug } from "../../../server/core/base/index.ts";
import type { Answer, ToolStep } from "../demo-types.ts";
import { faultRates } from "../faults.ts";
import { planWeek } from "../intents/coach-tools.ts";
import { fill, followUps, openingBody, type Scene, saying, type Turn, thanks } from "../scene.ts";
import { distance, inUnit, writesKilometres } from "../units.ts";

const besideCall = [
  "Let me look at your plan first.",
  "One moment, I'm checking your plan.",
  "Sure, pulling up your data now.",
  "Let me have a look.",
  "I'll check that for you.",
] as const;

const goodbye: Answer = {
  bodies: [
    "You're welcome, {name}.",
    "Any time. Go and enjoy it.",
    "Good. I've got it all noted.",
    "My pleasure.",
  ],
  asks: [
    "Shall I check in with you after the next long run?",
    "Will you tell me how it went?",
    "Is there anything else on your mind for this week?",
  ],
};

/** What a talkative answer adds when it thinks that it has not said enough. */
const besides = [
  "Keep that picture in mind and most decisions of the coming weeks will make themselves, even on days when the plan and real life disagree.",
  "If you would like to read up on it, I can go through the same thing with your own figures from the last two months, step by step.",
  "None of this has to be perfect. Nine weeks out of ten that are roughly right will take you further than three that went exactly to plan.",
  "You will see the effect in two or three weeks rather than tomorrow, so please judge it by the trend and not by a single run.",
] as const;

const wordLimit = 120;
/** Answers keep clear of the limit, so that a word more or less in a name never turns a verdict. */
const margin = 5;

/** A conversation with the coach, turn by turn, with its faults drawn on the way. */
export function playCoach(scene: Scene): Turn[] {
  const { intent, draw, opening } = scene;
  const whys = draw.shuffled(intent.whys ?? []);
  const first = intent.first.card ? cardTurn(scene) : spokenTurn(scene, 0, opening, intent.first, whys);
  const turns = [first];
  for (const followUp of followUps(scene, false)) {
    turns.push(spokenTurn(scene, turns.length, saying(followUp.says, scene), followUp, whys));
  }
  if (draw.chance(0.28)) turns.push(spokenTurn(scene, turns.length, draw.pick(thanks), goodbye, []));
  return turns;
}

function spokenTurn(scene: Scene, index: number, user: string, answer: Answer, whys: string[]): Turn {
  const { draw, judge, blame } = scene;
  const calls = callsOf(scene, index, answer);
  const why = isTooLong(scene, index) ? whys.pop() : undefined;
  const closing = closingOf(scene, index, answer.asks ?? []);
  const body = index === 0 ? openingBody(scene) : draw.pick(answer.bodies);
  const isBrief = why !== undefined && count(fill(`${body} ${why}`, scene)) < wordLimit + 2 * margin;
  const more = isBrief ? draw.pick(besides) : undefined;
  const parts = [body, why, more, closing].filter((part) => part !== undefined);
  const right = fill(parts.join("\n\n"), scene);
  const text = inRunnersUnit(scene, index, user, parts.join("\n\n"), right);
  judge("at-most-120-words", index, why === undefined);
  if (why !== undefined) blame("tooLong");
  checkLength(`${calls.beside ?? ""} ${text}`, why !== undefined);
  return { user, ...calls, text };
}

function isTooLong({ draw, isOlder }: Scene, index: number): boolean {
  const rates = faultRates.tooLong[isOlder ? "older" : "current"];
  return draw.chance(index === 0 ? rates.opening : rates.followUp);
}

/** The closing question, or none, or two of them. */
function closingOf(
  { draw, judge, blame }: Scene,
  index: number,
  asks: readonly string[],
): string | undefined {
  const missing = asks.length === 0 || draw.chance(faultRates.noQuestion);
  const two = !missing && asks.length > 1 && draw.chance(faultRates.twoQuestions);
  judge("ends-with-one-question", index, !missing && !two);
  if (missing || two) blame("question");
  if (missing) return undefined;
  const [one, other] = draw.shuffled(asks);
  return two ? `${one} ${other}` : one;
}

/** A runner who writes kilometres is sometimes answered in miles. A text without distances cannot be wrong. */
function inRunnersUnit(scene: Scene, index: number, user: string, raw: string, right: string): string {
  const { draw, judge, blame } = scene;
  if (!writesKilometres(user)) return right;
  const wrong = fill(raw, scene, "miles");
  const isWrong = draw.chance(faultRates.miles) && wrong !== right;
  judge("keeps-kilometres", index, !isWrong);
  if (isWrong) blame("miles");
  return isWrong ? wrong : right;
}

/** The tool calls of a turn and what is wrong with them. */
function callsOf(
  scene: Scene,
  index: number,
  answer: Answer,
): Pick<Turn, "steps" | "beside" | "callsTogether"> {
  const { draw, judge, blame } = scene;
  const steps = readFirst(scene, answer.tools?.(scene.facts, draw) ?? []);
  if (steps.length === 0) return { steps };
  const beside = draw.chance(faultRates.textBesideCall) ? draw.pick(besideCall) : undefined;
  const callsTogether = steps.length > 1 && draw.chance(faultRates.twoCalls);
  const isSilent = beside === undefined && !callsTogether;
  judge("one-silent-tool-call", index, isSilent);
  if (!isSilent) blame("toolStyle");
  return { steps, beside, callsTogether };
}

/** Where the plan is changed, the look into it beforehand is sometimes left out. */
function readFirst({ draw, judge, blame }: Scene, steps: readonly ToolStep[]): readonly ToolStep[] {
  if (!steps.some(({ name }) => name === "update_plan")) return steps;
  const isUnread = draw.chance(faultRates.planUnread);
  judge("reads-plan-before-changing-it", undefined, !isUnread);
  if (isUnread) blame("planUnread");
  return isUnread ? steps.filter(({ name }) => name === "update_plan") : steps;
}

/** The week card: JSON and nothing else, unless a fence or a friendly word gets in. */
function cardTurn(scene: Scene): Turn {
  const { draw, judge, blame, opening } = scene;
  const calls = callsOf(scene, 0, scene.intent.first);
  const card = JSON.stringify(weekCard(scene));
  const inFence = draw.chance(faultRates.cardInFence);
  const withText = !inFence && draw.chance(faultRates.cardWithText);
  judge("week-card-is-bare-json", 0, !inFence && !withText && calls.beside === undefined);
  if (inFence || withText) blame("card");
  if (writesKilometres(opening)) judge("keeps-kilometres", 0, true);
  const text = inFence
    ? `\`\`\`json\n${card}\n\`\`\``
    : withText
      ? `Here's your week, ${scene.runner.name}:\n\n${card}`
      : card;
  return { user: opening, ...calls, text };
}

const dayMs = 86_400_000;

function weekCard({ facts, runner, startMs }: Scene): object {
  const monday = new Date(startMs - ((new Date(startMs).getUTCDay() + 6) % 7) * dayMs);
  return {
    card: "week",
    starts: monday.toISOString().slice(0, 10),
    sessions: planWeek(facts).map(({ day, session, distance_km }) => ({
      day: day.slice(0, 3),
      session,
      distance: Number.parseInt(inUnit(distance(distance_km), runner.unit), 10),
      unit: runner.unit === "km" ? "km" : "mi",
    })),
  };
}

const count = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;

function checkLength(text: string, isLong: boolean): void {
  const words = count(text);
  if (isLong ? words < wordLimit + margin : words > wordLimit - margin)
    bug(`An answer meant to be ${isLong ? "long" : "short"} has ${words} words: ${text.slice(0, 80)}`);
}
