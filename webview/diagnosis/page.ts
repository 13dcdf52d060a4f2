import type {
  DiagnosedLine,
  DiagnosisEvidence,
  DiagnosisIntent,
  DiagnosisPageCommand,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";

/** What the parts of the page are given: the way out, and what the person has unfolded. */
export interface Page {
  readonly send: (intent: DiagnosisIntent) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
}

/** Of a line, characters; the rest stands there while the pointer rests on it. */
const mostShown = 180;

/** A line of a prompt as a way to it. `key`: of the button, unique on the page. */
export function lineButton(
  page: Page,
  key: string,
  { file, key: of, text, line, isChanged }: DiagnosedLine,
): HTMLElement {
  const place = line === undefined ? file : `${file}:${line + 1}`;
  const note = line === undefined ? "not in the file any more" : isChanged ? "changed since" : undefined;
  return html(
    "span",
    { class: "line-of" },
    line === undefined
      ? html("span", {}, `“${text}”`)
      : button(
          {
            key,
            look: "link",
            act: () => page.send({ type: "openLine", file, key: of }),
            attributes: { title: `Open ${place}: ${text}` },
          },
          text.length > mostShown ? `${text.slice(0, mostShown).replace(/[\ud800-\udbff]$/, "")}…` : text,
        ),
    " ",
    html("span", { class: "faint place" }, note ? `${place}, ${note}` : place),
  );
}

/** Of a conversation, at a message of it where one is known. */
export const conversationButton = (
  page: Page,
  of: { readonly key: string; readonly id: string; readonly message?: number; readonly evaluator?: string },
  ...children: readonly Child[]
): HTMLButtonElement => {
  const { key, id, message, evaluator } = of;
  const at = message === undefined ? "" : ` at message ${message + 1}`;
  return button(
    {
      key,
      look: "link",
      act: () =>
        page.send({
          type: "openConversation",
          id,
          ...(message !== undefined && { message }),
          ...(evaluator !== undefined && { evaluator }),
        }),
      attributes: { title: `Open this conversation${at}` },
    },
    ...children,
  );
};

/** What shows it, in the words of the conversation. */
export const evidenceList = (
  page: Page,
  key: string,
  evidence: readonly DiagnosisEvidence[],
): HTMLElement | undefined =>
  evidence.length === 0
    ? undefined
    : html(
        "ul",
        { class: "evidence" },
        ...evidence.map(({ conversationId: id, messageIndex: message, quote }, index) =>
          html(
            "li",
            {},
            quote === undefined ? undefined : html("q", {}, quote),
            " ",
            conversationButton(
              page,
              { key: `${key}:${index}`, id, ...(message !== undefined && { message }) },
              message === undefined ? id : `${id}, message ${message + 1}`,
            ),
          ),
        ),
      );

export interface Step {
  readonly label: string;
  readonly command: DiagnosisPageCommand;
}

export const stepButtons = (page: Page, steps: readonly Step[], ...others: readonly Child[]): HTMLElement =>
  html(
    "div",
    { class: "steps" },
    ...steps.map(({ label, command }, index) =>
      button(
        {
          key: `step:${command}`,
          look: index === 0 ? "primary" : "secondary",
          act: () => page.send({ type: "run", command }),
        },
        label,
      ),
    ),
    ...others,
  );
