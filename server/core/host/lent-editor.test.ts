import { expect, it } from "vitest";
import type { Editor } from "../models/index.ts";
import { EditorLender, LentEditor } from "./lent-editor.ts";

const noModels: Pick<Editor, "chat"> = { chat: async () => ({ refused: "unknown", detail: "" }) };

/** Both ends, with messages between them as another process gets them. */
function lent(editor: Editor) {
  const lender = new EditorLender(editor, (reply) => host.receive(structuredClone(reply)));
  const host = new LentEditor((message) => lender.receive(structuredClone(message)));
  return { host, lender };
}

it("what the host asks the editor answers, each question for itself", async () => {
  const { host } = lent({
    ...noModels,
    key: async (variable, origin) => (origin === "https://a" ? `${variable} of a` : undefined),
  });
  expect(
    await Promise.all([host.key("K", "https://a"), host.key("K", "https://b"), host.key("L", "https://a")]),
  ).toEqual(["K of a", undefined, "L of a"]);
});

it("an editor that fails is told with its words", async () => {
  const { host } = lent({
    ...noModels,
    key: () => Promise.reject(new Error("the key ring is locked")),
  });
  await expect(host.key("K", "https://a")).rejects.toThrow("the key ring is locked");
});

it("a question that nobody waits for any more ends on the other side, and so do all with the host", async () => {
  const stopped: string[] = [];
  const { host, lender } = lent({
    key: async () => undefined,
    chat: ({ model }, signal) =>
      new Promise((_, reject) => {
        signal!.addEventListener("abort", () => {
          stopped.push(model);
          reject(signal!.reason);
        });
      }),
  });
  const question = { messages: [], timeoutMs: 1, isAsked: true };
  const controller = new AbortController();
  const first = host.chat({ ...question, model: "first" }, controller.signal);
  const second = host.chat({ ...question, model: "second" });
  controller.abort(new Error("enough"));
  await expect(first).rejects.toThrow("enough");
  expect(stopped).toEqual(["first"]);
  lender.close();
  expect(stopped).toEqual(["first", "second"]);
  second.catch(() => undefined);
  await expect(host.chat({ ...question, model: "third" }, AbortSignal.abort())).rejects.toThrow();
});
