/** What a demo of the loop is made of: a prompt, the wishes that people come with, and the evaluators of its answers. */
export interface DemoWorld {
  readonly name: string;
  /** The sound text: with it the scripted agent does right nearly always. A fault is a change of it. */
  readonly prompt: string;
  readonly wishes: Readonly<Record<string, Wish>>;
  readonly evaluators: readonly DemoEvaluator[];
  readonly tools?: readonly DemoTool[];
}

/** One thing that people want. */
export interface Wish {
  /** What it is about, in the words that a prompt may have for it: what a model understands whatever words it was said in. */
  readonly about: string;
  /** Openings; `{a|b|c}` is one of these. Those with braces are as many as those without. */
  readonly says: readonly string[];
  /** What the agent says now and then although no line asks for it, as models do. */
  readonly unasked?: readonly string[];
  /** How often it comes, beside the others. Default: 1. */
  readonly weight?: number;
}

/** A row of `evaluators:`. */
export interface DemoEvaluator {
  readonly name: string;
  /** Says what is wanted of an answer; who mends the prompt is told it, and nothing else. */
  readonly description: string;
  /** It judges only what was asked with these words: a regular expression. Default: all. */
  readonly asked?: string;
  readonly assert: readonly {
    readonly type: string;
    readonly value?: unknown;
    readonly threshold?: number;
  }[];
}

export interface DemoTool {
  readonly name: string;
  /** It is called where this is asked for. */
  readonly description: string;
  /** The share of its calls that fail. */
  readonly fails?: number;
  readonly gives: Readonly<Record<string, unknown>>;
}

export const worldWith = (world: DemoWorld, more: Partial<DemoWorld>): DemoWorld => ({ ...world, ...more });
