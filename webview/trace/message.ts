import type {
  TraceEvaluation,
  TraceMedia,
  TraceMessage,
  TraceSignal,
  TraceView,
} from "../../server/protocol/index.ts";
import { button, type Child, html } from "../shared/dom.ts";
import { fold } from "../shared/section.ts";
import { dateTime } from "../shared/wording.ts";
import { cost, size, tokens } from "./figures.ts";
import type { Page } from "./page.ts";
import { textBlock } from "./text-block.ts";

/** What is said about one message: it stands on the message and leads to nothing else. */
export interface Notes {
  readonly evaluations: readonly TraceEvaluation[];
  readonly signals: readonly TraceSignal[];
}

/** All that is drawn of a message; as long as it is equal, the drawn one stays. */
export interface MessageModel {
  readonly index: number;
  readonly message: TraceMessage;
  readonly notes: Notes;
  /** Answers of tools, by index: they are drawn beside the calls. */
  readonly answers: readonly MessageModel[];
}

/** One model for each message that is drawn by itself. */
export function messageModels({ messages, evaluations, signals }: TraceView): MessageModel[] {
  const failed = byMessage(evaluations.filter(({ label }) => label === "fail"));
  const signalled = byMessage(signals);
  const model = (index: number): MessageModel => {
    const message = messages[index]!;
    const answers = message.calls.flatMap(({ result }) =>
      result !== undefined && result > index && messages[result] ? [model(result)] : [],
    );
    return {
      index,
      message,
      notes: { evaluations: failed.get(index) ?? [], signals: signalled.get(index) ?? [] },
      answers,
    };
  };
  return messages.flatMap(({ answers }, index) => (answers === undefined ? [model(index)] : []));
}

function byMessage<T extends { readonly message?: number }>(items: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const item of items)
    if (item.message !== undefined) found.set(item.message, [...(found.get(item.message) ?? []), item]);
  return found;
}

export function messageElement({ index, message, notes, answers }: MessageModel, page: Page): HTMLElement {
  const { role, toolName, isError, spanId } = message;
  const key = `message:${index}`;
  const who = role === "tool" ? `tool ${toolName ?? ""}`.trim() : role;
  return html(
    "article",
    {
      class: `message ${role}${isError ? " is-error" : ""}`,
      id: `message-${index}`,
      tabindex: -1,
      "aria-labelledby": `${key}-title`,
    },
    html(
      "header",
      {},
      html(
        "h3",
        { id: `${key}-title` },
        html("span", { class: "faint" }, `#${index + 1} `),
        who,
        isError ? " (error)" : "",
      ),
      ...figuresOf(message),
      html("span", { class: "gap" }),
      ...notesOf(notes),
      spanId === undefined
        ? undefined
        : button(
            {
              key: `${key}:span`,
              look: "quiet",
              act: () => page.goToSpan(spanId),
              attributes: { "aria-label": `Show the span of message ${index + 1}` },
            },
            "span",
          ),
    ),
    ...bodyOf(message, key, page),
    ...callsOf(message, key, answers, page),
  );
}

const figuresOf = ({ atMs, costUsd, usage }: TraceMessage): Child[] => [
  atMs === undefined ? undefined : html("span", { class: "faint" }, dateTime(atMs)),
  costUsd === undefined ? undefined : html("span", { class: "faint" }, cost(costUsd)),
  usage === undefined ? undefined : html("span", { class: "faint" }, tokens(usage)),
];

const notesOf = ({ evaluations, signals }: Notes): Child[] => [
  ...evaluations.map(({ evaluator, explanation }) =>
    html("span", { class: "standing failing", title: explanation }, `fails ${evaluator}`),
  ),
  ...signals.map(({ kind, evidence }) => html("span", { class: "standing short", title: evidence }, kind)),
];

/** Text, thoughts, media: of a message wherever it is drawn. */
export function bodyOf(message: TraceMessage, key: string, page: Page): Child[] {
  const { text, reasoning, media, role } = message;
  return [
    reasoning &&
      fold(page, `${key}:reasoning`, ["Reasoning"], () => [
        textBlock(page, reasoning, { key: `${key}:reasoning` }),
      ]),
    text.text === "" ? undefined : textBlock(page, text, { key: `${key}:text`, isCode: role === "tool" }),
    media.length === 0 ? undefined : html("ul", { class: "media" }, ...media.map(mediaItem)),
  ];
}

/** By reference: what it is and where, and never the thing itself. */
const mediaItem = ({ kind, name, mimeType, bytes, uri }: TraceMedia): HTMLElement =>
  html(
    "li",
    {},
    [kind, name, mimeType, bytes === undefined ? "" : size(bytes), uri].filter(Boolean).join(" · "),
    html("span", { class: "faint" }, " (not loaded)"),
  );

export function callsOf(
  { calls }: TraceMessage,
  key: string,
  answers: readonly MessageModel[],
  page: Page,
): Child[] {
  return calls.map(({ name, args, result, spanId }, nth) => {
    const answer = answers.find(({ index }) => index === result);
    return html(
      "div",
      { class: "call" },
      html(
        "header",
        {},
        html("h4", {}, html("span", { class: "faint" }, "calls "), name),
        html("span", { class: "gap" }),
        spanId === undefined
          ? undefined
          : button(
              {
                key: `${key}:call:${nth}`,
                look: "quiet",
                act: () => page.goToSpan(spanId),
                attributes: { "aria-label": `Show the span of this call of ${name}` },
              },
              "span",
            ),
      ),
      textBlock(page, args, { key: `${key}:call:${nth}`, isCode: true }),
      answer && messageElement(answer, page),
    );
  });
}
