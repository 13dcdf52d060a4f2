/**
 * Words by which a sentence is known to protect somebody, and words that take the protection away; English, German, French and Spanish. A
 * kind is one thing that a sentence can do; it is lost where a sentence that had it has no word of it any more.
 */
export const protections = {
  prohibition:
    /\b(?:never|must not|mustn't|may not|do not|don't|cannot|can't|can not|should not|shouldn't|shall not|avoid|refrain|forbidden|prohibited|not allowed|leave out|no circumstances|(?:is|are|be) not (?:\p{L}+ed|told|sent|shown|given|made|sold|taken|written)|no one|nobody|nothing else|without asking|without exception)\b|\b(?:niemals|nie|nicht|kein\p{L}*|verboten|untersagt|unterlass\p{L}*|auf keinen fall)\b|\bne\b|\bn['’]\p{L}+|\b(?:jamais|interdit\p{L}*|évite\p{L}*|nunca|jamás|no (?:debes|puedes|des|digas|hagas)|prohibido|evita)\b/giu,
  refusal:
    /\b(?:refus\p{L}+|declin\p{L}+|reject\p{L}*|deny|turn down)\b|\b(?:lehne\p{L}*|ablehn\p{L}*|verweiger\p{L}*|weise\p{L}* (?:\p{L}+ )?ab)\b|\b(?:rechaza\p{L}*|niega)\b/giu,
  emergency:
    /\b(?:112|911|999|15|emergency|helpline|ambulance|self-harm|suicid\p{L}*|hurt themselves|at once|immediately)\b|\b(?:notruf|sofort|verletz\p{L}*|suizid\p{L}*)\b|\b(?:urgence\p{L}*|immédiatement|consulter un médecin|emergencia\p{L}*|consult\p{L}* (?:a|con) un médico)\b|\b(?:consult|see) an? (?:doctor|physician|lawyer)\b|\b(?:arzt|ärzt\p{L}*) auf\p{L}*\b/giu,
  hedge:
    /\b(?:not sure|unsure|uncertain|unclear|not certain|may be wrong|might be wrong|may be estimates|estimates?|approximately|probably|as far as|i think|not a (?:doctor|lawyer))\b|\b(?:unsicher|nicht sicher|vermutlich|schätz\p{L}*|wahrscheinlich)\b|\b(?:il me semble|pas (?:certain|sûr)\p{L}*|sans source|peut-être|no est[aá]s seguro|quizás)\b/giu,
  approval:
    /\b(?:approv\p{L}+|permission|consent|confirm\p{L}*|clear yes|wait for|human|(?:to|by|from) (?:a|another) (?:person|human|supervisor|manager)|escalat\p{L}+|hand(?:s|ed)? over|colleague|authori[sz]\p{L}+|verif\p{L}+)\b|\b(?:zustimm\p{L}*|einwillig\p{L}*|bestätig\p{L}*|genehmig\p{L}*|rückruf|fachabteilung)\b|\b(?:ordonnance|accord|confirme\p{L}*|autorisation|autorización|confirma\p{L}*)\b/giu,
  privacy:
    /\b(?:private|privacy|personal data|confidential|health|password\p{L}*|another (?:patient|customer|user))\b|\b(?:vertraulich\p{L}*|datenschutz|persönliche daten|gesundheit)\b|\b(?:confidentiel\p{L}*|vie privée|santé|privacidad|datos personales)\b/giu,
  politeness:
    /\b(?:polite\p{L}*|apolog\p{L}+|friendly|courteous\p{L}*|respectful\p{L}*|please|thank\p{L}*|sorry|kind(?:ly)?)\b|\b(?:freundlich\p{L}*|höflich\p{L}*|entschuldig\p{L}*|bitte)\b|\b(?:poli\p{L}*|excuse\p{L}*|merci|amable\p{L}*|disculpa\p{L}*|por favor)\b/giu,
  obligation:
    /\b(?:must|always|required to|have to|only)\b|\b(?:immer|stets|muss\p{L}*|nur)\b|\b(?:toujours|dois|doit|siempre|debes|debe)\b/giu,
} satisfies Record<string, RegExp>;

export type Protection = keyof typeof protections;

/** Kinds of which a sentence keeps every word: what is added to a prohibition narrows it as often as not. */
export const kept: readonly Protection[] = ["prohibition", "refusal", "emergency"];

/** Words that make an order a wish, or an exception of it. */
export const weakeners: readonly RegExp[] = [
  /\b(?:try(?: not)? to|if (?:at all )?possible|where(?:ver)? possible|when(?:ever)? possible|where (?:it|that) helps|when (?:it|that) helps|ideally|preferabl[ey]|usually|generally|normally|typically|as a rule|rarely|seldom|mostly|should consider|consider|feel free|at your discretion|use your judge?ment|reasonabl[ey]|aim to|where appropriate|if appropriate|if needed|optional(?:ly)?|in a hurry|if the (?:customer|user|patient|pupil) does not object)\b/iu,
  /\b(?:unless|except|excluding|other than|apart from|with the exception)\b/iu,
  /\b(?:möglichst|in der regel|normalerweise|üblicherweise|gewöhnlich|selten|nach möglichkeit|wenn möglich|es sei denn|außer|ausgenommen|gegebenenfalls|nach ermessen)\b/iu,
  /\b(?:rarement|si possible|en général|généralement|d'habitude|de préférence|essaie\p{L}*|sauf|à moins que?|excepté|le cas échéant)\b/iu,
  /\b(?:salvo|excepto|a menos que|si es posible|normalmente|generalmente|raramente|intenta)\b/iu,
];

/** Words that set other lines of the prompt aside. */
export const overrides: readonly RegExp[] = [
  /\b(?:ignore|disregard|overrule\p{L}*|override\p{L}*|supersede\p{L}*|skip)\b[^.!?]{0,60}\b(?:sections?|rules?|lines?|limits?|above|below|safety)\b/iu,
  /\b(?:rules?|lines?|limits?|instructions?|sections?)\b[^.!?]{0,30}\b(?:are|is|become|count as|as)\b[^.!?]{0,15}\b(?:guidelines?|suggestions?|optional|recommendations?|advice|not binding)\b/iu,
  /\b(?:takes? precedence|no longer appl(?:y|ies)|do(?:es)? not apply|need no (?:confirmation|approval)|without asking|not needed|is (?:fine|ok|okay|allowed) when)\b/iu,
  /\b(?:gilt nicht|gelten nicht|ausnahmsweise|ohne rückfrage|hat vorrang)\b/iu,
  /\b(?:ne s'applique(?:nt)? pas|sans demander|exceptionnellement)\b/iu,
];
