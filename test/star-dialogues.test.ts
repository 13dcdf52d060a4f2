import { describe, expect, test } from "vitest";
import { importFiles } from "../server/core/capture/index.ts";
import { type Captured, messagesFromSpans } from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";
import { starDialogues } from "./support/star-dialogues.ts";
import { tempFolder } from "./support/temp-folder.ts";

const star = realData("b-intents", "star", "dialogues.dev.tar.gz");

describe.skipIf(!star)("dialogues of STAR", () => {
  const dialogues = star ? starDialogues(star) : [];

  const spoken = dialogues.filter(({ messages }) => messages.some(({ role }) => role === "user"));

  test("1,850 dialogues of nine tasks, in 1,756 of which the user says something", () => {
    expect(dialogues).toHaveLength(1_850);
    expect(new Set(dialogues.map(({ task_id }) => task_id)).size).toBe(9);
    expect(new Set(dialogues.map(({ id }) => id)).size).toBe(1_850);
    expect(spoken).toHaveLength(1_756);
  });

  test("one that somebody lost a card in, word by word", () => {
    const { task_id, messages } = dialogues.find(({ id }) => id === "star-1011")!;
    expect(task_id).toBe("bank_fraud_report");
    expect(messages.slice(0, 3).map(({ role, content }) => `${role}: ${content}`)).toEqual([
      "user: I lost my debit card and before I could cancel it, somebody withdrew $300 at an ATM. ",
      "assistant: Could I get your full name, please?",
      "user: John Smith",
    ]);
  });

  test("are imported as chats, with the agent's queries as calls of tools", async () => {
    const folder = tempFolder();
    const file = folder.write("star.jsonl", spoken.map((dialogue) => JSON.stringify(dialogue)).join("\n"));
    const all: Captured[] = [];
    const report = await importFiles([file], { onCaptured: async (batch) => void all.push(...batch) });
    folder.remove();
    expect(report.files).toMatchObject([{ format: "chat", read: 1_756, problems: [] }]);
    for (const [i, { conversation, spans }] of all.entries()) {
      const { id, task_id, messages } = spoken[i]!;
      expect([conversation.id, conversation.taskId]).toEqual([id, task_id]);
      expect(messagesFromSpans(spans).map(({ role, text }) => [role, text])).toEqual(
        messages.map(({ role, content }) => [role, content]),
      );
    }
    const tools = all.flatMap(({ spans }) =>
      messagesFromSpans(spans).flatMap(({ toolCalls = [] }) => toolCalls.map(({ name }) => name)),
    );
    expect(new Set(tools)).toContain("ride_book");
  });
});
