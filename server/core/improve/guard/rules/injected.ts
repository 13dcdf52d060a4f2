import { type Fault, type GuardRule, quoted } from "../violation.ts";
import { copies } from "./test-text.ts";

/**
 * Nothing is added that somebody said in a captured conversation, nor an order to the model as people who attack one write them: to ignore what
 * it was told, to be somebody else, to be in a mode without rules, to give away its instructions.
 */
export const injected: GuardRule = {
  name: "injected",
  severity: "stop",
  check: (change) => [
    ...copies(change, change.traceTexts, "This was said in a conversation"),
    ...change.added.flatMap(({ text, range }): Fault[] => {
      const found = attacks.map((attack) => attack.exec(text)).find((match) => match !== null);
      return found
        ? [{ in: "after", range, message: `This reads like an attack: ${quoted(found[0])}.` }]
        : [];
    }),
  ],
};

const rules = `(?:instructions?|rules?|prompts?|guidelines|directives|constraints|polic(?:y|ies)|restrictions|anweisungen|regeln|vorgaben|consignes|instrucciones|reglas)`;

const attacks: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}\b${rules}\b`, "iu"),
  new RegExp(String.raw`\b(?:ignorier\p{L}*|vergiss|missachte)\b[^.!?]{0,40}\b${rules}\b`, "iu"),
  new RegExp(String.raw`\b(?:ignore[rsz]?|oublie[rsz]?|ignora|olvida)\b[^.!?]{0,40}\b${rules}\b`, "iu"),
  /\byou are now\b|\bfrom now on\b|\bpretend to be\b|\bact as (?:if|though) you (?:had|have) no\b|\bdu bist (?:ab )?jetzt\b|\btu es maintenant\b/iu,
  /\b(?:no|without(?: any)?|free of) (?:restrictions|limits|filters?|rules)\b/iu,
  /\b(?:maintenance|developer|debug|admin|god|dan|jailbreak|test)[ -]mode\b|\bwartungsmodus\b/iu,
  /\b(?:reply|respond|answer|output)\b[^.!?]{0,20}\bonly with the words?\b/iu,
  new RegExp(
    String.raw`\b(?:reveal|print|output|show|repeat|disclose)\b[^.!?]{0,40}\b(?:system prompt|(?:your|these|the) ${rules})`,
    "iu",
  ),
  new RegExp(
    String.raw`\b(?:gib|nenne|zeige|wiederhole|verrate)\b[^.!?]{0,30}\b(?:diese|deine|die) ${rules}`,
    "iu",
  ),
  new RegExp(String.raw`\b(?:affiche|donne|révèle|répète)\b[^.!?]{0,30}\b(?:ces|tes|les) ${rules}`, "iu"),
  // An order that comes with the input is obeyed by nobody.
  /\b(?:do|follow|obey|execute|carry out)\b[^.!?]{0,20}\b(?:what(?:ever)? (?:it|they|he|she|the (?:user|customer|message|mail|text|document)) (?:says?|asks?|tells?|wants?)|(?:any|all|its|their) (?:orders|instructions|commands))\b/iu,
  /\b(?:starts?|begins?) with ["“']?(?:operator|system|admin|developer)\b/iu,
  /^\W*(?:system|assistant|developer)(?: note| message| prompt)?\s*:/iu,
  /<\|?(?:im_start|im_end|system|endoftext)\|?>|\[\/?INST\]/iu,
];
