import type { JsonSchema } from "../evaluators/index.ts";
import type { ComponentSpec, ValueBounds } from "../improve/index.ts";
import { holdsNamedValues } from "../prompt/index.ts";

/** What an edit may change beside the prompt of an agent. */
export interface AgentComponent extends ComponentSpec {
  /** Member of a model's request that the value is. */
  readonly sets?: string;
}

/** What a request is made of beside its settings; nobody sets that by a value of a file. */
const notSettings = ["model", "messages", "tools", "stream", "stream_options", "n"];
const requestMember = "^[a-z][a-z0-9_]*$";

const value: JsonSchema = {
  type: "object",
  required: ["file"],
  additionalProperties: false,
  properties: {
    file: {
      type: "string",
      minLength: 1,
      description: "A file of JSON, YAML, TypeScript, JavaScript or Python in this folder.",
    },
    at: {
      type: "string",
      minLength: 1,
      description:
        "Which value: in JSON and YAML a pointer (/retrieval/top_k), in a program the name of a string constant. Without it, the descriptions of the tools that the file defines.",
    },
    min: { type: "number", description: "Of a number: the least that an edit may make it." },
    max: { type: "number", description: "Of a number: the most that an edit may make it." },
    oneOf: {
      type: "array",
      minItems: 1,
      items: { type: ["string", "number", "boolean"] },
      description:
        "The values that an edit may give it. A number or truth value without bounds is not touched.",
    },
    sets: {
      type: "string",
      pattern: requestMember,
      description:
        "With `run: model`: the member of the model's request that the value is, such as temperature or top_p.",
    },
  },
};

export const componentsSchema: JsonSchema = {
  type: "array",
  description:
    "What an edit may change beside the prompt: descriptions of tools, texts, and values within bounds. See docs/improve.md.",
  items: { anyOf: [value, { type: "string", minLength: 1, description: "A file that defines tools." }] },
};

type Report = (path: readonly (string | number)[], message: string) => void;

interface OfAgent {
  readonly run: string;
  readonly toolsFile?: unknown;
}

/** `components:` of an agent as far as they can be read; what cannot be tried with that agent is left out and said. */
export function componentsIn(raw: unknown, agent: OfAgent, report: Report): AgentComponent[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown, index) => {
    const fields = typeof entry === "string" ? { file: entry } : isObject(entry) ? entry : {};
    const { file, at, sets } = fields;
    if (typeof file !== "string" || file === "") return [];
    const bounds = boundsIn(fields);
    const why = typeof bounds === "string" ? bounds : faultOf(file, fields, agent);
    if (why !== undefined) {
      report([index], why);
      return [];
    }
    return [
      {
        file: file.replace(/^\.\//, ""),
        ...(typeof at === "string" && { at }),
        ...(bounds !== undefined && typeof bounds !== "string" && { bounds }),
        ...(typeof sets === "string" && { sets }),
      },
    ];
  });
}

export const isOutside = (file: string): boolean =>
  /^(?:[/\\]|[a-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(file);

function faultOf(file: string, { at, sets }: Fields, { run, toolsFile }: OfAgent): string | undefined {
  if (isOutside(file)) return `${file} is outside of this folder.`;
  if (!holdsNamedValues(file))
    return `${file} is no JSON, YAML, TypeScript, JavaScript or Python, so nobody knows where its values stand.`;
  if (run !== "model")
    return sets === undefined
      ? undefined
      : "`sets` is for agents with `run: model`; this one reads its files itself.";
  if (at === undefined)
    return toolsFile === file
      ? undefined
      : `A model is offered the tools of \`toolsFile\`: name ${file} there, too.`;
  if (typeof sets !== "string")
    return "A model reads no files: say by `sets:` which member of its request the value is, or run the agent with `run: http` or `run: command`.";
  return notSettings.includes(sets) ? `\`${sets}\` is no setting that may be tried.` : undefined;
}

/** Undefined where it has none, a sentence where they mean nothing. */
function boundsIn({ at, min, max, oneOf }: Fields): ValueBounds | string | undefined {
  if (min === undefined && max === undefined && oneOf === undefined) return undefined;
  if (at === undefined) return "Bounds are of a value: say which by `at:`.";
  if (Array.isArray(oneOf)) {
    if (min !== undefined || max !== undefined) return "Either `min` and `max`, or `oneOf`.";
    return { oneOf: oneOf.filter((one) => ["string", "number", "boolean"].includes(typeof one)) };
  }
  if (typeof min !== "number" || typeof max !== "number") return "A number needs both, `min` and `max`.";
  return min <= max ? { min, max } : `\`min\` (${min}) is more than \`max\` (${max}).`;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
