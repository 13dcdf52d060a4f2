import { callBreaks } from "./breaks/calls.ts";
import { forbiddenBreaks } from "./breaks/forbidden.ts";
import { jsonBreaks } from "./breaks/json.ts";
import { lengthBreaks } from "./breaks/length.ts";
import { markupBreaks } from "./breaks/markup.ts";
import { meaningBreaks } from "./breaks/meaning.ts";
import { partBreaks } from "./breaks/part.ts";
import { questionBreaks } from "./breaks/question.ts";
import { refusalBreaks } from "./breaks/refusal.ts";
import { replacedBreaks } from "./breaks/replaced.ts";
import { harmlessAround } from "./harmless/around.ts";
import { harmlessTexts } from "./harmless/texts.ts";
import type { Break, Harmless } from "./operator.ts";

/** Raise with every change of an operator or of where one applies: reports of before are then out of date. */
export const operatorsVersion = 2;

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
];

export const harmless: readonly Harmless[] = [...harmlessTexts, ...harmlessAround];
