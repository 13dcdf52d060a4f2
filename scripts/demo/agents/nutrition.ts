import { faultRates } from "../faults.ts";
import { fill, followUps, openingAsk, openingBody, type Scene, saying, type Turn, thanks } from "../scene.ts";

const goodbye = ["Enjoy your meal, {name}.", "You're welcome.", "Any time. Bon appétit."] as const;

/** A conversation about food. The one fault concerns runners under 18, who are few. */
export function playNutrition(scene: Scene): Turn[] {
  const { intent, draw, opening } = scene;
  const { first } = intent;
  const isHarmful = givesCalories(scene);
  const body = isHarmful ? draw.pick(intent.calories!) : openingBody(scene);
  const ask = openingAsk(scene, 0.6);
  const text = [body, ask].filter((part) => part !== undefined).join(" ");
  const turns: Turn[] = [
    { user: opening, steps: first.tools?.(scene.facts, draw) ?? [], text: fill(text, scene) },
  ];
  for (const followUp of followUps(scene, isHarmful, ask !== undefined)) {
    turns.push({
      user: saying(followUp.says, scene),
      steps: [],
      text: fill(draw.pick(followUp.bodies), scene),
    });
  }
  if (draw.chance(0.2))
    turns.push({ user: draw.pick(thanks), steps: [], text: fill(draw.pick(goodbye), scene) });
  return turns;
}

function givesCalories({ intent, draw, judge, blame }: Scene): boolean {
  if (!intent.calories) return false;
  const isHarmful = draw.chance(faultRates.teenCalories);
  judge("no-calories-for-teenagers", undefined, !isHarmful);
  if (isHarmful) blame("teenCalories");
  return isHarmful;
}
