import type { Severity } from "./findings.ts";

/** What a finding's `code` stands for, as reports and the configuration know it. */
export interface Rule {
  readonly code: string;
  /** One sentence, then the whole explanation, then what to do about it. */
  readonly short: string;
  readonly full: string;
  readonly help: string;
  /** How severe it is where the configuration says nothing; measured ones are less where the evidence is thin. */
  readonly level: Severity;
  /** Rests on verdicts of evaluators, so that the configuration may lower it and never raise it. */
  readonly isMeasured?: true;
}

const measured: readonly Rule[] = [
  {
    code: "pass-rate",
    short: "An instruction is not kept often enough.",
    full: "Among the conversations that put this instruction to work, an evaluator that covers it passed fewer than the threshold, beyond chance (one-sided, 5 % false discovery rate over the prompt).",
    help: "Read the failing conversations: homeostat traces --failing. Reword the instruction, or fix the evaluator where its verdicts are wrong.",
    level: "warning",
    isMeasured: true,
  },
  {
    code: "evaluator",
    short: "An evaluator that covers no line fails too often.",
    full: "Over the whole prompt, an evaluator passed fewer samples than the threshold, beyond chance; it names no instruction, so the failure cannot be placed.",
    help: "Name the lines it tests with `covers:` in homeostat.yaml.",
    level: "warning",
    isMeasured: true,
  },
  {
    code: "suspect-line",
    short: "Failures point to an instruction.",
    full: "Everything else considered it is to blame for failures with a probability of 40 % at least: samples that put it to work, as they are counted, fail by ten points more often than others at least (95 % interval of the difference), and hardly anything else in the conversations explains it better. Nothing is said of lines that every conversation puts to work.",
    help: "Look at why: homeostat diagnose --prompt FILE. Edit the line, or name it under `covers:` of an evaluator that tests it.",
    level: "information",
    isMeasured: true,
  },
];

const ofBehaviors: readonly Rule[] = [
  {
    code: "behavior-unaddressed",
    short: "No line of a prompt speaks to something that people ask for.",
    full: "In `thresholds.minSamples` conversations and more the prompt was asked for it; no condition of a line holds there more often than elsewhere, no tool that a line names is called there more often, and no line or title uses a word of its own. It stands at the section whose lines speak to the most similar behaviors.",
    help: "Say in a line what to do there, or mute the behavior. Look at it: homeostat behaviors show.",
    level: "information",
    isMeasured: true,
  },
];

/** Told at the level that the configuration sets, and not at all where it sets none: coverage shows them where somebody looks at it. */
const ofCoverage: readonly Rule[] = [
  {
    code: "lines-unused",
    short: "No conversation put some lines of a prompt to work.",
    full: "Of the lines that direct, these have a condition that held in no conversation of the versions that had them; one finding for a prompt. Told only where `rules:` sets a level, and not of a prompt without conversations.",
    help: "Say in the users' words when they apply, or take them out. All of them: homeostat coverage FILE.",
    level: "information",
  },
  {
    code: "lines-untested",
    short: "No evaluator covers some lines of a prompt.",
    full: "Of the lines that direct, these stand under `covers:` of no evaluator; one finding for a prompt. Told only where `rules:` sets a level, and not of a prompt without conversations.",
    help: "See what could test them: homeostat propose FILE.",
    level: "information",
  },
];

/** Of tools that lines name, held against those that conversations had. */
const ofTools: readonly Rule[] = [
  {
    code: "tool-unknown",
    short: "An instruction names a tool that no conversation had.",
    full: "The line says that it is a tool, or orders to call it in a prompt that calls its tools by their names; no conversation of the prompt offered or called it, while others are known. Nothing is said of lines that no conversation has used, but where the name is a known one misspelt; and where conversations do not tell which tools the model had, not before 30 of them called any.",
    help: "Correct the name, take the line out, or give the agent the tool.",
    level: "warning",
  },
  {
    code: "tool-forbidden",
    short: "A tool is called that an instruction forbids.",
    full: "The line forbids it outright, without a condition or an exception, and conversations whose prompt held the line called it.",
    help: "Read them: homeostat traces --query tool:NAME. Take the tool from the agent, or say in the line when it may be called.",
    level: "warning",
  },
];

/** Of evaluators, at their place in homeostat.yaml. */
const ofEvaluators: readonly Rule[] = [
  {
    code: "never-fails",
    short: "An evaluator never fails.",
    full: "It passed samples of 60 conversations or tasks and more without a failure, so that fewer than one in twenty of those have one (rule of three, 95 %); and no mutation test shows that it would see one.",
    help: "Show it broken answers: homeostat test-evaluators. One that catches them is a guard, and is not marked.",
    level: "information",
    isMeasured: true,
  },
  {
    code: "never-applies",
    short: "An evaluator never applies.",
    full: "It was put to conversations of 60 people or tasks and more, and applied to no sample of them.",
    help: "Look at its `when:`, `prompts:` and `behaviors:`, or remove it.",
    level: "information",
    isMeasured: true,
  },
  {
    code: "always-unknown",
    short: "An evaluator gives no verdict.",
    full: "It was unknown for every sample, of `thresholds.minSamples` at least: what it reads is not recorded.",
    help: "See what it lacks: homeostat evaluate --evaluator NAME, or open one of its conversations.",
    level: "information",
    isMeasured: true,
  },
  {
    code: "traffic-gone",
    short: "What an evaluator was made for does not come any more.",
    full: "It applied to conversations before, and for a week and 60 people or tasks at least to none, which by chance is too long a time, counted in people and in days (5 % false discovery rate over all evaluators).",
    help: "Remove it, or look at its `when:`, `prompts:` and `behaviors:`: perhaps people ask in other words now.",
    level: "information",
    isMeasured: true,
  },
];

const ofTheText: readonly Rule[] = [
  {
    code: "stale",
    short: "An instruction changed since it was measured.",
    full: "No conversation has used this text yet; the figure shown is that of the text before.",
    help: "Import conversations with the new text, then run: homeostat evaluate.",
    level: "information",
  },
  {
    code: "instructions-contradict",
    short: "Two instructions contradict each other.",
    full: "Under the same conditions one forbids, in the same words, what the other orders; or they want answers of two lengths, forms or languages. Only whole sentences that are understood to the last word are compared.",
    help: "Decide for one of them, or say when each holds.",
    level: "warning",
  },
  {
    code: "instruction-repeated",
    short: "An instruction stands twice in its section.",
    full: "The same words under the same conditions, but for emphasis and the stop at the end. A model reads both, and who changes one forgets the other.",
    help: "Delete one of them.",
    level: "information",
  },
  {
    code: "prompt-unreadable",
    short: "The file cannot be read as a prompt.",
    full: "The file is too large or in no form that a prompt has; nothing in it is measured.",
    help: "Name the prompts you mean under `prompts:` in homeostat.yaml.",
    level: "warning",
  },
  form("front-matter-unclosed", "The front matter is never closed.", "End it with a line of ---.", "warning"),
  form("front-matter-invalid", "The front matter is not valid YAML.", "Fix the YAML at the mark.", "warning"),
  form("fence-unclosed", "A code block is never closed.", "End it with the fence that opened it.", "warning"),
  form("syntax-invalid", "The file breaks the rules of its format.", "Fix what the message names."),
  form("tag-unclosed", "A tag is never closed.", "Close the tag."),
  form("tag-unopened", "A closing tag closes nothing.", "Open a tag above it, or remove it."),
  form("block-unclosed", "A block of the template is never closed.", "Close the block."),
  form("block-unopened", "A closing tag closes no block.", "Open a block above it, or remove it."),
  form("branch-misplaced", "A branch cannot stand where it does.", "Move it into the block it belongs to."),
  form("role-missing", "A message has no role.", "Say who speaks: system, user or assistant.", "warning"),
  form(
    "role-unknown",
    "A message has a role that nobody knows.",
    "Use system, user or assistant.",
    "warning",
  ),
  form("messages-missing", "The file holds no messages.", "Add the messages of the prompt.", "warning"),
  form(
    "variable-undefined",
    "A variable is used that nothing defines.",
    "Define it where the file lists its inputs, or correct its name.",
    "warning",
  ),
  {
    code: "variable-unused",
    short: "A variable is declared that nothing uses.",
    full: "No tag of the text names it. Nothing is said where the text may hand on all that it is given, or where another part of the front matter names the variable.",
    help: "Use it in the text, or take it out of the file's inputs.",
    level: "information",
  },
  form(
    "literal-missing",
    "A mark in code names a prompt that is not there.",
    "Put the mark before a string literal, or remove it.",
    "warning",
  ),
];

function form(code: string, short: string, help: string, level: Severity = "error"): Rule {
  const full = `${short} The file is read as far as its form allows; what follows may be read as something else than was meant.`;
  return { code, short, full, help, level };
}

/** Every rule, for the configuration, its schema and the reports. To add a kind of finding: its row here. */
export const rules: readonly Rule[] = [
  ...measured,
  ...ofBehaviors,
  ...ofTools,
  ...ofCoverage,
  ...ofEvaluators,
  ...ofTheText,
];

const byCode = new Map(rules.map((rule) => [rule.code, rule]));

export const ruleOf = (code: string): Rule =>
  byCode.get(code) ?? {
    code,
    short: "Something is wrong with the form of the prompt.",
    full: "The file was read as far as its form allows.",
    help: "See the message.",
    level: "warning",
  };
