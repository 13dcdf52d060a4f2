import { folded, placeOf } from "./said-in.ts";

/** Words of agreement, in the languages that agents are most often spoken to in. */
const yes =
  `yes|yeah|yep|yup|yess|aye|sure|ok|okay|okey|alright|all right|certainly|absolutely|definitely|of course|by all means|indeed|
agreed|i agree|i accept|i confirm|confirmed|confirm|correct|that's right|that is right|exactly|go ahead|go for it|proceed|please do|try again|try once more|retry|do it|do so|do that|make it so|
let's do|let's go|let's proceed|let's book|sounds good|sounds great|sounds perfect|looks good|looks great|looks correct|looks right|that works|works for me|that's fine|that is fine|fine with me|
i'd like to go|i would like to go|i'd like to proceed|i would like to proceed|i want to proceed|perfect|great|fine|approved|i approve|
ja|jawohl|gerne|einverstanden|in ordnung|oui|d'accord|bien sûr|sí|claro|de acuerdo|adelante|sim|pode|certo|sì|certamente|va bene|tak|да|конечно|согласен|согласна|
はい|お願いします|是|是的|好的|可以|네|예|हाँ|evet|نعم`
    .split("|")
    .map((one) => folded(one));

/** "Please book it", "just cancel that one": an order to do what was proposed. */
const order =
  /(?:^|[.!,;] |\band )(?:please|just|then|so|let's|let us|you (?:can|may))\s+(?:now\s+)?(?:go ahead|proceed|do|make|book|cancel|change|update|add|upgrade|downgrade|modify|apply|use|charge|send|issue|submit|complete|finali[sz]e|process|continue|confirm|remove|delete|refund|place|switch)\b/;

/** A refusal, or a question back, at the head of the message. */
const no =
  /^(?:no\b(?! problem| worries| issue)|nope\b|not yet\b|not now\b|wait\b|hold on\b|stop\b|cancel that\b|never ?mind\b|don't\b|do not\b|please don't\b|actually,? no\b|nein\b|non\b|нет\b|いいえ|不)/;

/** Whether a user's message agrees to what was asked. A "no" at its head goes before any "yes" later. */
export function saysYes(text: string): boolean {
  const said = folded(text);
  if (no.test(said)) return false;
  return order.test(said) || yes.some((word) => placeOf(said, word) >= 0);
}

const asks =
  /[?？؟]|\bplease (?:confirm|reply|respond|say|let me know|type|answer|provide)|\b(?:to|your|explicit|need|require|awaiting|for) (?:your )?(?:explicit )?(?:user )?(?:confirm|confirmation|approval|consent|go-ahead)\b|\bconfirm\b|\blet me know\b|\((?:yes|y)\b|["'“]yes["'”]|bestätigen|confirmez|confirma/;

/** Whether the agent's words ask for agreement: a question, or a request to confirm. */
export const asksForAYes = (text: string): boolean => asks.test(folded(text));
