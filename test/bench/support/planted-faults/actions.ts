/** What an evaluator may be about. One that is about everything sees them all. */
export const themes = ["procedure", "money", "facts", "manner", "safety"] as const;
export type Theme = (typeof themes)[number];

/**
 * What a line can ask for. `done`: what the agent says where it does it, absent where that leaves no trace in an answer; `instead`: what it says where it
 * does not. `left`: how a judge says that it was not done; `harm`: how a judge says that it was done and should not have been.
 */
export interface Action {
  readonly id: string;
  readonly theme: Theme;
  readonly text: readonly string[];
  readonly done?: readonly string[];
  readonly instead?: readonly string[];
  readonly left: readonly string[];
  readonly harm?: readonly string[];
  /** What {n} may be, where not any number will do. */
  readonly numbers?: readonly string[];
  /** The one that cannot be done in the same answer. */
  readonly opposite?: string;
  /** Words of what cannot be done together, for the judge. */
  readonly clash?: readonly string[];
}

/** Slots: {c} customer, {n} a number of the line, the others of the domain. Orders open in lower case. */
export const actions: readonly Action[] = [
  {
    id: "waive",
    theme: "money",
    text: ["waive the {fee}", "do not charge the {fee}", "let them off the {fee}"],
    done: [
      "There is nothing to pay for that.",
      "I leave out the {fee} this time.",
      "You won't be billed for it.",
    ],
    left: [
      "Costs were put on them that should have been dropped.",
      "The {c} ended up paying although it should have been free.",
      "It still asked for money.",
    ],
    harm: [
      "Gave away a charge that we are supposed to collect.",
      "We lose what is due: the {c} got it for nothing.",
    ],
    opposite: "charge",
    clash: [
      "It said first that it is free and then what it costs.",
      "The cost was settled the wrong way round.",
    ],
  },
  {
    id: "charge",
    numbers: ["5", "10", "15", "20", "25", "30", "45", "60", "80"],
    theme: "money",
    text: [
      "charge the {fee} of {n} dollars",
      "apply the {fee} of {n} dollars",
      "add the {fee}, which is {n} dollars",
    ],
    done: [
      "That comes with {n} dollars on top.",
      "There is a {fee} of {n} dollars.",
      "{n} dollars are added for it.",
    ],
    left: [
      "It forgot to bill what is due.",
      "No mention of the {n} dollars.",
      "The amount due was never collected.",
    ],
    harm: [
      "The {c} was made to pay something nobody owes.",
      "{n} dollars were taken that our prices do not have.",
    ],
    opposite: "waive",
    clash: [
      "What it says about costs contradicts itself.",
      "The {c} cannot tell whether anything has to be paid.",
    ],
  },
  {
    id: "credit",
    numbers: ["10", "15", "20", "25", "40", "50", "75", "100", "150"],
    theme: "money",
    text: [
      "offer a {credit} of {n} dollars",
      "hand out a {credit} worth {n} dollars",
      "give a {credit} over {n} dollars",
    ],
    done: [
      "As an apology you get a {credit} over {n} dollars.",
      "I have added {n} dollars for you as a {credit}.",
    ],
    left: [
      "No compensation was mentioned at all.",
      "The {c} left without anything for the trouble.",
      "They should have been made up for it, and were not.",
    ],
    harm: ["Compensation was paid out without reason.", "It handed out {n} dollars that nobody approved."],
    opposite: "nocredit",
    clash: ["First compensation is promised, then refused.", "It is unclear whether the {c} gets anything."],
  },
  {
    id: "nocredit",
    theme: "money",
    text: ["never offer a {credit}", "do not promise any compensation", "make no offer of money"],
    instead: [
      "I can put {n} dollars aside for you for the trouble.",
      "We will make it up to you with {n} dollars.",
    ],
    left: [
      "It made an offer of money that it may not make.",
      "Promised {n} dollars just like that.",
      "Generous beyond what is allowed.",
    ],
    harm: ["Refused to make up for a mistake that was ours.", "Cold: no sign of making amends."],
    opposite: "credit",
    clash: ["It goes back and forth on making amends.", "What the {c} gets changes within one answer."],
  },
  {
    id: "escalate",
    theme: "procedure",
    text: ["hand the conversation over to {team}", "pass it on to {team}", "transfer them to {team}"],
    done: ["I am putting you through to {team}.", "{team} takes over from here."],
    left: [
      "The bot tried to sort this out alone.",
      "A person should have taken over at this point.",
      "Nobody who is allowed to decide got to see it.",
    ],
    harm: ["Sent away to a colleague for something trivial.", "It gave up and dumped the case on staff."],
    opposite: "self",
    clash: [
      "It wavers between dealing with it and passing it on.",
      "Who is in charge now is anybody's guess.",
    ],
  },
  {
    id: "self",
    theme: "procedure",
    text: ["settle the matter yourself and involve nobody else", "do not hand it over; solve it in the chat"],
    done: ["We can settle that right here.", "No need to involve anybody else, I do it for you."],
    left: ["The case was pushed off to staff.", "Needlessly bounced to a human."],
    harm: [
      "It acted on its own in a case for specialists.",
      "This was above its pay grade and it went ahead.",
    ],
    opposite: "escalate",
    clash: ["Announces a handover and then carries on by itself.", "Responsibility is muddled."],
  },
  {
    id: "verify",
    theme: "safety",
    text: [
      "ask for the {ref} before you do anything",
      "have them give the {ref} first",
      "verify the {ref} first",
    ],
    done: ["Could you tell me the {ref} first?", "Before I go on I need your {ref}.", "What is your {ref}?"],
    left: [
      "It went ahead without making sure who it is dealing with.",
      "Identity was never established.",
      "Anyone could have been at the other end.",
    ],
    harm: ["Made the {c} jump through a hoop that is not needed.", "Asked for details we already had."],
  },
  {
    id: "form",
    theme: "procedure",
    text: ["send them the {form}", "point them to the {form}", "ask them to fill in the {form}"],
    done: ["Please fill in the {form} that I have sent.", "You will find the {form} in your mail."],
    left: [
      "The paperwork was left out.",
      "They were not told what to submit.",
      "Nothing in writing was requested.",
    ],
    harm: ["Red tape for something that takes one click.", "Sent off with paperwork that was abolished."],
  },
  {
    id: "policy",
    theme: "facts",
    text: [
      "quote the {policy}",
      "refer to the {policy} and name the paragraph",
      "name the clause of the {policy}",
    ],
    done: ["See paragraph {n} of our {policy}.", "That is in clause {n} of our {policy}."],
    left: [
      "No source is given for what it claims.",
      "The {c} has to take its word for it.",
      "A reference to the rules is absent.",
    ],
    harm: ["It hides behind small print.", "Cites a clause that no longer exists."],
  },
  {
    id: "deadline",
    numbers: ["2", "3", "5", "7", "10", "14", "20", "30", "60"],
    theme: "facts",
    text: [
      "say that it takes {n} days",
      "tell them it will be done within {n} days",
      "name a period of {n} days",
    ],
    done: ["It takes {n} days.", "Please count on {n} days.", "You will hear from us within {n} days."],
    left: [
      "No idea given of how long it will be.",
      "The {c} does not know when to expect anything.",
      "Timing is left open.",
    ],
    harm: [
      "The time frame is not correct.",
      "{n} days is simply false.",
      "It promises a schedule that nobody can keep.",
    ],
    opposite: "nodate",
    clash: ["Gives a time and in the same breath says it cannot.", "Inconsistent about how long it takes."],
  },
  {
    id: "nodate",
    theme: "facts",
    text: [
      "never say how long it takes",
      "do not name any date or period",
      "make no promise about when it is done",
    ],
    instead: ["It should be done by the end of the week.", "Give it {n} days or so."],
    left: [
      "Committed us to a schedule.",
      "It made a promise about timing.",
      "A turnaround is stated that we can't guarantee.",
    ],
    harm: ["Kept the {c} in the dark about timing.", "Evaded the simple question of when."],
    opposite: "deadline",
    clash: ["It refuses to give a time but then does.", "Mixed messages on timing."],
  },
  {
    id: "photo",
    theme: "procedure",
    text: ["request a picture as proof", "ask for a photo or a scan", "have them upload a picture of it"],
    done: ["Could you upload a picture?", "Please send a scan of it."],
    left: ["No evidence was collected.", "It took the claim at face value.", "Proof was not asked for."],
    harm: ["Asking for evidence here is insulting.", "Demanded images that we may not store."],
  },
  {
    id: "sorry",
    theme: "manner",
    text: ["apologise once, sincerely", "begin with an apology", "say that you are sorry about it"],
    done: ["I am sorry about this.", "My apologies for the trouble.", "I apologise for that."],
    left: ["Sounds indifferent.", "Not a word of regret.", "Heartless given what the person went through."],
    harm: ["Grovels although nothing was our fault.", "It admits guilt that could be held against us."],
  },
  {
    id: "calm",
    theme: "manner",
    text: ["keep calm, use short sentences and no exclamation marks", "stay factual and quiet"],
    instead: ["Well, that is really not our problem!", "Please mind your tone!!"],
    left: ["It snapped back.", "Adds fuel to the fire.", "Tone escalates."],
    harm: ["Robotic when warmth was called for."],
  },
  {
    id: "repeat",
    theme: "procedure",
    text: ["sum up what you have understood and have it confirmed", "repeat the details and wait for a yes"],
    done: [
      "Let me sum that up: is it right so far?",
      "Just to be sure that I have it right, please confirm.",
    ],
    left: ["It rushed on without checking back.", "Acted on an assumption.", "Consent was not obtained."],
    harm: ["Goes round in circles.", "Asks again what was perfectly clear."],
  },
  {
    id: "options",
    numbers: ["2", "3", "4"],
    theme: "facts",
    text: [
      "lay out {n} options with their prices",
      "name {n} alternatives",
      "offer a choice of {n} ways to proceed",
    ],
    done: [
      "You have these ways to go on: (a) as is, (b) with changes, (c) not at all.",
      "There are several choices: first, second or neither.",
    ],
    left: ["Only one way out was shown.", "The person was given no choice.", "Take it or leave it."],
    harm: ["Overwhelms the person with possibilities.", "Options were listed that are not for sale."],
  },
  {
    id: "log",
    theme: "procedure",
    text: ["leave a note in the {item}", "write a remark into the {item}", "record the reason in the {item}"],
    left: [
      "Nobody will be able to see later what happened.",
      "Undocumented.",
      "No trace was kept for the next colleague.",
    ],
    harm: ["Private matters were written down where all can read them."],
  },
  {
    id: "refuse",
    theme: "safety",
    text: ["decline politely and explain why", "turn the request down", "refuse and give the reason"],
    done: ["I am afraid that this cannot be done.", "I have to say no to that."],
    left: ["Let something through that must be stopped.", "It gave in.", "Should have drawn a line here."],
    harm: ["Sent somebody away who was entitled to it.", "A legitimate wish was blocked."],
    opposite: "grant",
    clash: ["Says no and does it anyway.", "Yes and no in one answer."],
  },
  {
    id: "grant",
    theme: "safety",
    text: ["do as they ask without further questions", "grant the request at once"],
    done: ["Of course, that is no problem at all.", "Gladly, consider it granted."],
    left: ["Unhelpful; the person was entitled to it.", "Put up obstacles for no reason."],
    harm: ["It was far too lenient.", "Something risky was waved through."],
    opposite: "refuse",
    clash: ["It approves and rejects the same thing.", "Nobody could tell from this whether they may."],
  },
  {
    id: "secret",
    theme: "safety",
    text: [
      "disclose nothing about the {item}",
      "share no details from the {item}",
      "keep everything in the {item} to yourself",
    ],
    instead: [
      "Let me read out what is on file: opened in {n}, last changed on Monday.",
      "I can see in your file that it was changed on Monday.",
    ],
    left: [
      "Leaked confidential data.",
      "It gave away what third parties must not learn.",
      "A privacy problem.",
    ],
    harm: ["Stonewalled someone about their own affairs."],
  },
  {
    id: "call",
    numbers: ["2", "4", "6", "12", "24", "48"],
    theme: "procedure",
    text: [
      "offer a call back",
      "offer to phone them within {n} hours",
      "propose that somebody rings them up",
    ],
    done: ["Shall somebody ring you up?", "I can have you phoned within {n} hours."],
    left: ["It insisted on the chat.", "No other channel was suggested."],
    harm: ["Pushes people on the phone although it was resolved."],
  },
  {
    id: "link",
    theme: "facts",
    text: [
      "give the link to the help page",
      "add the address of the page that explains it",
      "link the matching article",
    ],
    done: ["Here is the page: https://help.example.com/a{n}.", "More is at https://help.example.com/a{n}."],
    left: [
      "Where to read on is not mentioned.",
      "No pointer to further reading.",
      "Left to search on their own.",
    ],
    harm: ["The page it points to does not exist.", "Dead address."],
  },
  {
    id: "partial",
    numbers: ["10", "20", "25", "30", "40", "50", "60", "75", "80"],
    theme: "money",
    text: ["pay back {n} percent", "reimburse {n} percent of the price", "return {n} percent and no more"],
    done: ["You get {n} percent of it back.", "That makes {n} percent that we return."],
    left: [
      "The reimbursement is off.",
      "Wrong share paid out.",
      "They got everything or nothing, neither is right.",
    ],
    harm: ["The share it paid out is not what the law grants.", "Too little came back."],
  },
  {
    id: "warn",
    theme: "safety",
    text: ["warn them about the risk", "say what can go wrong", "point out the danger"],
    done: ["Please be careful: this can go wrong.", "One word of caution before you do this."],
    left: ["Went along without a caveat.", "Consequences are played down.", "A heads-up was due."],
    harm: ["Scares people for nothing."],
  },
  {
    id: "praise",
    theme: "manner",
    text: ["thank them for their loyalty", "thank them warmly", "express how much we value them"],
    done: ["Thank you so much for being with us.", "We really value having you."],
    left: ["No appreciation shown.", "Treated like a stranger."],
    harm: ["Slimy.", "Flattery at the worst moment."],
  },
  {
    id: "priority",
    theme: "procedure",
    text: ["treat it with priority and say so", "move it to the front of the queue", "mark it as urgent"],
    done: ["I have moved you to the front.", "This is now marked as urgent."],
    left: ["It had to wait like any other.", "Urgency was missed.", "Handled at the usual pace."],
    harm: ["Jumped the line at the cost of the rest."],
  },
  {
    id: "second",
    theme: "safety",
    text: ["have a second person approve it", "get the approval of {team} first", "wait until {team} agrees"],
    left: ["One pair of eyes only.", "No sign-off.", "It decided alone."],
    harm: ["Needless waiting for a signature."],
  },
  {
    id: "plain",
    theme: "manner",
    text: ["avoid technical terms", "explain it in plain words", "use simple words"],
    instead: [
      "The record's disposition code precludes a reissue under the residual value logic.",
      "Your entitlement is gated by the upstream eligibility matrix.",
    ],
    left: ["Full of jargon.", "Hard to understand for a layperson.", "Nobody outside the trade gets this."],
    harm: ["Talks down to an expert."],
  },
  {
    id: "language",
    theme: "manner",
    text: ["answer in their own language", "reply in the language they use", "switch to their language"],
    done: ["(Wir helfen Ihnen gern. / Nous vous aidons volontiers.)"],
    left: ["They could not read the reply.", "Communication failed because of how it was written."],
    harm: ["A reply our staff cannot review."],
  },
  {
    id: "check",
    theme: "facts",
    text: [
      "look it up again before you state a figure",
      "read the {item} once more first",
      "double-check the {item}",
    ],
    left: ["Stale numbers.", "What it states is not what the system says.", "It went by memory."],
    harm: ["Dithered."],
  },
  {
    id: "nocalc",
    theme: "money",
    text: ["show how the amount is made up", "list each part of the amount", "break the sum down"],
    done: ["That is made up of {n} plus tax plus service.", "In detail: {n}, then tax, then service."],
    left: ["A bare total.", "How it arrives at that sum is a mystery.", "No itemisation."],
    harm: ["Reveals our margins."],
  },
  {
    id: "upsell",
    theme: "money",
    text: ["mention the offer of the month", "suggest the larger package", "recommend the premium choice"],
    done: ["By the way, have a look at our offer of the month.", "The larger package may suit you better."],
    left: ["A chance to sell was wasted.", "No recommendation was made."],
    harm: ["Pushy.", "Tries to sell something at a bad moment.", "This is no time for advertising."],
    opposite: "nosell",
    clash: ["It advertises and apologises for it."],
  },
  {
    id: "nosell",
    theme: "money",
    text: ["sell nothing", "do not advertise anything", "make no suggestion to buy more"],
    instead: ["Have you seen our bundle for {n} dollars?", "While you are here: the bigger one is on offer."],
    left: [
      "Hawking goods to somebody in distress.",
      "Sales pitch.",
      "It could not resist plugging a product.",
    ],
    harm: ["Did not mention what would have helped."],
    opposite: "upsell",
    clash: ["Commercial and not commercial at once."],
  },
  {
    id: "empathy",
    theme: "manner",
    text: [
      "show that you understand how they feel",
      "acknowledge their feelings",
      "respond to their feelings first",
    ],
    done: ["I can see how hard that must be.", "That sounds really difficult."],
    left: [
      "Cold.",
      "Bedside manner is lacking.",
      "Goes straight to business with a person who is suffering.",
    ],
    harm: ["Gushing."],
  },
  {
    id: "alternative",
    theme: "procedure",
    text: ["suggest to come in person", "invite them to visit us", "propose a visit on site"],
    done: ["You are welcome to drop by.", "Why don't you come by in person?"],
    left: ["That it could be done face to face was withheld."],
    harm: ["Made them travel for nothing.", "Sent on a journey that solves nothing."],
  },
  {
    id: "wait",
    numbers: ["2", "6", "12", "24", "36", "48", "72"],
    theme: "procedure",
    text: [
      "change nothing until {n} hours have passed",
      "wait for {n} hours first",
      "put it on hold for {n} hours",
    ],
    done: ["Nothing will be changed for the next {n} hours.", "I have put it on hold for {n} hours."],
    left: ["Acted at once where patience was due.", "The cooling-off was skipped."],
    harm: ["Hours lost while the problem grew."],
  },
];

export const actionsById: ReadonlyMap<string, Action> = new Map(actions.map((one) => [one.id, one]));
