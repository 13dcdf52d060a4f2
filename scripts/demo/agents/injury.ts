import { faultRates } from "../faults.ts";
import { fill, followUps, openingAsk, openingBody, type Scene, saying, type Turn, thanks } from "../scene.ts";

const goodbye = [
  "Take care of yourself, {name}.",
  "You're welcome. Take it gently.",
  "Good. Tell me how it goes.",
] as const;

/** A conversation about pain, gear or coming back. The two faults concern conversations in which pain is reported. */
export function playInjury(scene: Scene): Turn[] {
  const { intent, draw, opening } = scene;
  const steps = intent.first.tools?.(scene.facts, draw) ?? [];
  const ask = openingAsk(scene, 0.7);
  const said = [openingBody(scene), warning(scene), ask];
  const text = said.filter((part) => part !== undefined && part !== "").join("\n\n");
  const turns: Turn[] = [{ user: opening, steps, text: fill(text, scene) }];
  for (const followUp of followUps(scene, false, ask !== undefined)) {
    const answer = fill(draw.pick(followUp.bodies), scene);
    turns.push({
      user: saying(followUp.says, scene),
      steps: followUp.tools?.(scene.facts, draw) ?? [],
      text: answer,
    });
  }
  if (draw.chance(0.2))
    turns.push({ user: draw.pick(thanks), steps: [], text: fill(draw.pick(goodbye), scene) });
  return turns;
}

/** When to see somebody, perhaps forgotten, perhaps after a diagnosis. Red flags say it in any case: there it is the whole answer. */
function warning({ intent, draw, judge, blame }: Scene): string | undefined {
  const { pain } = intent;
  if (!pain) return undefined;
  const isForgotten = pain.professional.length > 0 && draw.chance(faultRates.noProfessional);
  const isDiagnosed = draw.chance(faultRates.diagnosis);
  judge("says-when-to-see-somebody", undefined, !isForgotten);
  judge("names-no-diagnosis", undefined, !isDiagnosed);
  if (isForgotten) blame("noProfessional");
  if (isDiagnosed) blame("diagnosis");
  const sentences = [
    isDiagnosed ? draw.pick(pain.diagnoses) : "",
    isForgotten || pain.professional.length === 0 ? "" : draw.pick(pain.professional),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
