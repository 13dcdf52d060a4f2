import { boundsText, type Component, type ComponentEdit } from "../../improve/index.ts";
import { drawnNumbers, openFence } from "../../models/index.ts";
import {
  askedFor,
  failingText,
  type GivenEdit,
  longestText,
  mostEdits,
  type ProposedChange,
  type PutReflection,
  proposalRules,
  proposalSchema,
  proposalsIn,
  type ReflectedCase,
  triedText,
} from "./reflection.ts";

/** What a model is shown that is to change what an agent is given beside its prompt. */
export interface ComponentReflection {
  readonly file: string;
  readonly components: readonly Component[];
  /** As it is tried with, for who has to understand what the components are for. */
  readonly prompt: string;
  readonly failing: readonly ReflectedCase[];
  readonly tried: readonly string[];
  /** In characters, each text. */
  readonly mayGrow: number;
  readonly proposals: number;
}

const does: Readonly<Record<ComponentEdit["operator"], string>> = {
  "tool-description":
    "tool-description: other words for what a tool or a parameter is for. `line` is its number, `text` all of its new words.",
  rewrite: "rewrite: other words for a text. `line` is its number, `text` all of its new words.",
  "change-value":
    "change-value: another value within what is allowed. `line` is its number, `text` the new value alone.",
};

const operatorOf: Readonly<Record<Component["kind"], ComponentEdit["operator"]>> = {
  tool: "tool-description",
  text: "rewrite",
  value: "change-value",
};

const task = `You mend what an agent is given beside its prompt: descriptions of its tools, texts and values of its configuration. They stand in the next message under numbers, and conversations in which the agent went wrong, with what was found wrong. Find out which of them makes the agent do that, and propose the smallest change that mends it and breaks nothing else. Where none of them is the reason, propose nothing.
${proposalRules}
- A description says what a tool is for, when it is called and what it takes; not how to answer people.`;

/** What a description begins with in the list. */
function marked({ kind, title, bounds }: Component): string {
  if (kind === "tool") return `tool ${title}`;
  return bounds ? `${title}, ${boundsText(bounds)}` : title;
}

/** The prompt of one call. Components have numbers that are drawn anew for each, so that no recorded text can name one. */
export function putComponentReflection(reflection: ComponentReflection): PutReflection {
  const { file, components, prompt, failing, tried, mayGrow, proposals } = reflection;
  const fence = openFence();
  const numbers = drawnNumbers(components.length).sort((a, b) => a - b);
  const lines = components.map((one, i) => `${numbers[i]} (${marked(one)}): ${one.text}`);
  const operators = [...new Set(components.map(({ kind }) => operatorOf[kind]))];
  const system = [
    task,
    fence.rule,
    `An edit is one of these:\n${operators.map((one) => `- ${does[one]}`).join("\n")}`,
    askedFor(proposals, `makes no text longer by more than ${mayGrow} characters`),
  ];
  const user = [
    fence.around(`the texts and values of ${file.replace(/\s+/g, " ")}`, lines.join("\n")),
    fence.around("the prompt, which stays as it is", prompt),
    ...failingText(failing, fence),
    ...triedText(tried, fence),
  ];
  return {
    messages: [
      { role: "system", content: system.join("\n\n") },
      { role: "user", content: user.join("\n\n") },
    ],
    schema: proposalSchema,
    changesIn: (answer) => {
      const known = new Map(numbers.map((number, i) => [number, components[i]!]));
      return proposalsIn(answer)
        .slice(0, proposals)
        .flatMap(({ analysis, edits }): ProposedChange[] => {
          const made = edits.map((one) => editIn(one, known));
          const isUsable = made.length > 0 && made.length <= mostEdits && !made.includes(undefined);
          const said = typeof analysis === "string" ? analysis : "";
          return isUsable ? [{ analysis: said, edits: made as ComponentEdit[] }] : [];
        });
    },
  };
}

function editIn(
  { action, line, text: raw, why: reason }: GivenEdit,
  known: ReadonlyMap<number, Component>,
): ComponentEdit | undefined {
  const component = known.get(line);
  const text = typeof raw === "string" ? raw.trim() : typeof raw === "number" ? String(raw) : "";
  if (!component || text === "" || text.length > longestText) return undefined;
  const operator = operatorOf[component.kind];
  if (action !== operator) return undefined;
  const why = typeof reason === "string" && reason.trim() !== "" ? { why: reason.trim() } : {};
  return { operator, at: component.at, text, ...why };
}
