import { expect, it } from "vitest";
import type { Editor } from "../models/index.ts";
import { EditorLender, LentEditor } from "./lent-editor.ts";

/** Both ends, with messages between them as another process gets them. */
function lent(editor: Editor) {
  const lender = new EditorLender(editor, (reply) => host.receive(structuredClone(reply)));
  const host = new LentEditor((message) => lender.receive(structuredClone(message)));
  return { host, lender };
}

it("what the host asks the editor answers, each question for itself", async () => {
  const { host } = lent({
    key: async (variable, origin) => (origin === "https://a" ? `${variable} of a` : undefined),
  });
  expect(
    await Promise.all([host.key("K", "https://a"), host.key("K", "https://b"), host.key("L", "https://a")]),
  ).toEqual(["K of a", undefined, "L of a"]);
});

it("an editor that fails is told with its words", async () => {
  const { host } = lent({ key: () => Promise.reject(new Error("the key ring is locked")) });
  await expect(host.key("K", "https://a")).rejects.toThrow("the key ring is locked");
});
