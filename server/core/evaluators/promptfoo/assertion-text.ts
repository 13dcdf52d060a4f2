import { parseCommaSeparated } from "../checks/comma-separated.ts";

/** The names that may stand before a value in one cell, as in `contains: refund`. promptfoo's list: any other text is compared with `equals`. */
const names = [
  ...["agent-rubric", "answer-relevance", "bleu", "classifier", "contains", "contains-all", "contains-any"],
  ...["contains-html", "contains-json", "contains-sql", "contains-xml", "context-faithfulness"],
  ...["context-recall", "context-relevance", "conversation-relevance", "cost", "equals", "factuality"],
  ...["finish-reason", "g-eval", "gleu", "guardrails", "icontains", "icontains-all", "icontains-any"],
  ...[
    "is-html",
    "is-json",
    "is-refusal",
    "is-sql",
    "is-valid-function-call",
    "is-valid-openai-function-call",
  ],
  ...["is-valid-openai-tools-call", "is-xml", "javascript", "latency", "levenshtein", "llm-rubric", "pi"],
  ...["meteor", "model-graded-closedqa", "model-graded-factuality", "moderation", "perplexity"],
  ...["perplexity-score", "python", "regex", "rouge-n", "ruby", "similar", "similar:cosine", "similar:dot"],
  ...["similar:euclidean", "starts-with", "tool-call-f1", "skill-used", "trajectory:goal-success"],
  ...["trajectory:tool-args-match", "trajectory:step-count", "trajectory:tool-sequence"],
  ...["trajectory:tool-used", "trace-error-spans", "trace-span-count", "trace-span-duration"],
  ...["search-rubric", "webhook", "word-count"],
];
const form = new RegExp(`^(not-)?(${names.join("|")})(?:\\((\\d+(?:\\.\\d+)?)\\))?(?::([\\s\\S]*))?$`);

const lists = ["contains-all", "contains-any", "icontains-all", "icontains-any"];
/** Types whose threshold is 0.75 where the cell names none, as in promptfoo; of `similar` it is 0.8. */
const measured = [
  ...["answer-relevance", "classifier", "context-faithfulness", "context-recall", "context-relevance"],
  ...[
    "cost",
    "latency",
    "levenshtein",
    "perplexity-score",
    "perplexity",
    "rouge-n",
    "similar",
    "starts-with",
  ],
];

const codes = [
  {
    type: "javascript",
    prefixes: ["javascript:", "fn:", "eval:"],
    file: /^file:\/\/.*\.[cm]?[jt]s(?::\w+)?$/,
  },
  { type: "python", prefixes: ["python:"], file: /^file:\/\/.*\.py(?::\w+)?$/ },
] as const;

/**
 * The assertion that a cell of a CSV file stands for, by promptfoo's rules: `contains: refund`, `similar(0.9): hello`, `fn:output.length > 3`,
 * `grade: is polite`, `is-json`; any other text must be equalled.
 */
export function assertionOfText(cell: string): Record<string, unknown> {
  const text = cell.trim();
  for (const { type, prefixes, file } of codes) {
    const prefix = prefixes.find((one) => text.startsWith(one));
    if (prefix !== undefined) return { type, value: text.slice(prefix.length).trim() };
    if (file.test(text)) return { type, value: text };
  }
  const rubric = ["grade:", "llm-rubric:"].find((one) => text.startsWith(one));
  if (rubric !== undefined) return { type: "llm-rubric", value: text.slice(rubric.length).trim() };
  const [, not = "", type, threshold, value] = form.exec(text) ?? [];
  if (type === undefined) return { type: "equals", value: text };
  return {
    type: `${not}${type}`,
    ...(value !== undefined && { value: cellValueOf(type, value.trim()) }),
    ...(measured.includes(type) &&
      !takesNoShare(type, threshold) && {
        threshold: threshold === undefined ? (type === "similar" ? 0.8 : 0.75) : Number(threshold),
      }),
  };
}

/** Text that starts somehow has no threshold; promptfoo writes one all the same and does not read it. */
const takesNoShare = (type: string, threshold: string | undefined): boolean =>
  type === "starts-with" && threshold === undefined;

function cellValueOf(type: string, value: string): unknown {
  if (!lists.includes(type)) return value;
  const parts = parseCommaSeparated(value);
  return typeof parts === "string" ? value : parts;
}
