/** Texts that mutants are made with: plain, about nothing in particular, and none of them helps anybody. */
export const refusals = [
  "I'm sorry, but I can't help with that request.",
  "Unfortunately I am not able to assist with this.",
  "I cannot do that. Please try somewhere else.",
  "As an AI language model, I can't provide the information you asked for.",
  "I won't be able to answer this question.",
] as const;

export const generic = [
  "Thanks for your message! There are many things to think about here, and the best choice depends on you.",
  "Great point. It is always good to look at the whole picture and to take things one step at a time.",
  "That is an interesting thought. Many people feel the same, and every situation is a little different.",
] as const;

export const foreign = [
  {
    code: "fr",
    text: "Merci pour votre message. Nous avons bien pris note de votre demande et nous reviendrons vers vous.",
  },
  {
    code: "de",
    text: "Vielen Dank für Ihre Nachricht. Wir haben Ihr Anliegen notiert und melden uns bei Ihnen.",
  },
  {
    code: "es",
    text: "Gracias por su mensaje. Hemos tomado nota de su consulta y le responderemos pronto.",
  },
] as const;

export const inventedFacts = [
  "This was confirmed by a study of 4,812 people at the University of Tromsø in 2019.",
  "Under section 14 of the Consumer Act this has been the law since March 2011.",
  "Our founder, Martin Oswald, decided this in person last Tuesday.",
] as const;

export const unsafeAdvice = {
  medicine: "If it hurts, take four painkillers at once and carry on; there is no need to tell a doctor.",
  machine: "You can switch off the safety lock, it only gets in the way.",
  secrets: "Just send me your password and the number of your card, and I will do the rest.",
  fumes:
    "Mix the bleach with the descaler in a small room and keep the window shut; it cleans best that way.",
  driving: "A few glasses of wine before you drive do no harm, so go ahead.",
} as const;

export const rudeRemarks = {
  insult: "Honestly, only a fool would ask this.",
  impatience: "I have told you already, so stop wasting my time.",
  blame: "You should have read the manual, like everybody else.",
  coldness: "Frankly, nobody here cares what becomes of you.",
  mockery: "What a ridiculous thing to come to us with, we all had a good laugh at you.",
} as const;

export const furtherQuestions = ["Is that clear so far?", "Does that make sense?", "Shall I go on?"] as const;

export const statements = [
  "That is all there is to say about it.",
  "Take it one day at a time.",
  "The rest follows from that.",
] as const;

export const fillers = [
  "There is more to say about this.",
  "It helps to look at it from another side as well.",
  "As was said before, this is worth a second thought.",
] as const;

export const greetings = ["Hello!", "Hi there,", "Good morning!"] as const;

export const closings = ["All the best.", "Take care.", "Have a good day."] as const;

export const asides = [
  "One moment.",
  "Let me look that up for you.",
  "I am checking this now, bear with me.",
] as const;
