import { describe, expect, it } from "vitest";
import { EditorChat } from "./editor-chat.ts";
import { type EditorAnswer, type EditorQuestion, type ModelAccess, modelAccess } from "./model-access.ts";

const schema = {
  type: "object",
  properties: { label: { enum: ["pass", "fail"] } },
  required: ["label"],
  additionalProperties: false,
};
const messages = [
  { role: "system", content: "You judge." },
  { role: "user", content: "Is it polite?" },
] as const;

/** A model of an editor that answers so, and what it was asked. */
function chatIn(answer: EditorAnswer, more: Partial<ModelAccess> = {}) {
  const asked: EditorQuestion[] = [];
  const editor = {
    key: async () => undefined,
    chat: async (question: EditorQuestion) => {
      asked.push(question);
      return answer;
    },
  };
  const settings = { provider: "vscode", vscode: "copilot/gpt-4o", concurrency: 2, maxCalls: 9 } as const;
  return { chat: new EditorChat(settings, { ...modelAccess(editor, {}), ...more }), asked };
}

describe("a language model of VS Code", () => {
  it("is asked for JSON in words, and answers with what it took", async () => {
    const { chat, asked } = chatIn({
      text: 'Here you are:\n```json\n{"label":"pass"}\n```',
      tokens: { inputTokens: 7, outputTokens: 3 },
    });
    expect(await chat.reply(messages, schema)).toEqual({
      answer: { label: "pass" },
      tokens: { inputTokens: 7, outputTokens: 3 },
    });
    expect(asked).toEqual([
      {
        model: "copilot/gpt-4o",
        messages: [
          {
            role: "system",
            content: expect.stringMatching(/^You judge\.\n\nAnswer with one JSON object.*"label"/s),
          },
          { role: "user", content: "Is it polite?" },
        ],
        timeoutMs: 120_000,
        isAsked: true,
      },
    ]);
    expect([chat.name, chat.origin, chat.identity]).toEqual([
      "copilot/gpt-4o in VS Code",
      "VS Code",
      "vscode copilot/gpt-4o",
    ]);
  });

  it("an answer of another form than asked for is none, and neither is one to what is too long", async () => {
    expect(await chatIn({ text: '{"label":"maybe"}' }).chat.reply(messages, schema)).toMatchObject({
      answer: undefined,
      problem: expect.stringMatching(/another form.*label/),
    });
    const long = { refused: "long", detail: "9 tokens, and it takes 5" } as const;
    expect(await chatIn(long).chat.reply(messages, schema)).toEqual({
      answer: undefined,
      problem: "takes no text of that length: 9 tokens, and it takes 5",
      isUnsent: true,
    });
  });

  it.each([
    [
      "unknown",
      "it has copilot/gpt-5",
      "model-unknown",
      /no language model copilot\/gpt-4o; it has copilot\/gpt-5/,
    ],
    ["consent", "", "model-consent", /not allowed Homeostat/],
    ["blocked", "quota exceeded", "model-blocked", /no more requests for now: quota exceeded\./],
    ["silent", "", "model-silent", /within 120 s/],
    ["failed", "the wire broke", "model-failed", /gave no answer: the wire broke\./],
  ] as const)("says what is wrong: %s", async (refused, detail, code, message) => {
    await expect(chatIn({ refused, detail }).chat.ask(messages, schema)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("tells the editor where nobody asked, so that nobody is asked for consent", async () => {
    const { chat, asked } = chatIn({ refused: "consent", detail: "" }, { isUnasked: true });
    await expect(chat.ask(messages, schema)).rejects.toMatchObject({ code: "model-consent" });
    expect(asked[0]!.isAsked).toBe(false);
  });

  it("without VS Code, as on the command line, it says what to do", async () => {
    const { chat } = chatIn({ text: "{}" }, { editor: undefined });
    await expect(chat.ask(messages, schema)).rejects.toMatchObject({
      code: "model-elsewhere",
      message: "The model copilot/gpt-4o is one of VS Code's own, and only VS Code can ask it.",
      hint: expect.stringContaining("`baseUrl` and `model`"),
    });
  });
});
