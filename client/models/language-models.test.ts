/** Asking a language model of the editor: found, allowed once, counted, cancelled, and what goes wrong in words of ours. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AskModelRequest } from "../../server/protocol/index.ts";
import { LanguageModels } from "./language-models.ts";

/** What VS Code has and says, as far as a test goes. */
const editor = vi.hoisted(() => ({
  models: [] as Record<string, unknown>[],
  allowed: undefined as boolean | undefined,
  /** What finding a model waits for. */
  finding: undefined as Promise<void> | undefined,
}));
vi.mock("vscode", () => {
  class CancellationTokenSource {
    private readonly listeners = new Set<() => void>();
    private isCancelled = false;
    readonly token = Object.defineProperty(
      {
        onCancellationRequested: (listener: () => void) => {
          this.listeners.add(listener);
          return { dispose: () => this.listeners.delete(listener) };
        },
      },
      "isCancellationRequested",
      { get: () => this.isCancelled },
    );
    cancel(): void {
      this.isCancelled = true;
      for (const listener of this.listeners) listener();
    }
    dispose(): void {
      this.listeners.clear();
    }
  }
  return {
    CancellationTokenSource,
    LanguageModelChatMessage: { User: (content: string) => ({ content }) },
    lm: {
      selectChatModels: async (selector: Record<string, string>) => {
        await editor.finding;
        return editor.models.filter((one) =>
          Object.entries(selector).every(([key, value]) => one[key] === value),
        );
      },
    },
  };
});
const { CancellationTokenSource } = await import("vscode");

const request: AskModelRequest = {
  model: "acme/one",
  messages: [
    { role: "system", content: "Judge." },
    { role: "user", content: "This." },
  ],
  timeoutMs: 10_000,
  isAsked: true,
};
const none = () => new CancellationTokenSource().token;
let sent: { messages: { content: string }[]; token: { isCancellationRequested: boolean } }[];
/** A model of one word a token, which answers so. */
const model = (answer: () => AsyncIterable<string> | Promise<never>, more: object = {}) => ({
  ...{ vendor: "acme", family: "one", id: "acme-one-2026", maxInputTokens: 100 },
  countTokens: async (text: string | { content: string }) =>
    (typeof text === "string" ? text : text.content).split(" ").length,
  sendRequest: async (
    messages: { content: string }[],
    _: object,
    token: { isCancellationRequested: boolean },
  ) => {
    sent.push({ messages, token });
    return { text: await answer() };
  },
  ...more,
});
async function* words(...parts: string[]) {
  yield* parts;
}
const failing = (code: string, message: string) => () =>
  Promise.reject(Object.assign(new Error(message), { code }));
let models: LanguageModels;
beforeEach(() => {
  sent = [];
  editor.allowed = true;
  editor.finding = undefined;
  editor.models = [model(() => words('{"a":', "1}"))];
  models = new LanguageModels({ canSendRequest: () => editor.allowed });
});

describe("a question", () => {
  it("goes to the model of that family or id, and its answer comes with tokens as the model counts them", async () => {
    const answer = { text: '{"a":1}', tokens: { inputTokens: 2, outputTokens: 1 } };
    expect(await models.ask(request, none())).toEqual(answer);
    expect(await models.ask({ ...request, model: "acme/acme-one-2026" }, none())).toEqual(answer);
    expect(sent[0]!.messages).toEqual([{ content: "Judge." }, { content: "This." }]);
  });

  it("is not sent where the model takes no text of that length, and is where it does not count", async () => {
    editor.models = [model(() => words("x"), { maxInputTokens: 1 })];
    expect(await models.ask(request, none())).toEqual({
      refused: "long",
      detail: "2 tokens, and it takes 1",
    });
    expect(sent).toEqual([]);
    editor.models = [model(() => words("x"), { countTokens: failing("", "cannot count") })];
    expect(await models.ask(request, none())).toEqual({ text: "x" });
  });

  it("names the models that there are where there is none of that name", async () => {
    expect(await models.ask({ ...request, model: "acme/two" }, none())).toEqual({
      refused: "unknown",
      detail: "it has acme/one",
    });
    editor.models = [];
    expect(await models.ask(request, none())).toEqual({ refused: "unknown", detail: "it has none" });
  });

  it.each([
    ["NoPermissions", "no", "consent"],
    ["Blocked", "You have used up your quota.", "blocked"],
    ["NotFound", "gone", "unknown"],
    ["Unknown", "the wire broke", "failed"],
  ])("that fails is told: %s", async (code, message, refused) => {
    editor.models = [model(failing(code, message))];
    expect(await models.ask(request, none())).toEqual({ refused, detail: message.replace(/\.$/, "") });
  });

  it("says what its extension threw, which is the cause", async () => {
    const error = Object.assign(new Error("Unknown"), {
      code: "Unknown",
      cause: new Error("status 500\nat x"),
    });
    editor.models = [model(() => Promise.reject(error))];
    expect(await models.ask(request, none())).toEqual({ refused: "failed", detail: "status 500" });
  });

  it("ends with its time or when it is cancelled, also where the model does not listen", async () => {
    async function* never() {
      await new Promise(() => undefined);
      yield "";
    }
    editor.models = [model(never)];
    expect(await models.ask({ ...request, timeoutMs: 1 }, none())).toEqual({ refused: "silent", detail: "" });
    const source = new CancellationTokenSource();
    const asked = models.ask(request, source.token);
    await expect.poll(() => sent.length).toBe(2);
    source.cancel();
    expect(await asked).toMatchObject({ refused: "failed" });
    expect(sent.map(({ token }) => token.isCancellationRequested)).toEqual([true, true]);
  });

  it("that is allowed ends with its time also where the model does not begin to answer", async () => {
    editor.models = [model(() => new Promise<never>(() => undefined))];
    expect(await models.ask({ ...request, timeoutMs: 1 }, none())).toEqual({ refused: "silent", detail: "" });
  });

  it("that is cancelled while its model is looked for ends at once, and is not put later", async () => {
    let find!: () => void;
    editor.finding = new Promise((resolve) => {
      find = resolve;
    });
    const source = new CancellationTokenSource();
    const asked = models.ask(request, source.token);
    source.cancel();
    expect(await asked).toEqual({ refused: "failed", detail: "cancelled" });
    find();
    await models.ask(request, none());
    expect(sent).toHaveLength(1);
  });
});

describe("consent", () => {
  /** VS Code asks the user at the first request to an extension, here a vendor's; `says` is what they answer to the last dialog. */
  function asking(...vendors: string[]) {
    let dialogs = 0;
    let says!: (allowed: boolean) => void;
    const allowed = new Set<unknown>();
    models = new LanguageModels({ canSendRequest: ({ vendor }) => allowed.has(vendor) || undefined });
    editor.models = ["acme", ...vendors].map((vendor) =>
      model(() => words("x"), {
        vendor,
        sendRequest: async () => {
          if (!allowed.has(vendor)) {
            dialogs++;
            const isAllowed = await new Promise<boolean>((resolve) => {
              says = resolve;
            });
            if (!isAllowed) throw Object.assign(new Error("no"), { code: "NoPermissions" });
            allowed.add(vendor);
          }
          return { text: words("x") };
        },
      }),
    );
    return { dialogs: () => dialogs, says: (isAllowed: boolean) => says(isAllowed) };
  }
  const long = { ...request, messages: [{ role: "user", content: "so many words ".repeat(50) }] } as const;

  it("is asked for once, however many questions there are, and its wait counts for no time limit", async () => {
    const { dialogs, says } = asking();
    const all = Promise.all(
      Array.from({ length: 4 }, () => models.ask({ ...request, timeoutMs: 20 }, none())),
    );
    await expect.poll(dialogs).toBe(1);
    await new Promise((done) => setTimeout(done, 60));
    says(true);
    expect((await all).map((one) => "text" in one)).toEqual([true, true, true, true]);
    expect(dialogs()).toBe(1);
  });

  it("that is refused is refused for all who waited for it", async () => {
    const { dialogs, says } = asking();
    const all = Promise.all(Array.from({ length: 4 }, () => models.ask(request, none())));
    await expect.poll(dialogs).toBe(1);
    says(false);
    expect((await all).map((one) => "refused" in one && one.refused)).toEqual(Array(4).fill("consent"));
    expect(dialogs()).toBe(1);
  });

  it("is asked for with the next question where the first was not sent, which says nothing about it", async () => {
    const { dialogs, says } = asking();
    const all = Promise.all([long, request, request].map((one) => models.ask(one, none())));
    await expect.poll(dialogs).toBe(1);
    says(true);
    expect(await all).toMatchObject([{ refused: "long" }, { text: "x" }, { text: "x" }]);
    expect(dialogs()).toBe(1);
  });

  it("is asked for each vendor, one after the other, and what is refused to one is refused to that one", async () => {
    const { dialogs, says } = asking("other");
    const all = Promise.all(
      ["acme/one", "other/one", "acme/one"].map((name) => models.ask({ ...request, model: name }, none())),
    );
    await expect.poll(dialogs).toBe(1);
    says(false);
    await expect.poll(dialogs).toBe(2);
    says(true);
    expect(await all).toMatchObject([{ refused: "consent" }, { text: "x" }, { refused: "consent" }]);
  });

  it("is asked for anew by who waited for a question that was cancelled, unless that is cancelled as well", async () => {
    const { dialogs, says } = asking();
    const source = new CancellationTokenSource();
    const first = models.ask(request, source.token);
    await expect.poll(dialogs).toBe(1);
    const all = Promise.all([models.ask(request, source.token), models.ask(request, none())]);
    await new Promise((done) => setTimeout(done, 5));
    source.cancel();
    expect(await first).toEqual({ refused: "failed", detail: "cancelled" });
    await expect.poll(dialogs).toBe(2);
    says(true);
    expect(await all).toMatchObject([{ refused: "failed", detail: "cancelled" }, { text: "x" }]);
    expect(dialogs()).toBe(2);
  });

  it("that is refused is asked for no more in the same command, and is in the next one", async () => {
    const { dialogs, says } = asking("other");
    const askAfter = async (count: number, answer: boolean, name = "acme/one") => {
      const asked = models.ask({ ...request, model: name }, none());
      await expect.poll(dialogs).toBe(count);
      says(answer);
      return asked;
    };
    await models.during(async () => {
      await models.during(() => askAfter(1, false));
      expect(await models.ask(request, none())).toEqual({ refused: "consent", detail: "" });
      expect(await askAfter(2, true, "other/one")).toMatchObject({ text: "x" });
    });
    expect(dialogs()).toBe(2);
    await models.during(() => expect(askAfter(3, true)).resolves.toMatchObject({ text: "x" }));
  });

  it("is never asked for what nobody started", async () => {
    const { dialogs } = asking();
    expect(await models.ask({ ...request, isAsked: false }, none())).toEqual({
      refused: "consent",
      detail: "",
    });
    expect(dialogs()).toBe(0);
  });
});
