/** What cuts across behaviors, by its name in queries and lists; the order is the order of lists. */
export const fixedTags = [
  "bug-report",
  "feature-request",
  "churn-risk",
  "setup-friction",
  "confusion",
  "pricing",
  "security",
  "frustration",
  "urgent",
  "praise",
] as const;
export type FixedTag = (typeof fixedTags)[number];

/** A tag is found where one of the patterns matches small letters, unless the sentence around it says otherwise. */
export interface TagRule {
  /** For people: in the documentation, in the completion of queries. */
  readonly means: string;
  readonly any: readonly RegExp[];
  readonly unless?: RegExp;
}

const THING =
  "(?:app|application|website|web ?site|site|page|screen|button|link|feature|function|system|software|program|platform|server|account|card|pin|passcode|password|code|device|phone|sensor|printer|internet|wi-?fi|connection|payment|transfer|top[- ]?up|withdrawal|machine|atm|terminal|reader|google pay|apple pay|contactless|form|upload|download|export|import|sync|login|log ?in|chat|bot|widget|dashboard|plugin|extension|api|watch|process)";

/**
 * Made and narrowed on one half of real conversations, then read on the other (test/tags-real-data.test.ts says how right they are). In
 * those nobody wished for a feature: of that tag it is only known that it stays silent there. English only.
 */
export const tagRules: Readonly<Record<FixedTag, TagRule>> = {
  "bug-report": {
    means: "something of the product does not work",
    any: [
      new RegExp(
        `\\b${THING}s? (?:just |still |suddenly |currently |also |really |now |simply |always |constantly |is |are |has |have |was |were )*(?:isn't|is not|are not|aren't|wasn't|not|doesn't|does not|don't|won't|will not|didn't|did not|stopped|quit) (?:\\w+ )?(?:work|load|open(?!ed)|respond|connect|sync|updat|function)`,
      ),
      new RegExp(
        `\\b${THING}s? (?:just |still |suddenly |also |now |always |constantly )*(?:keeps? (?:crash|freez|fail|giving|restart|logging|blink|disconnect)|crash|froze\\b|freezes|(?:is|are|seems?|appears?)(?: to be)? (?:broken|down(?! to)|frozen|glitch|bugg|malfunction))`,
      ),
      /\b(?:stopped|quit|isn't|is not|aren't|doesn't|does not|won't|don't|didn't) work(?:ing)?(?: (?:anymore|any more|properly|correctly|right|at all|now|lately))?\b(?! out)/,
      /\b(?:getting|get|got|gives? me|giving me|gave me|keep seeing|throws?|throwing|received?|receiving) (?:me )?(?:an?|this|the|that|some) (?:\w+ ){0,2}error\b/,
      /\b(?:won't|doesn't|isn't|not|keeps? failing to) (?:sync(?:ing)?|load(?:ing)?|turn(?:ing)? on)\b/,
      /\b(?:sync|app|site|page|login|export|upload|import) (?:still |again )?broken\b|\bstuck (?:at|on) (?:\d+ ?%|(?:sync|load|updat|install|upload|download)ing)/,
      /\b(?:i|we)(?:'ve| have)? (?:found|noticed|spotted|encountered|ran into|hit) (?:a|an|this|another) (?:\w+ )?(?:bug|glitch|crash)\b/,
      /\bthere(?:'s| is| seems to be| must be)(?: been)? (?:a|an|some) (?:\w+ )?(?:bug|glitch)\b/,
    ],
    unless:
      /\b(?:date|day|time|flight|option|price|schedule|morning|afternoon|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|that|those|these)s? (?:\w+ )?(?:doesn't|does not|don't|won't|didn't) work\b|\bpending\b/,
  },
  "feature-request": {
    means: "something that the product does not have is wished for",
    any: [
      /\b(?:it would|it'd|would) be (?:so |really |very |super )?(?:great|nice|cool|good|helpful|useful|awesome|amazing|handy|lovely|better) (?:if (?:you|there|it|the|this|we|i|users|one)\b|to (?:be able|have (?:an?|the|some|more)|see (?:an?|the|some|more)|add|support|allow)\b)/,
      /\b(?:i|we) wish (?:there (?:was|were) (?:an?|some) (?:\w+ )?(?:way|option|feature|button|setting|mode)|you (?:had|offered|supported|would (?:add|support|offer))|(?:the|this|your) (?:\w+ )?(?:app|site|website|tool|bot|product|service|system) (?:had|would|could|did))\b/,
      /\b(?:you (?:guys |really )?should|(?:would you|could you|please) consider|i(?:'d| would) (?:like to )?(?:suggest|request) that you) (?:add|adding|support|supporting|implement|implementing|introduce|introducing)\b/,
      /\b(?:feature request|request a (?:new )?feature|suggestion for a (?:new )?(?:feature|improvement)|new feature idea)\b/,
      /\b(?:any plans? (?:to|on|for)|do you (?:have plans|plan) (?:to|on)|are you planning (?:to|on)) (?:ever )?(?:add|support|offer|implement|introduc|bring|releas|expand)/,
    ],
    unless: /\b(?:job|weather|boyfriend|girlfriend|date|booking|reservation)\b/,
  },
  "churn-risk": {
    means: "the user ends or may end being a customer",
    any: [
      /\b(?:cancel|close|delete|terminate|deactivate|end|shut down|get rid of|remove|invalidate|closing|cancel?ling|deleting|terminating) (?:out |all )?(?:my|our|the|this|an|accounts?)(?: \w+){0,2} ?(?:accounts?|subscription|membership|contract)\b/,
      /\b(?:unsubscribe|(?:stop|quit|end|terminate|cancel) (?:using )?(?:your|this) (?:service|app|product|platform|company|bank)s?)\b/,
      /\bswitch(?:ing|ed)? (?:over )?to (?:a|another|your|one of your|some other|a different) (?:\w+ )?(?:competitors?|provider|bank|company|airline|vendor|app|service)\b/,
      /\b(?:don't|do not|no longer|not|never) (?:want|wish|going|plan|intend|like)(?: to)? (?:be|remain|continue|stay|use|using|keep using|fly with|do business with|deal with|bank with|book with)(?: as)?(?: a| your| you| with| this)* (?:customer|client|service|company|app|you)\b/,
      /\b(?:lose|lost|losing) (?:me as )?(?:a|my|our) (?:\w+ )?(?:customer|business)\b/,
      /\b(?:take|taking) (?:my|our) business (?:elsewhere|somewhere else)\b/,
      /\bi(?:'ll| will) never (?:use|fly|book|shop|order|stay|do business)(?: \w+){0,3} (?:you|your|this|again)\b/,
    ],
    unless: /\b(?:stolen|lost|taken|hacked|phone)\b/,
  },
  "setup-friction": {
    means: "to get started, sign in or connect: the user asks how or does not succeed",
    any: [
      /\b(?:can't|cannot|can not|couldn't|could not|unable to|not able to|won't let me|doesn't let me|trouble|problems?|issues?|difficult(?:y|ies)|struggling|hard time|fail(?:ed|ing)? to|how come i can't|why can't i)(?: with| to)? (?:seem to |get |be able to )?(?:log(?:ging)?[ -]?(?:in|on)|sign(?:ing)?[ -]?(?:in|up|on)|login|set(?:ting)? (?:it |this |that |my \w+ |the \w+ |up)|install|activat|register|connect(?:ing)? (?:my|the|to)|link(?:ing)? (?:my|the)|pair|configur|creat(?:e|ing) (?:an|my) account|verify(?:ing)? (?:my|the)|access(?:ing)? my (?:\w+ )?(?:account|app|profile|dashboard|workspace|e-?mail|passcode|code)|add(?:ing)? my)/,
      /\b(?:log[ -]?in|sign[ -]?in|sign[ -]?up|activation|installation|verification|registration|set[ -]?up) (?:\w+ )?(?:is |isn't |is not |was |has |keeps |does |doesn't |did |didn't |won't |not )+(?:fail|work|accept|go through|succe|let)/,
      /\b(?:activation|installation|registration|setup|login) (?:failed|fails|problem|issue|error|trouble)s?\b/,
      /\blocked out\b|\bcan't get in(?:to)? my (?:account|app)\b/,
      /\bhow (?:do|can|would|should|to) (?:i |we |you )?(?:go about )?(?:activat|set(?:ting)? up|install(?!ment)|configur)/,
    ],
    unless: /\bpayment method\b|\b(?:install|activat)\w* (?:fee|plan|payment)s?\b/,
  },
  confusion: {
    means: "the user says that they do not understand",
    any: [
      /\bi(?:'m| am) (?:a (?:bit|little) |still |very |so |really |just |quite |totally |completely |getting )*(?:confused|puzzled|baffled|perplexed)\b/,
      /\b(?:i|we) (?:just |still |really |also |honestly )?(?:don't|do not|can't|cannot) (?:quite |really |fully |even )?(?:understand|get (?:it|why|how) ?[.!,?]|get (?:why|how)\b|see why|know why|know how|figure (?:out|this|it))/,
      /\b(?:confus(?:ing|es me)|makes no sense|doesn't make (?:any )?sense|does not make (?:any )?sense|not making sense)\b/,
      /\bwhat (?:does|do) (?:that|this|it|they|the \w+) (?:\w+ )?mean\b/,
      /\bwhat do you mean\b/,
      /\b(?:i'm|i am|am|is|it's|it is) (?:still |really )?(?:not sure (?:what|how|why|i (?:understand|follow))|unclear|not clear)\b/,
    ],
    unless:
      /\byou (?:don't|do not) understand\b|\bknow how (?:long|much|many)\b|\bnot sure what (?:my|our|day|time|date|it is)\b|\bconfusing (?:it|this|that) with\b/,
  },
  pricing: {
    means: "what something costs: prices, fees, charges",
    any: [
      /\bhow much (?:does|do|is|are|will|would|did|should)(?: \w+){0,6} (?:cost|charge|charged|fees?|price)\b/,
      /\bhow much (?:is|are|would|will) (?:it|this|that|the|your|a|an|one) (?:\w+ ){0,3}(?:cost|fee|price|subscription|plan|ticket)\b/,
      /\b(?:what|which)(?:'s| is| are| will| would)? (?:the |your |its |it |kind of |sort of |types? of )?(?:\w+ ){0,2}(?:fees?|prices?|pricing|costs?|charges)\b/,
      /\b(?:is|are|was|will|do|does|am|would) (?:there|i|you|it|they) (?:be |have to pay )?(?:\w+ ){0,2}(?:an? |any )?(?:\w+ )?(?:fees?|charges?|costs?|charged)\b/,
      /\bwhy(?: \w+){0,6} (?:fees?|charged|charge)\b/,
      /\b(?:charged|pay|paid|paying|charging|charge) (?:me |us )?(?:with )?(?:an?|this|extra|any|additional) (?:\w+ ){0,2}fees?\b/,
      /\b(?:fees?|costs?|charges?) (?:for|to use|of using|when|if)\b/,
      /\b(?:too|so|very|really) (?:expensive|pricey)\b/,
      /\b(?:discounts?|promo code|coupon|price match)\b/,
    ],
    unless:
      /\brecogni[sz]e|\bnot mine\b|\b(?:someone|somebody)\b|\bdidn't (?:make|do)\b|\btwice\b|\bduplicate|\bdouble\b|\b(?:two|multiple) charges\b|\bsame (?:item|thing|transaction)|\bpending\b|\bwilling to\b|\bwaive|\bi(?:'ll| will| can) (?:pay|cover)\b|\bplease (?:charge|proceed|go ahead)\b|\bending in\b|\bin charge\b|\bcharger\b|\bapp(?:lication)? fee\b|\b(?:pay|paid|paying) (?:the|that) \b|\bsold\b/,
  },
  security: {
    means: "theft, fraud, or something the user did not do",
    any: [
      /\b(?:stolen|stole|robbed|mugged|pickpocketed|hacked|hacker|phished|phishing|scammed|scammer|fraudulent|fraudster|identity theft)\b/,
      /\b(?:report|reporting|victim of|stop|suspect|case of|due to|possible|potential|credit card|target of|been) (?:a |any |some |credit card |this )?fraud\b|\bfraud (?:report|charge|department|alert|case)s?\b/,
      /\b(?:card|account|details|information|data|identity|password|pin|security)s? (?:\w+ ){0,3}compromised\b|\bcompromised (?:card|account)\b/,
      /\bunauthori[sz]ed (?:\w+ ){0,2}(?:charge|payment|transaction|withdrawal|purchase|transfer|access|use|activity|person|debit)s?\b/,
      /\b(?:someone|somebody|thief) (?:else )?(?:has |have |had |is |may |might |must |could |have |be |been |was |just )*(?:us(?:ed|ing)|access(?:ed|ing)?|got(?:ten)?|has|cloned|took|taken|copied|made|withdr\w+|spent|charged|log(?:ged|ging) in)(?: \w+){0,3} (?:my|on my|into my|from my)\b/,
      /\b(?:i|we) (?:didn't|did not|never|haven't|have not) (?:make|made|do|did|authori[sz]ed?|approved?)(?: \w+){0,3} (?:payment|transaction|withdrawal|purchase|charge|transfer|debit)s?\b(?! yet)/,
      /\b(?:payment|transaction|charge|withdrawal|debit|purchase|transfer)s?(?: \w+){0,8} (?:don't|do not|didn't) recogni[sz]e\b|\b(?:don't|do not|didn't) recogni[sz]e (?:\w+ ){0,5}(?:payment|transaction|charge|withdrawal|debit|purchase|transfer|merchant)s?\b/,
    ],
    unless: /\b401\b|\bscene\b/,
  },
  frustration: {
    means: "the user is upset, annoyed or dissatisfied",
    any: [
      /\b(?:this|that|it|which) (?:is|has been) (?:just |so |absolutely |completely |totally |really |simply |beyond |truly |all |too )*(?:ridiculous|unacceptable|outrageous|appalling|disgraceful|absurd|infuriating|terrible|horrible|awful|pathetic|a rip[- ]?off|bullshit|frustrating|annoying|upsetting)\b/,
      /\b(?:this|that|it)'s (?:just |so |absolutely |completely |totally |really |simply |beyond |truly |very )*(?:ridiculous|unacceptable|outrageous|appalling|disgraceful|absurd|infuriating|pathetic|frustrating|annoying|upsetting|terrible|horrible|awful)\b/,
      /\b(?:i'm|im|i am|i was|i feel|i've been) (?:very |so |really |extremely |quite |beyond |getting |just |incredibly |pretty |also |feeling |starting to get |a bit |a little )*(?:frustrated|disappointed|annoyed|angry|upset|furious|unhappy|fed up|dissatisfied|mad|livid|pissed|outraged|not (?:at all )?(?:happy|satisfied|pleased))\b/,
      /\b(?:terrible|awful|horrible|worst|bad|poor|lousy|pathetic|crappy|shitty) (?:\w+ )?(?:service|company|customer service|support|experience|app|bank)\b/,
      /\b(?:your|this|the) (?:company|service|app|bank|airline|website|support)(?: \w+){0,2} (?:is|sucks|are) ?(?:so |really |just )?(?:awful|terrible|horrible|ridiculous|useless|the worst|a joke|pathetic|unacceptable|)\b(?<=sucks|awful|terrible|horrible|ridiculous|useless|worst|joke|pathetic|unacceptable)/,
      /\b(?:dissatisfied|unhappy|fed up|disappointed|frustrated|sick and tired|sick of|not happy|not satisfied) (?:with|by|of|about|at) (?:\w+ ){0,4}/,
      /\b(?:file|make|lodge|submit|register) (?:a|an) (?:\w+ )?complaint\b/,
      /\bwaste of (?:my )?time\b/,
    ],
    unless:
      /\bnot (?:angry|upset|mad|frustrated|disappointed)\b|\b(?:weather|rain|nice again|park|poem|poetry|poet|driver)\b/,
  },
  urgent: {
    means: "the user says that it is pressing",
    any: [
      /\burgent(?:ly)?\b(?! (?:transfer|payment))/,
      /\b(?:asap|a\.s\.a\.p|as soon as possible|time[- ]sensitive|without delay|as quickly as possible)\b/,
      /\b(?:need|needs|want|must|have to|has to|please|help|freeze|cancel|delete|stop|send|fix|give me)\b[^.!?\n]{0,80}\b(?:immediately|right away|straight away|right now|at once)\b/,
      /\b(?:this|it)(?:'s| is) (?:an|a real|kind of an) emergency\b/,
      /\bi(?:'m| am) (?:\w+ )?in a (?:\w+ )?(?:hurry|rush)\b/,
    ],
    unless:
      /\b(?:remember|recall|handy|in front of me|not urgent|no rush|no hurry|provide|sent|paid|transferred|get back to you|crazy)\b|\b(?:don't|do not|can't|cannot|didn't) (?:have|need|want)\b/,
  },
  praise: {
    means: "the user praises the agent or the product",
    any: [
      /\byou(?:'re| are|'ve been| have been| were|'ve all been) (?:so |very |really |super |extremely |incredibly |truly |just |absolutely |most |all |such |a )*(?:helpful|amazing|awesome|fantastic|wonderful|excellent|brilliant|the best|life ?saver|incredible)\b/,
      /\b(?:great|good|excellent|amazing|awesome|fantastic|nice|brilliant|wonderful|outstanding) (?:job|work|service|app|customer service|bot)\b/,
      /\b(?:i|we) (?:really |just |absolutely |truly )?(?:love|loved|adore) (?:your|this (?:app|service|product|bot|bank)|the (?:app|service|product|bot))\b/,
      /\b(?:loving|happy with|satisfied with|pleased with|impressed (?:with|by)) (?:your|this|the) (?:\w+ )?(?:service|app|product|company|card|bank|platform|support)\b/,
    ],
    unless:
      /\bnot\b|n't\b|\bif\b|\bno longer\b|\b(?:they|them|their)\b|\b(?:job|work) (?:interview|environment|schedule)\b|\bthe best you\b|\b(?:find|got|get|new|need|looking for|expect\w*|want|any|provide\w*) (?:a |an |some )?(?:\w+ )?(?:great|good|excellent|nice)\b/,
  },
};
