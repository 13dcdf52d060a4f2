import type { DiagnosedExemplar, DiagnosedPrompt } from "../../server/protocol/index.ts";
import { type Child, html } from "../shared/dom.ts";
import { percent } from "../shared/wording.ts";
import { conversationButton, type Page } from "./page.ts";

type FirstStep = NonNullable<DiagnosedExemplar["firstStep"]>;

/** "goes wrong first at message 3 (64 %): The answer gives what it may not give. “…”"; below even odds perhaps. */
export const firstStepWords = (step: FirstStep): Child[] => [
  html("span", { class: "faint" }, `${surely(step)} ${placeOf(step)} (${percent(step.probability)})`),
  ...said(step),
];

/** Of one conversation that was asked about: where it went wrong first, as far as that could be told, and the way there. */
export function firstStepPart(
  { mechanisms }: Pick<DiagnosedPrompt, "mechanisms">,
  conversation: string,
  key: string,
  page: Page,
): HTMLElement | undefined {
  const steps = mechanisms.flatMap(({ exemplars }) =>
    exemplars.flatMap(({ conversationId, firstStep }) =>
      conversationId === conversation && firstStep ? [firstStep] : [],
    ),
  );
  const [first] = steps.sort((a, b) => b.probability - a.probability);
  if (!first) return undefined;
  const { messageIndex: message } = first;
  const words = `${surely(first)} ${placeOf(first)}`;
  return html(
    "p",
    { class: "first-step" },
    "It ",
    message === undefined
      ? words
      : conversationButton(page, { key: `${key}:first-step`, id: conversation, message }, words),
    ` (${percent(first.probability)})`,
    ...said(first),
  );
}

const surely = ({ probability }: FirstStep): string =>
  probability < 0.5 ? "perhaps goes wrong first" : "goes wrong first";
const placeOf = ({ messageIndex }: FirstStep): string =>
  messageIndex === undefined ? "in one step" : `at message ${messageIndex + 1}`;

const said = ({ why, quote }: FirstStep): Child[] => [
  why === undefined ? undefined : `: ${why}`,
  quote === undefined ? undefined : " ",
  quote === undefined ? undefined : html("q", {}, quote),
];
