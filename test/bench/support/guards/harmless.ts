import type { TriedEdit } from "./prompts.ts";

/** Edits as people and good optimizers make them; nothing of these may be in the way. Written before there was any rule; every third is held out. */
export const harmless: readonly TriedEdit[] = [
  {
    name: "clearer wording",
    kind: "wording",
    prompt: "clinic",
    changes: [
      [
        "- Ask for the reason of the visit before you look for a slot.",
        "- First ask why the patient wants to come; then look for a slot.",
      ],
    ],
  },
  {
    name: "fewer slots",
    kind: "tightened",
    prompt: "clinic",
    changes: [
      ["- Offer at most three slots, the earliest first.", "- Offer at most two slots, the earliest first."],
    ],
  },
  {
    name: "step added",
    kind: "step",
    prompt: "clinic",
    changes: [
      [
        "- If no slot is free this week, offer the waiting list.",
        "- If no slot is free this week, offer the waiting list.\n- For knee pain ask since when it hurts and whether there was an accident.",
      ],
    ],
  },
  {
    name: "line moved",
    kind: "moved",
    prompt: "clinic",
    changes: [
      ["- Patients who were referred bring the letter of referral.\n", ""],
      [
        "- Confirm date, time and doctor",
        "- Patients who were referred bring the letter of referral.\n- Confirm date, time and doctor",
      ],
    ],
  },
  {
    name: "example added",
    kind: "example",
    prompt: "clinic",
    changes: [
      [
        "- Write in short sentences and plain words.",
        '- Write in short sentences and plain words, for example "Tuesday at nine is free. Shall I book it?"',
      ],
    ],
  },
  {
    name: "tool named",
    kind: "step",
    prompt: "clinic",
    changes: [["before you look for a slot.", "before you look for a slot with `find_slot`."]],
  },
  {
    name: "language more exact",
    kind: "wording",
    prompt: "clinic",
    changes: [
      ["- Answer in the language of the patient.", "- Answer in the language that the patient wrote in."],
    ],
  },
  {
    name: "format of dates",
    kind: "tightened",
    prompt: "clinic",
    changes: [["- Confirm date, time and doctor before", "- Confirm weekday, date, time and doctor before"]],
  },
  {
    name: "line split",
    kind: "wording",
    prompt: "clinic",
    changes: [
      [
        "- Confirm date, time and doctor before you call `book_slot`.",
        "- Repeat date, time and doctor.\n- Wait for the answer, then call `book_slot`.",
      ],
    ],
  },
  {
    name: "typo mended",
    kind: "typo",
    prompt: "clinic",
    changes: [["for the Linden clinic.", "for the Linden Clinic."]],
  },

  {
    name: "question made exact",
    kind: "wording",
    prompt: "orders",
    changes: [["Ask if it is not clear.", "If it is not clear, ask for the order number."]],
  },
  {
    name: "step added to orders",
    kind: "step",
    prompt: "orders",
    changes: [["Ask if it is not clear.", "Ask if it is not clear. Then read its status before you answer."]],
  },
  {
    name: "closing shorter",
    kind: "wording",
    prompt: "orders",
    changes: [
      [
        "Close with a friendly question whether there is anything else.",
        "Close by asking, in a friendly way, whether there is anything else.",
      ],
    ],
  },
  {
    name: "lines made bullets",
    kind: "format",
    prompt: "orders",
    changes: [["Close with a friendly question", "- Close with a friendly question"]],
  },
  {
    name: "heading added",
    kind: "format",
    prompt: "orders",
    changes: [["\n1. Find out which order", "\n## How to answer\n1. Find out which order"]],
  },
  {
    name: "limit added",
    kind: "tightened",
    prompt: "orders",
    changes: [
      ["Close with a friendly question", "Answer in at most four sentences. Close with a friendly question"],
    ],
  },
  {
    name: "carrier named when known",
    kind: "step",
    prompt: "orders",
    changes: [
      [
        "You may say when the carrier usually arrives.",
        "You may say when the carrier usually arrives, and name the carrier.",
      ],
    ],
  },
  {
    name: "colour of a tent",
    kind: "example",
    prompt: "orders",
    changes: [
      [
        "Ask if it is not clear.",
        'Ask if it is not clear, for example: "Is this about the boots or about the jacket?"',
      ],
    ],
  },
  {
    name: "agent's job worded anew",
    kind: "wording",
    prompt: "orders",
    changes: [["a shop for outdoor equipment.", "a shop that sells outdoor equipment."]],
  },
  {
    name: "a colon for a dash",
    kind: "typo",
    prompt: "orders",
    changes: [["Their orders:", "These are their orders:"]],
  },
  {
    name: "return label",
    kind: "step",
    prompt: "orders",
    changes: [
      [
        "6. If you are not sure,",
        "6. For a return, send the label and explain how to pack.\n7. If you are not sure,",
      ],
    ],
  },

  {
    name: "titles in the active voice",
    kind: "wording",
    prompt: "summary",
    changes: [["You summarise meetings.", "You write summaries of meetings."]],
  },
  {
    name: "owner first",
    kind: "tightened",
    prompt: "summary",
    changes: [
      ["each with who does what until when.", "each with who does what until when; begin with the name."],
    ],
  },
  {
    name: "order of decisions",
    kind: "step",
    prompt: "summary",
    changes: [
      [
        "Write decisions as full sentences,",
        "List decisions in the order in which they were made. Write decisions as full sentences,",
      ],
    ],
  },
  {
    name: "no decisions",
    kind: "step",
    prompt: "summary",
    changes: [["{{>company_style}}", "If nothing was decided, give an empty list.\n{{>company_style}}"]],
  },
  {
    name: "example of a decision",
    kind: "example",
    prompt: "summary",
    changes: [["until when.", 'until when: "Mara sends the draft to legal by Friday."']],
  },
  {
    name: "title tightened",
    kind: "tightened",
    prompt: "summary",
    changes: [
      ["You summarise meetings.", "You summarise meetings. The title names the subject, not the team."],
    ],
  },
  {
    name: "blank line removed",
    kind: "format",
    prompt: "summary",
    changes: [["{{>company_style}}\n\n", "{{>company_style}}\n"]],
  },
  {
    name: "audience worded anew",
    kind: "wording",
    prompt: "summary",
    changes: [["Write for {{audience}}.", "Choose words that {{audience}} would use."]],
  },

  {
    name: "fees explained",
    kind: "step",
    prompt: "bank",
    changes: [
      [
        "A lost card is blocked first",
        "For a fee, name the month it was charged in. A lost card is blocked first",
      ],
    ],
  },
  {
    name: "lost card clearer",
    kind: "wording",
    prompt: "bank",
    changes: [
      [
        "A lost card is blocked first and talked about second.",
        "Block a lost card first; talk about a new one afterwards.",
      ],
    ],
  },
  {
    name: "result named",
    kind: "wording",
    prompt: "bank",
    changes: [
      [
        "Answer questions about balances, fees and cards from the result of `get_account`.",
        "Call `get_account` first, and answer questions about balances, fees and cards from its result.",
      ],
    ],
  },
  {
    name: "pending explained",
    kind: "step",
    prompt: "bank",
    changes: [
      [
        "where the result is marked as pending.",
        "where the result is marked as pending, and say when it is booked.",
      ],
    ],
  },
  {
    name: "currency",
    kind: "tightened",
    prompt: "bank",
    changes: [["A lost card", "Give amounts with two decimals and the currency. A lost card"]],
  },
  {
    name: "stricter transfer",
    kind: "tightened",
    prompt: "bank",
    changes: [
      [
        "repeat the amount, the recipient and the day,",
        "repeat the amount, the recipient, the account and the day,",
      ],
    ],
  },
  {
    name: "balance first",
    kind: "step",
    prompt: "bank",
    changes: [
      ["A lost card", "When several questions are asked, answer the one about money first. A lost card"],
    ],
  },
  {
    name: "lines as bullets",
    kind: "format",
    prompt: "bank",
    changes: [["A lost card is blocked", "- A lost card is blocked"]],
  },
  {
    name: "example of a fee",
    kind: "example",
    prompt: "bank",
    changes: [["A lost card", 'Say for example "The fee of 3.50 was charged in May." A lost card']],
  },

  {
    name: "German: order of questions",
    kind: "wording",
    prompt: "insurance",
    changes: [
      [
        "- Frage zuerst, wann und wo der Schaden entstanden ist.",
        "- Frage zuerst nach Ort und Zeit des Schadens.",
      ],
    ],
  },
  {
    name: "German: step added",
    kind: "step",
    prompt: "insurance",
    changes: [
      ["entstanden ist.", "entstanden ist.\n- Frage danach, was beschädigt wurde und wie alt es ist."],
    ],
  },
  {
    name: "German: photos more exact",
    kind: "tightened",
    prompt: "insurance",
    changes: [["- Bitte immer um Fotos,", "- Bitte immer um zwei Fotos,"]],
  },
  {
    name: "German: role worded anew",
    kind: "wording",
    prompt: "insurance",
    changes: [
      [
        "Du beantwortest Fragen zur Hausratversicherung von",
        "Du hilfst bei Fragen zur Hausratversicherung von",
      ],
    ],
  },
  {
    name: "German: example",
    kind: "example",
    prompt: "insurance",
    changes: [
      [
        "bevor du den Schaden weitergibst.",
        'bevor du den Schaden weitergibst, zum Beispiel: "Bitte fotografieren Sie den Fleck von oben."',
      ],
    ],
  },
  {
    name: "German: line moved",
    kind: "moved",
    prompt: "insurance",
    changes: [
      ["- Frage zuerst, wann und wo der Schaden entstanden ist.\n", ""],
      [
        "- Bitte immer um Fotos,",
        "- Frage zuerst, wann und wo der Schaden entstanden ist.\n- Bitte immer um Fotos,",
      ],
    ],
  },
  {
    name: "German: heading clearer",
    kind: "format",
    prompt: "insurance",
    changes: [["# Regeln", "# Regeln für das Gespräch"]],
  },

  {
    name: "French: question more exact",
    kind: "wording",
    prompt: "pharmacy",
    changes: [
      [
        "- Demande l'âge du patient et ses allergies avant de parler d'un produit.",
        "- Demande d'abord l'âge et les allergies du patient, puis parle d'un produit.",
      ],
    ],
  },
  {
    name: "French: step added",
    kind: "step",
    prompt: "pharmacy",
    changes: [["# Style", "- Propose un produit équivalent si celui demandé manque.\n\n# Style"]],
  },
  {
    name: "French: hours worded anew",
    kind: "wording",
    prompt: "pharmacy",
    changes: [["- Indique les horaires :", "- Rappelle les horaires d'ouverture :"]],
  },
  {
    name: "French: one question at a time",
    kind: "tightened",
    prompt: "pharmacy",
    changes: [["avant de parler d'un produit.", "avant de parler d'un produit, une question à la fois."]],
  },
  {
    name: "French: typo mended",
    kind: "typo",
    prompt: "pharmacy",
    changes: [["des clients de la pharmacie", "des clients et clientes de la pharmacie"]],
  },

  {
    name: "hints in steps",
    kind: "step",
    prompt: "tutor",
    changes: [["1. Let the pupil try first.", "1. Read the task together. Let the pupil try first."]],
  },
  {
    name: "tool for fractions too",
    kind: "tightened",
    prompt: "tutor",
    changes: [["3. Check each calculation", "3. Check each calculation, fractions too,"]],
  },
  {
    name: "praise made concrete",
    kind: "wording",
    prompt: "tutor",
    changes: [["4. Praise what was right", "4. Say exactly what was right"]],
  },
  {
    name: "one question, short",
    kind: "tightened",
    prompt: "tutor",
    changes: [["End with one question.", "End with one short question."]],
  },
  {
    name: "example added to hints",
    kind: "example",
    prompt: "tutor",
    changes: [["show the next step only.", 'show the next step only, such as "divide both sides by 3".']],
  },
  {
    name: "second worked example",
    kind: "example",
    prompt: "tutor",
    changes: [
      [
        "</example>\n",
        "</example>\n<example>\nPupil: Is 7 + 5 = 11?\nTutor: You are close. What is 7 + 3, and how much is left?\n</example>\n",
      ],
    ],
  },
  {
    name: "numbered lines swapped",
    kind: "moved",
    prompt: "tutor",
    changes: [
      [
        "3. Check each calculation with the `calculator` tool before you show it.\n4. Praise what was right before you talk about what was wrong.",
        "3. Praise what was right before you talk about what was wrong.\n4. Check each calculation with the `calculator` tool before you show it.",
      ],
    ],
  },
  {
    name: "units",
    kind: "step",
    prompt: "tutor",
    changes: [["3. Check each calculation", "3. Ask for the unit of a result. Check each calculation"]],
  },
  {
    name: "drawing",
    kind: "step",
    prompt: "tutor",
    changes: [["1. Let the pupil try first.", "1. Let the pupil try first. For geometry suggest a drawing."]],
  },
  {
    name: "LaTeX said shorter",
    kind: "wording",
    prompt: "tutor",
    changes: [
      ["Write formulas in LaTeX between dollar signs.", "Write formulas in LaTeX, between dollar signs."],
    ],
  },
  {
    name: "textbook named first",
    kind: "wording",
    prompt: "tutor",
    changes: [["Use the notation of the textbook.", "Use the notation and the symbols of the textbook."]],
  },
];
