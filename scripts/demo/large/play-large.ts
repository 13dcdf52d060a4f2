import type { Draw, PromptName, ToolStep } from "../demo-types.ts";
import { type Turn, thanks } from "../scene.ts";
import type { LargeEvaluator } from "./large-evaluators.ts";
import { type ToolName, toolStep } from "./large-tools.ts";
import type { LargeIntent } from "./large-types.ts";
import { fillSlots, type Slots } from "./slots.ts";
import {
  beginnings,
  cancelQuestions,
  clarifications,
  diagnoses,
  endings,
  followUps,
  goodbyes,
  lectures,
  refundDays,
  seeSomebody,
  ticketNumbers,
  yeses,
} from "./small-talk.ts";

/** One conversation about to be played. `fault`: the evaluator that has to fail it, where one has to. */
export interface LargeScene {
  readonly intent: LargeIntent;
  readonly prompt: PromptName;
  readonly opening: string;
  readonly slots: Slots;
  readonly draw: Draw;
  readonly fault?: LargeEvaluator;
}

export function playLarge(scene: LargeScene): Turn[] {
  const { intent, opening, draw } = scene;
  const asks = intent.tools?.includes("cancel_subscription") && scene.fault !== "asks-before-cancelling";
  const turns = asks
    ? cancelled(scene)
    : draw.chance(0.12)
      ? clarified(scene)
      : [{ user: opening, steps: stepsOf(scene), text: answerOf(scene) }];
  return [...turns, ...goingOn(scene)].map((turn) => ({
    ...turn,
    user: fillSlots(turn.user, scene.slots),
    text: fillSlots(turn.text, scene.slots),
  }));
}

/** Looks the membership up, asks, and ends it after a yes. */
function cancelled(scene: LargeScene): Turn[] {
  const { opening, draw } = scene;
  const steps = stepsOf(scene);
  const isCancel = ({ name }: ToolStep): boolean => name === "cancel_subscription";
  return [
    { user: opening, steps: steps.filter((step) => !isCancel(step)), text: draw.pick(cancelQuestions) },
    { user: draw.pick(yeses), steps: steps.filter(isCancel), text: answerOf(scene) },
  ];
}

function clarified(scene: LargeScene): Turn[] {
  const { opening, prompt, draw } = scene;
  const { asks, replies } = draw.pick(clarifications[prompt]);
  return [
    { user: opening, steps: [], text: asks },
    { user: draw.pick(replies), steps: stepsOf(scene), text: answerOf(scene) },
  ];
}

function goingOn({ prompt, draw }: LargeScene): Turn[] {
  const turns: Turn[] = [];
  if (draw.chance(0.28)) {
    const { says, answers } = draw.pick(followUps[prompt]);
    turns.push({ user: draw.pick(says), steps: [], text: draw.pick(answers) });
  }
  if (draw.chance(0.15)) turns.push({ user: draw.pick(thanks), steps: [], text: draw.pick(goodbyes) });
  return turns;
}

/** What a fault leaves out of the calls, or gets wrong in them. */
const leavesOut: Partial<Record<LargeEvaluator, ToolName>> = {
  "reads-plan-before-changing-it": "get_training_plan",
  "looks-up-before-quoting-grams": "lookup_nutrition",
  "ticket-for-app-faults": "open_ticket",
};

function stepsOf({ intent, slots, fault }: LargeScene): ToolStep[] {
  const left = fault && leavesOut[fault];
  const steps = (intent.tools ?? []).filter((name) => name !== left).map((name) => toolStep(name, slots));
  if (fault !== "full-sync-for-wrong-data") return steps;
  return steps.map((step) => (step.name === "sync_device" ? { ...step, args: { mode: "quick" } } : step));
}

function answerOf(scene: LargeScene): string {
  const { intent, draw, fault } = scene;
  const isPlanted = fault !== undefined && fault === intent.fails?.evaluator;
  const answers = (isPlanted && intent.fails?.answers) || intent.answers;
  const parts = [
    draw.chance(0.35) ? draw.pick(beginnings) : "",
    draw.pick(answers),
    intent.adds && draw.chance(0.55) ? draw.pick(intent.adds) : "",
    ...duties(scene),
    ...(fault === "at-most-120-words" ? lecture(scene) : []),
    fault === "names-no-diagnosis" ? draw.pick(diagnoses) : "",
    draw.chance(0.25) ? draw.pick(endings) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Two lectures of some sixty words each are too long with whatever stands before them. */
const lecture = ({ draw }: LargeScene): string[] => draw.shuffled(lectures).slice(0, 2);

/** What the prompt wants said whenever such a tool was called. */
function duties({ intent, draw, fault }: LargeScene): string[] {
  const tools = intent.tools ?? [];
  const due = (tool: ToolName, evaluator: LargeEvaluator, sentences: readonly string[]): string[] =>
    tools.includes(tool) && fault !== evaluator ? [draw.pick(sentences)] : [];
  return [
    ...due("log_pain_report", "says-when-to-see-somebody", seeSomebody),
    ...due("issue_refund", "refund-says-when", refundDays),
    ...due("open_ticket", "ticket-for-app-faults", ticketNumbers),
  ];
}
