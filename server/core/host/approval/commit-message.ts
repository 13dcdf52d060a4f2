import { conversationLink, suggestionLink } from "../../review/index.ts";

/** What a commit says of the change that it makes. */
export interface CommitFacts {
  /** What it is to mend: "knee pain triage". */
  readonly target: string;
  /** The prompt, as people call it. */
  readonly prompt: string;
  /** Sentences: what was wrong, what the edit does, what it showed. */
  readonly body: readonly string[];
  readonly suggestion: string;
  readonly cycle: string;
  /** In one line: rates before and after with n, what broke, the gate. */
  readonly evidence: string;
  /** Version of the prompt that it was made for. */
  readonly base: string;
  readonly approver: string;
  /** Conversations that it fixes. */
  readonly conversations?: readonly string[];
  /** What was flagged and got a second yes. */
  readonly confirmed?: readonly string[];
}

/** As many as somebody looks at; the suggestion has them all. */
const mostConversations = 3;
const longestSubject = 72;
const lineWidth = 72;

/**
 * A message as git's own tools read it: a subject, paragraphs, and trailers (git-interpret-trailers) by which the change is found again.
 * Texts of others cannot make lines of their own: a behavior's name that holds a line break adds no trailer.
 */
export function commitMessage(facts: CommitFacts): string {
  const { target, prompt, body, suggestion, cycle, evidence, base, approver } = facts;
  const { confirmed = [], conversations = [] } = facts;
  const subject = shortened(oneLine(`${prompt}: ${target}`), longestSubject);
  const trailers = [
    ["Homeostat-Suggestion", suggestion],
    ["Homeostat-Cycle", cycle],
    ["Homeostat-Target", target],
    ["Homeostat-Evidence", evidence],
    ["Homeostat-Base", base],
    ...confirmed.map((one) => ["Homeostat-Confirmed", one]),
    ["Homeostat-Link", suggestionLink(suggestion)],
    ...conversations
      .slice(0, mostConversations)
      .map((one) => ["Homeostat-Conversation", conversationLink(one)]),
    ["Approved-by", approver],
  ].map(([name, value]) => `${name}: ${oneLine(value!)}`);
  const paragraphs = body.map((one) => wrapped(oneLine(one))).filter((one) => one !== "");
  return `${[subject, ...paragraphs, trailers.join("\n")].join("\n\n")}\n`;
}

/** Control and bidi characters could hide what a commit says. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineWidth)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
