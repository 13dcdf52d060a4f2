import type { Intent } from "../demo-types.ts";
import { plusFacts, subscriptionLookup } from "./support-tools.ts";

/** Charged twice. Its twin pays, but with another card. */
export const doubleCharge: Intent = {
  id: "double-charge",
  prompt: "support",
  twin: "update-card",
  conversations: 12,
  facts: plusFacts,
  openings: [
    "I've been charged twice this month.",
    "2x 8.99 on my statement, why",
    "There are two payments to you on my card from the same day. One back, please.",
    "double charged!!",
    "Why did you take money on the 3rd and on the 4th?",
    "my bank shows a second payment i didnt make",
    "I upgraded to annual and paid for the month as well. Surely that's not right?",
    "want a refund for the duplicate",
    "Paid with the phone and then again in the browser because it hung. Now I've paid two times.",
    "billing error: same amount, same day, two times",
    "Can you check my payments? Something has been billed that I already paid.",
    "you owe me 8.99",
    "The receipt came twice, and so did the charge.",
    "got billed again 10 min after i paid, whats going on",
    "My account was debited once by you and once through the app store.",
    "Not happy: second withdrawal this week. Please reverse it.",
    "pls give back the extra payment",
    "I count three payments in two months. What happened?",
    "refund one of the two charges from sunday",
    "Hi, small thing: you billed my wife and me for the same plan.",
  ],
  first: {
    tools: (facts) => [
      subscriptionLookup(facts),
      {
        name: "issue_refund",
        args: { amount: "8.99", reason: "double charge" },
        result: { refunded: "8.99", days: 5 },
      },
    ],
    bodies: [
      "You're right, there were two payments. I refunded the second one, 8.99, today. It takes up to five working days to show on your statement.",
      "Thanks for spotting it, and sorry. I returned 8.99 to the card it came from; allow five working days. Your {plan} plan is unchanged.",
      "I found the double payment and refunded it today. Most banks show it within five working days.",
    ],
  },
  followUps: [
    {
      says: ["why did it happen", "How do I know it won't happen next month?", "will this happen again"],
      bodies: [
        "The first payment was confirmed late and the checkout tried once more. Renewals go through another system, so it won't repeat.",
        "It came from a page that was submitted twice. Your next renewal on {end} is a single charge, I've checked.",
      ],
    },
  ],
};

/** Another card. */
export const updateCard: Intent = {
  id: "update-card",
  prompt: "support",
  twin: "double-charge",
  conversations: 8,
  facts: plusFacts,
  openings: [
    "How do I change my credit card?",
    "new card, where do i put it",
    "My bank sent me a new card and your payment failed.",
    "payment declined, card expired last month",
    [
      "I want to pay by direct debit from now on.",
      {
        reply:
          "That's possible. The secure link I've sent lets you choose direct debit; it takes effect with the renewal on {end}.",
      },
    ],
    "Can I switch the payment to my partner's card?",
    "lost my wallet, card is blocked, dont charge the old one",
    "Your mail says to update my billing details. Where?",
    "change payment method pls",
    [
      "Is the mail about my expiring card really from you?",
      {
        reply:
          "Yes, it came from Longway Billing, and your card on file does expire. If you'd sooner not click in mails, that's wise: use the secure link I've just sent to your account's address, or open Billing in the app.",
      },
    ],
    "app says payment problem",
    [
      "I'd like to pay with the company card instead, and get an invoice.",
      {
        reply:
          "Both can be done with the link I've sent: enter the card and tick the invoice box, then add the company's address. It counts from the renewal on {end}.",
      },
    ],
    "card ending in 4410 no longer valid, how to replace",
    "Could the renewal go to a different account this time?",
    "update my billing info",
    "I closed that bank account. What do I need to send you?",
    [
      "paypal instead of card?",
      {
        reply:
          "Yes, that works. I've sent you a secure link; choose PayPal there, and the next renewal on {end} uses it.",
      },
    ],
    [
      "My plan stopped because the card ran out. How do I get it running again?",
      {
        reply:
          "Enter a new card with the secure link I've just sent. The plan starts again as soon as it's saved, and nothing of your history is lost.",
      },
    ],
    [
      "can i tell you the new number here",
      {
        reply:
          "Please don't write it here. I've sent you a secure link instead, valid for 24 hours, where you can enter it yourself.",
      },
    ],
    "wrong card on file, want to swap before it renews",
  ],
  first: {
    tools: (facts) => [
      subscriptionLookup(facts),
      { name: "send_payment_link", args: {}, result: { sent: true, valid_hours: 24 } },
    ],
    bodies: [
      "I've sent you a secure link by e-mail, valid for 24 hours. Enter the new card there; please don't write the number here. Your {plan} plan carries on without a gap.",
      "Check your mail: the link I sent lets you replace the card. The next charge is on {end}, so there is no hurry.",
      "The link for a new payment method is on its way to your inbox. Once you've saved it, the next renewal, {end}, uses that one.",
    ],
  },
  followUps: [
    {
      group: "result",
      says: ["got it, done", "Worked, thanks."],
      bodies: ["Thanks. The next renewal is on {end}.", "Good to know. It will be used from {end} on."],
    },
    {
      group: "result",
      says: ["no mail so far", "Nothing in my inbox yet?"],
      bodies: ["It can take a few minutes. Look in the spam folder as well; the sender is Longway Billing."],
    },
  ],
};
