import type { CheckPattern, LineToCheck } from "./line-to-check.ts";
import { nameFrom } from "./line-to-check.ts";
import type { SeenTool } from "./seen-tools.ts";
import {
  argumentsNamed,
  changingTools,
  singulars,
  toolOfSection,
  toolsNamed,
  toolsSpokenOf,
} from "./tools-meant.ts";

const consent =
  /\b(?:explicit|clear|express)?\s*(?:user |customer )?(?:confirmation|consent|approval|agreement|permission|go-ahead)\b|\bask for (?:a|an) (?:clear |explicit )?(?:yes|ok)\b|\bconfirm with the (?:user|customer|client)\b|\b(?:user|customer)(?: must| has to| should)? (?:confirms?|agrees?|approves?)\b/i;

/** "Obtain explicit confirmation before…": a yes of the user's before the tools that change something. */
export const askBeforeActing: CheckPattern = {
  name: "ask-before-acting",
  doc: "The user's confirmation before a tool that changes something: the tools that the line names, else those whose actions it speaks of, else all that change something.",
  propose: (line) => {
    if (
      !consent.test(line.text) ||
      !/\bbefore\b|\bwithout\b|\bto proceed\b|\bunless\b|\buntil\b|\bfirst\b/i.test(line.text)
    )
      return [];
    const tools = actedOn(line);
    if (tools.length === 0) return [];
    const names = tools.map(({ name }) => name);
    return [
      {
        name: names.length === 1 ? nameFrom("confirmed before", names[0]!) : "confirmed-before-acting",
        description: `The user agrees before ${names.join(", ")} ${names.length === 1 ? "is" : "are"} called, to what was said would be done.`,
        scope: "conversation",
        when: [{ type: "any-tool-used", value: names }],
        assert: [{ type: "confirmed-before", value: names }],
      },
    ];
  },
};

function actedOn({ text, tools }: LineToCheck): SeenTool[] {
  const named = toolsNamed(text, tools);
  if (named.length > 0) return named;
  const changing = changingTools(tools);
  const acts =
    /\bbefore\b(.*?)(?:,\s*(?:you|the agent|always|list|obtain|ask|name|get)\b|$)/i.exec(text)?.[1] ?? text;
  const spoken = toolsSpokenOf(acts, changing);
  return spoken.length > 0 ? spoken : changing;
}

const obtaining =
  /\b(?:obtain|collect|get|ask(?: the (?:user|customer))? for|request|gather|provide)\b\s+(?:the |their |a |an )?([^.;:()]{3,80})/i;

/** Arguments that are given as they were said; a place or a day may be said in other words. */
const verbatim = /(?:^|_)(?:id|e?mail|username|name|number|code|zip|phone)$/i;

/** "First obtain the user id from the user": what a tool is called with was said, not guessed. */
export const obtained: CheckPattern = {
  name: "obtained-arguments",
  doc: "What must be obtained from the user, or looked up, before it is used: a tool's argument that the line names stood before in what the user said, or in what a tool gave.",
  propose: (line) => {
    const { text, tools } = line;
    const [, what] = obtaining.exec(text) ?? [];
    if (what === undefined || !/\b(?:must|should|need|first|always|required?)\b/i.test(text)) return [];
    const fromUser =
      /\bfrom the (?:user|customer|client|caller)\b|\b(?:user|customer|client|caller)s? must provide\b/i.test(
        text,
      );
    const phrases = what.replace(/\bfrom the .*$/i, "").split(/,|\band\b|\bor\b/);
    const keys = [
      ...new Set(
        phrases.flatMap((phrase) =>
          argumentsNamed(phrase, tools).flatMap(({ key }) => (verbatim.test(key) ? [key] : [])),
        ),
      ),
    ];
    if (keys.length === 0) return [];
    const from = fromUser ? "user" : "conversation";
    const ofSection = toolOfSection(line);
    return [
      {
        name: nameFrom(...keys, fromUser ? "from user" : "is known"),
        description: `${keys.join(" and ")} ${keys.length === 1 ? "is" : "are"} ${fromUser ? "what the user said" : "what the user said or a tool gave"} when a tool is called with ${keys.length === 1 ? "it" : "them"}.`,
        scope: "conversation",
        when: [
          ofSection
            ? { type: "trajectory:tool-used", value: ofSection.name }
            : { type: "any-tool-used", value: toolsWith(keys, tools) },
        ],
        assert: keys.map((argument) => ({ type: "argument-from", value: { argument, from } })),
      },
    ];
  },
};

const toolsWith = (keys: readonly string[], tools: readonly SeenTool[]): string[] =>
  tools.filter((tool) => tool.arguments.some(({ key }) => keys.includes(key))).map(({ name }) => name);

/** "Must already be in the profile", "do not make up ids": an argument's values stood in what a tool gave. */
export const knownArguments: CheckPattern = {
  name: "known-arguments",
  doc: "Values that must be on file already, or may not be made up: a tool's argument that the line speaks of stood before in what a tool gave.",
  propose: ({ text, tools }) => {
    const [, what] =
      /\b(?:all |the |any |every )?([\p{L} ]{3,40}?)\s+(?:must|should|has to|have to|need to)\s+(?:already\s+)?(?:be|exist|stand)\s+(?:already\s+)?(?:saved |stored |registered |listed )?(?:in|on)\b/iu.exec(
        text,
      ) ??
      /\b(?:never|do not|don't|must not|should not)\s+(?:make up|invent|guess|fabricate|assume)\s+(?:any |the |an? )?([\p{L} ]{3,40})/iu.exec(
        text,
      ) ??
      [];
    if (what === undefined) return [];
    const [head] = singulars(what);
    if (head === undefined || head.length < 3) return [];
    // "payment methods" are given as `payment_id`: the word that both share says what they are of.
    const keys = [
      ...new Set(
        tools.flatMap((tool) =>
          tool.arguments
            .filter(
              ({ key, examples }) =>
                /(?:^|_)ids?$/i.test(key) &&
                singulars(key.replaceAll("_", " "))[0] === head &&
                examples.length > 0,
            )
            .map(({ key }) => key),
        ),
      ),
    ];
    if (keys.length === 0) return [];
    return [
      {
        name: nameFrom(...keys, "is on file"),
        description: `${keys.join(" and ")} stood in what a tool gave before a tool is called with it.`,
        scope: "conversation",
        when: [{ type: "any-tool-used", value: toolsWith(keys, tools) }],
        assert: keys.map((argument) => ({ type: "argument-from", value: { argument, from: "tools" } })),
      },
    ];
  },
};

const asking =
  /\b(?:ask|inquire|find out|check with (?:the )?(?:user|customer))\b[^.;]{0,20}?\b(?:if|whether|about)\b\s+([^.;:]{3,100})(?!\p{L})|\b(?:obtain|ask for|ask)\s+(?:the |a |an )?(?:user |customer )?(reason)[^.;]{0,60}/iu;
const unsaid = new Set(
  "the a an user customer they he she wants want to buy would like if whether needs need has have any some other more that this with for and or of in on by is are be been their his her its your about get add use make travel".split(
    " ",
  ),
);

/** "Ask if the user wants the insurance", "obtain the reason": it came up before the tool that the section or the line is about. */
export const askedBefore: CheckPattern = {
  name: "asked-before",
  doc: "What is to be asked before a tool is called: the words for it came up before. The tool is the one that the line names, or that the title of its section speaks of.",
  propose: (line) => {
    const [matched, about, reason] = asking.exec(line.text) ?? [];
    const tool = toolsNamed(line.text, line.tools)[0] ?? toolOfSection(line);
    if (matched === undefined || !tool) return [];
    const words = reason ? ["reason*", "why", ...givenIn(line.text), ...reasons] : headOf(about ?? "");
    if (words.length === 0) return [];
    return [
      {
        name: nameFrom(reason ? "reason" : words[0]!, "before", tool.name),
        description: `Before ${tool.name} is called ${reason ? "the reason" : `"${words[0]!.replace(/\*$/, "")}"`} came up.`,
        scope: "conversation",
        when: [{ type: "trajectory:tool-used", value: tool.name }],
        assert: [
          {
            type: "said-before-tool",
            value: { name: tool.name, said: words, by: "either" },
          },
        ],
      },
    ];
  },
};

/** Where what is asked about ends, and what is told of it begins. */
const aside = /,|\(|\b(?:which|that|who|because|since|before|after|when|so)\b/i;

/** The last noun of what is asked about: "insurance" of "the user wants to buy the travel insurance, which is 30 dollars". */
function headOf(about: string): string[] {
  const [asked = ""] = about.split(aside);
  const words = (asked.toLowerCase().match(/[\p{L}-]+/gu) ?? []).filter(
    (word) => !unsaid.has(word) && word.length > 3,
  );
  const head = words.at(-1);
  return head === undefined ? [] : [`${head.replace(/s$/, "")}*`];
}

/** How people say why without the word. */
const reasons = ["by mistake", "feeling well", "sick", "changed my mind", "no longer need*"];

/** Answers that the line lists in brackets: "(change of plan, airline cancelled flight, or other reasons)". */
const givenIn = (text: string): string[] =>
  (/\(([^()]{3,200})\)/.exec(text)?.[1] ?? "")
    .split(/,|\bor\b/)
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one.length > 3 && !/^other\b/.test(one))
    .map((one) => `${one}*`);
