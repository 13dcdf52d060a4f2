// An extension that brings a language model, as others do: by the API of VS Code for that. Its model is the scripted stand-in of
// test/support, behind the address in HOMEOSTAT_STAND_IN.
const vscode = require("vscode");

const models = [
  {
    id: "scripted-1-2026",
    name: "Scripted stand-in",
    family: "scripted",
    version: "1",
    maxInputTokens: 100_000,
    maxOutputTokens: 4_000,
    capabilities: {},
    // As models of a paid service say it: VS Code asks its user before another extension may use them.
    requiresAuthorization: { label: "stand-in" },
  },
];

const textOf = ({ content }) => content.map((part) => part.value ?? "").join("");

/** There are users and assistants alone; who instructs a model speaks first. */
const chatOf = (messages) =>
  messages.map((message, i) => ({ role: i === 0 ? "system" : "user", content: textOf(message) }));

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: () => models,
    provideLanguageModelChatResponse: async (_model, messages, _options, progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const response = await fetch(`${process.env.HOMEOSTAT_STAND_IN}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "scripted-1", messages: chatOf(messages) }),
        signal: abort.signal,
      });
      if (response.status === 429) throw vscode.LanguageModelError.Blocked("the quota of the stand-in is used up");
      if (!response.ok) throw new Error(`the stand-in answered ${response.status}`);
      const { choices } = await response.json();
      const text = choices[0].message.content ?? "";
      for (let at = 0; at < text.length; at += 20)
        progress.report(new vscode.LanguageModelTextPart(text.slice(at, at + 20)));
    },
    provideTokenCount: async (_model, text) => Math.ceil((typeof text === "string" ? text : textOf(text)).length / 4),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider("stand-in", provider));
};
