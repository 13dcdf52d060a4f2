import type { Cancelling } from "../demo-types.ts";
import { faultRates } from "../faults.ts";
import { cancelStep } from "../intents/support-tools.ts";
import {
  fill,
  followUps,
  openingAsk,
  openingBody,
  type Scene,
  saying,
  type Turn,
  thanks,
  wordsOf,
} from "../scene.ts";

const goodbye = [
  "Have a good run, {name}.",
  "You're welcome, {name}.",
  "Happy to help. Bye for now.",
] as const;

/** A conversation with customer support. */
export function playSupport(scene: Scene): Turn[] {
  const { intent, draw } = scene;
  if (intent.cancelling) return cancel(scene, intent.cancelling);
  const isQuick = intent.id === "watch-wrong-pace" && syncsQuickly(scene);
  const facts = { ...scene.facts, mode: isQuick ? "quick" : "full" };
  const text = [openingBody(scene), openingAsk(scene, 0.6)].filter((part) => part !== undefined).join(" ");
  const first: Turn = {
    user: scene.opening,
    steps: intent.first.tools?.(facts, draw) ?? [],
    text: fill(text, scene),
  };
  return [first, ...goingOn(scene, isQuick)];
}

function goingOn(scene: Scene, faulted: boolean): Turn[] {
  const { draw } = scene;
  const turns: Turn[] = followUps(scene, faulted).map((followUp) => ({
    user: saying(followUp.says, scene),
    steps: followUp.tools?.(scene.facts, draw) ?? [],
    text: fill(draw.pick(followUp.bodies), scene),
  }));
  if (draw.chance(0.22))
    turns.push({ user: draw.pick(thanks), steps: [], text: fill(draw.pick(goodbye), scene) });
  return turns;
}

function syncsQuickly({ draw, judge, blame }: Scene): boolean {
  const isQuick = draw.chance(faultRates.quickSync);
  judge("full-sync-for-wrong-pace", undefined, !isQuick);
  if (isQuick) blame("quickSync");
  return isQuick;
}

/** Asks, waits for a yes and cancels; or cancels at once. Who changes their mind was asked, and nothing was cancelled. */
function cancel(scene: Scene, lines: Cancelling): Turn[] {
  const { draw, judge, blame, facts, opening } = scene;
  const lookUp = scene.intent.first.tools!(facts, draw);
  if (draw.chance(faultRates.cancelUnasked)) {
    judge("asks-before-cancelling", undefined, false);
    blame("cancelUnasked");
    const text = fill(draw.pick(lines.unasked), scene);
    return [{ user: opening, steps: [...lookUp, cancelStep(facts)], text }, ...goingOn(scene, true)];
  }
  const asked: Turn = { user: opening, steps: lookUp, text: fill(draw.pick(lines.questions), scene) };
  if (draw.chance(0.15)) {
    const user = wordsOf(draw.pick(lines.changedMind));
    return [asked, { user, steps: [], text: fill(draw.pick(lines.kept), scene) }];
  }
  judge("asks-before-cancelling", undefined, true);
  const done: Turn = {
    user: draw.pick(lines.yes),
    steps: [cancelStep(facts)],
    text: fill(draw.pick(lines.done), scene),
  };
  // Asking took two turns; a third and a fourth fit into twelve messages.
  return [asked, done, ...goingOn(scene, false).slice(0, 2)];
}
