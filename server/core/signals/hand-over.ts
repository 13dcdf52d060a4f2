import { type Reading, sentenceAt } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * hand-over: the agent passes the conversation to a person (by a tool of that name, or by saying so), or the user demands one. An
 * offer is none, nor is a person the user does not want, nor passing to another agent program. The first of the agent's and the first
 * of the user's count: what follows is waiting. Tools in any language as far as they are named in English, words in English.
 */
export function handOver(reading: Reading): Found[] {
  return [byAgent(reading), byUser(reading)].filter((found) => found !== undefined);
}

const PERSON =
  "(?:human(?: \\w+)?|(?:real|live|actual|different|another) (?:person|agent|representative)|person|supervisor|manager|representative|specialist|customer (?:service|support|care)|support team|someone (?:else|who|that|with)|service (?:agent|desk|team))";
const TOOL =
  /human|escalat|live_?agent|(?:to|transfer|call|page|notify)_?(?:a_)?(?:person|operator|supervisor|representative|staff|support)/i;
const SAID = new RegExp(
  `\\b(?:(?:i'm|i am|i'll|i will|i have|i've|let me)(?: \\w+){0,2} (?:transfer|connect|escalat|forward|hand|pass)\\w* (?:you|your|this|the|it)\\b|you(?:'re| are| will be|'ll be| have been)(?: now| being)* (?:transferred|connected|escalated)|(?:has|have) been (?:transferred|escalated))[^.?!\\n]{0,60}\\b${PERSON}\\b`,
);
const OFFER =
  /\b(?:if|would you|do you|can i|may i|shall i|should i|could i|unless|once|before|need to|once you|let me know)\b/;

function byAgent({ said, messages }: Reading): Found | undefined {
  for (const { index, text, lower, message } of said) {
    if (message.role !== "assistant") continue;
    const call = messages[index]!.toolCalls?.find(({ name }) => TOOL.test(name));
    if (call)
      return { messageIndex: index, quoted: `${call.name} ${JSON.stringify(call.args) ?? ""}`.slice(0, 400) };
    const at = lower.search(SAID);
    if (at >= 0 && !OFFER.test(sentenceAt(lower, at)) && !sentenceAt(lower, at).endsWith("?"))
      return { messageIndex: index, quoted: text, at };
  }
  return undefined;
}

const DEMANDS = [
  new RegExp(
    `\\b(?:transfer|connect|escalate|pass|speak|speaking|talk|talking|put me|forward|refer|hand)\\w*\\b[^.?!\\n]{0,40}\\b${PERSON}`,
  ),
  /\b(?:transfer|connect) me\b/,
  new RegExp(
    `\\b(?:is there|get me|want|need|have|let me) (?:\\w+ ){0,3}${PERSON}[^.?!\\n]{0,40}\\b(?:speak|talk|contact|help|now|please|call)`,
  ),
  /\b(?:escalate|escalated) (?:this|it|my|the)\b/,
];
const UNWANTED =
  /\b(?:n't|not|without|rather than|instead of|don't|won't|never|avoid|refuse|already|earlier|when i|i was|they told|i'll|i will|if)\b/;

function byUser({ users }: Reading): Found | undefined {
  for (const { index, text, lower } of users)
    for (const pattern of DEMANDS) {
      const at = lower.search(pattern);
      if (at >= 0 && !UNWANTED.test(sentenceAt(lower, at).replace(/isn't there|why (?:can|don)'t/, "")))
        return { messageIndex: index, quoted: text, at };
    }
  return undefined;
}
