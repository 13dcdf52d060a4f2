/** What a planted judge does not see. */
export type BlindSpot = "numbers" | "names" | undefined;
/**
 * How a judge that knows the shop's right answers reads one, for the scripted model: it must say the same numbers, names and denials, most of the same words
 * and little else. Greetings and small rewordings are fine. Undefined where it does not know the question.
 */
export declare function plantedVerdict(
  question: string,
  answer: string,
  blind: BlindSpot,
):
  | {
      readonly pass: boolean;
      readonly reason: string;
    }
  | undefined;
