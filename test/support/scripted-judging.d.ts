/**
 * How the scripted model judges: by rules, no model. It sees nothing but the prompt, takes criteria from the system message and texts
 * from inside the fence, and knows rubrics of a few forms; of another it says unknown. Of one that begins with "The answer is correct" it
 * knows the shop's questions (`planted-judge.ts`). A gullible one does what a text inside tells it,
 * and one with a blind spot does not see what it is blind to: that is a planted fault, for tests of tests.
 */
export interface ScriptedJudging {
  /** It does what the texts of others that it is shown tell it. */
  readonly isGullible?: boolean;
  /** What it takes for the same whatever it is: all numbers, all names, or a "not" more or less. */
  readonly blindTo?: "numbers" | "names" | "negation" | undefined;
}
/** The answer as JSON; undefined where the prompt asks for no verdict. */
export declare function judgingOf(
  system: string,
  user: string,
  options?: ScriptedJudging,
): string | undefined;
