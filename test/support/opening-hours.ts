import { vi } from "vitest";
import { openHost } from "../../server/core/index.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** One answer for each thing, which tells the number of an order, a time and a place. */
export const openingAnswers = (...things: readonly string[]): string[] =>
  things.map((thing, i) => `The ${thing} of order ${100 + i} is here. We open at ten in Ghent.`);

/** A workspace in which somebody asked when a shop opens, once for each answer; `c0` is the first. Nothing is imported yet. */
export function openingHours(name: string, answers: readonly string[]): TempFolder {
  const folder = tempFolder(name, {
    "chats.jsonl": answers
      .map((content, i) =>
        JSON.stringify({
          id: `c${i}`,
          messages: [
            { role: "user", content: `When do you open, asked ${i}?` },
            { role: "assistant", content },
          ],
        }),
      )
      .join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  return folder;
}

/** Imports its conversations, and judges them by what its configuration says by now. */
export async function judgeOpeningHours(root: string): Promise<void> {
  const host = await openHost({ root, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
  await host.close();
}
