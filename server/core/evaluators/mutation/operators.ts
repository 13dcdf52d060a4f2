import { argumentBreaks } from "./breaks/arguments.ts";
import { callBreaks } from "./breaks/calls.ts";
import { consentBreaks } from "./breaks/consent.ts";
import { figureBreaks } from "./breaks/figures.ts";
import { forbiddenBreaks } from "./breaks/forbidden.ts";
import { jsonBreaks } from "./breaks/json.ts";
import { languageBreaks } from "./breaks/languages.ts";
import { lengthBreaks } from "./breaks/length.ts";
import { letterBreaks } from "./breaks/letters.ts";
import { markupBreaks } from "./breaks/markup.ts";
import { meaningBreaks } from "./breaks/meaning.ts";
import { offerBreaks } from "./breaks/offers.ts";
import { partBreaks } from "./breaks/part.ts";
import { countBreaks } from "./breaks/parts.ts";
import { questionBreaks } from "./breaks/question.ts";
import { refusalBreaks } from "./breaks/refusal.ts";
import { replacedBreaks } from "./breaks/replaced.ts";
import { requestBreaks } from "./breaks/request.ts";
import { saidBeforeBreaks } from "./breaks/said-before.ts";
import { sourceBreaks } from "./breaks/sources.ts";
import { stepBreaks } from "./breaks/steps.ts";
import { skillBreaks, validCallBreaks } from "./breaks/valid-calls.ts";
import { harmlessAround } from "./harmless/around.ts";
import { harmlessTexts } from "./harmless/texts.ts";
import type { Break, Harmless } from "./operator.ts";

/** Raise with every change of an operator or of where one applies: reports of before are then out of date. */
export const operatorsVersion = 4;

export const breaks: readonly Break[] = [
  ...partBreaks,
  ...replacedBreaks,
  ...meaningBreaks,
  ...forbiddenBreaks,
  ...lengthBreaks,
  ...jsonBreaks,
  ...markupBreaks,
  ...questionBreaks,
  ...refusalBreaks,
  ...callBreaks,
  ...countBreaks,
  ...letterBreaks,
  ...requestBreaks,
  ...figureBreaks,
  ...languageBreaks,
  ...consentBreaks,
  ...saidBeforeBreaks,
  ...offerBreaks,
  ...argumentBreaks,
  ...validCallBreaks,
  ...skillBreaks,
  ...stepBreaks,
  ...sourceBreaks,
];

export const harmless: readonly Harmless[] = [...harmlessTexts, ...harmlessAround];
