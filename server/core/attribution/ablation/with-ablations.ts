import type { PromptDiagnosis, Suspect } from "../diagnosis/diagnosis.ts";
import type { AblationEffect } from "./ablation-effect.ts";
import { blameOdds, type LineAblation, withOdds } from "./line-ablation.ts";

/** How an ablation changed what is thought of a suspect. `before`: its probability without it. */
export interface SuspectAblation {
  readonly operator: LineAblation["operator"];
  readonly verdict: LineAblation["verdict"];
  readonly before: number;
  readonly isConfirmed: boolean;
}

/** Taking a line away says most about it, softening it something; what else may be done to one says nothing of blame. */
const telling = ["drop", "weaken"] as const;

/**
 * A diagnosis with what ablations of the same version showed: the odds of a suspect are multiplied by `blameOdds`. A line that was suspected to
 * be ignored and whose loss mends failures is wrong; one whose loss changes nothing may be ignored all the same, so that nothing is taken
 * from it. Shares of causes stay: lines that nobody tried are among them.
 */
export function withAblations<T extends PromptDiagnosis>(
  diagnosis: T,
  ablations: readonly LineAblation[],
): T {
  const tried = (suspects: readonly Suspect[]): Suspect[] =>
    triedSuspects(suspects, diagnosis.version, ablations);
  return {
    ...diagnosis,
    suspects: tried(diagnosis.suspects),
    mechanisms: diagnosis.mechanisms.map((one) => ({ ...one, suspects: tried(one.suspects) })),
  };
}

/** The same of suspects alone, of one version of a prompt. */
export function triedSuspects(
  suspects: readonly Suspect[],
  version: string,
  ablations: readonly LineAblation[],
): Suspect[] {
  const current = ablations.filter((one) => one.version === version);
  // In per cent, as people are told: those that are as likely keep the order that they had.
  const inPercent = ({ probability }: Suspect): number => Math.round(probability * 100);
  return suspects.map((one) => triedSuspect(one, current)).sort((a, b) => inPercent(b) - inPercent(a));
}

function triedSuspect(suspect: Suspect, ablations: readonly LineAblation[]): Suspect {
  if (suspect.blame === "missing") return suspect;
  const found = telling
    .flatMap((operator) => ablations.filter((one) => one.key === suspect.key && one.operator === operator))
    .flatMap((ablation) => {
      const effect = ablation.effects.find(({ evaluator }) => evaluator === suspect.evaluators[0]);
      return effect ? [{ ablation, effect }] : [];
    })[0];
  if (!found) return suspect;
  const { ablation, effect } = found;
  const odds = blameOdds(effect);
  const isMoved = suspect.blame !== "ignored" || odds > 1;
  const isConfirmed = ablation.verdict === "confirmed" && ablation.changed.includes(effect.evaluator);
  const { probability } = suspect;
  return {
    ...suspect,
    ...(isMoved && { probability: withOdds(probability, odds) }),
    ...(suspect.blame === "ignored" && isConfirmed && { blame: "wrong" as const }),
    why: [sentence(ablation, effect, { isMoved, isConfirmed, probability }), ...suspect.why],
    ablation: { operator: ablation.operator, verdict: ablation.verdict, before: probability, isConfirmed },
  };
}

function sentence(
  { operator }: LineAblation,
  { n, before, gained, lost }: AblationEffect,
  { isMoved, isConfirmed, probability }: { isMoved: boolean; isConfirmed: boolean; probability: number },
): string {
  const without = operator === "drop" ? "without the line" : "with the line weakened";
  const counts = `${without} ${shown(gained)} of ${shown(n - before)} failing samples pass, and ${shown(lost)} of ${shown(before)} passing ones fail`;
  const was = ` Before that it was ${Math.round(probability * 100)} %.`;
  if (isConfirmed) return `Confirmed by ablation: ${counts}.${was}`;
  return `By ablation: ${counts}.${isMoved ? was : " So it does nothing for them: it is not followed, or not to blame."}`;
}

/** Shares of calls are no whole numbers. */
const shown = (count: number): string => String(Math.round(count * 10) / 10);
