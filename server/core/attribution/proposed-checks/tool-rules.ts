import type { CheckPattern } from "./line-to-check.ts";
import { nameFrom } from "./line-to-check.ts";
import { toolsNamed } from "./tools-meant.ts";

const forConversation = { scope: "conversation" as const };

/** "One tool call at a time", and nothing said beside a call. */
export const oneToolCall: CheckPattern = {
  name: "one-tool-call",
  doc: "One tool call at a time, and no words to the user beside a call.",
  propose: ({ text }) => {
    const one =
      /\b(?:one|a single)\b[^.;]{0,20}\btool(?: call)?s?\b[^.;]{0,20}\b(?:at a time|at once|per (?:message|turn|step))|\bone (?:tool|function) call\b/i.test(
        text,
      );
    const silent =
      /\btool call\b[^.;]{0,80}\b(?:not|never)\b[^.;]{0,20}\b(?:respond|reply|answer|say|write|speak|talk)|\b(?:respond|reply|answer|speak)\b[^.;]{0,60}\b(?:not|never)\b[^.;]{0,30}\btool call|\b(?:no|without) (?:text|words|comment\w*) (?:beside|with|alongside|next to)\b/i.test(
        text,
      );
    if (!one && !silent) return [];
    return [
      {
        name:
          one && silent
            ? "one-silent-tool-call"
            : one
              ? "one-tool-call-at-a-time"
              : "no-words-beside-tool-call",
        description: one
          ? `Tools are called one at a time${silent ? ", and nothing is said beside a call" : ""}.`
          : "Nothing is said to the user beside a tool call.",
        ...forConversation,
        assert: [
          ...(one ? [{ type: "tool-calls-per-message", threshold: 1 }] : []),
          ...(silent ? [{ type: "no-text-beside-tool-call" }] : []),
        ],
      },
    ];
  },
};

/** "Call A before B", "first A, then B", "never B without A". */
export const toolOrder: CheckPattern = {
  name: "tool-order",
  doc: "One tool before another: both names stand in the line.",
  propose: ({ text, tools }) => {
    const [first, second] = toolsNamed(text, tools);
    if (!first || !second) return [];
    const after = /\bafter\b|\bwithout\b|\bunless\b|\bonly (?:once|when|if)\b/i.test(text);
    const before = /\bbefore\b|\bfirst\b|\bthen\b/i.test(text);
    if (!after && !before) return [];
    // "Before you call B, call A" and "never B without A" name the later one first.
    const turned =
      after !== /\bbefore (?:you |calling |using |the )/i.test(text.slice(0, text.indexOf(first.name)));
    const [early, late] = turned ? [second, first] : [first, second];
    return [
      {
        name: nameFrom(early.name, "before", late.name),
        description: `${early.name} is called before ${late.name}.`,
        ...forConversation,
        when: [{ type: "trajectory:tool-used", value: late.name }],
        assert: [{ type: "trajectory:tool-sequence", value: [early.name, late.name] }],
      },
    ];
  },
};

/** "Call X", "use X to…", "never call X", under the line's own condition. */
export const toolUse: CheckPattern = {
  name: "tool-use",
  doc: "A tool that is to be called, or never, where the condition of the line holds.",
  propose: ({ text, tools, triggers }) => {
    const named = toolsNamed(text, tools);
    if (named.length !== 1) return [];
    const { name } = named[0]!;
    const before = text.slice(0, text.indexOf(name));
    if (/\b(?:never|do not|don't|must not|should not)\b[^.;,]{0,30}$/i.test(before))
      return [
        {
          name: nameFrom("never calls", name),
          description: `${name} is not called.`,
          ...forConversation,
          assert: [{ type: "not-trajectory:tool-used", value: name }],
        },
      ];
    // A line without a condition says how a tool is called, and not that every conversation needs it.
    if (
      triggers.length === 0 ||
      !/\b(?:call|use|using|run|invoke|with|via|through|escalate|make a tool call to)\b[^.;]{0,40}$/i.test(
        before,
      )
    )
      return [];
    return [
      {
        name: nameFrom("calls", name),
        description: `Where the condition of the line holds ${name} is called.`,
        ...forConversation,
        assert: [{ type: "trajectory:tool-used", value: name }],
      },
    ];
  },
};
