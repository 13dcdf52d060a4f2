import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHost } from "../../server/core/index.ts";
import { type MutationCase, shopConversations } from "./mutation-cases.ts";
import type { BlindSpot } from "./planted-judge.ts";
import { scriptedModelName, startScriptedModel } from "./scripted-model.ts";

const correct = "The answer is correct: numbers, dates and names are right.";

/**
 * The mutation test of an `llm-rubric` that the scripted model judges (a stand-in for a chat model, by rules), by the whole way of
 * `homeostat test-evaluators`: a store, an endpoint, the rubric and the texts fenced, answers in JSON.
 */
export async function testedJudge(blindTo: BlindSpot) {
  const root = mkdtempSync(join(tmpdir(), "homeostat-judge-"));
  const model = await startScriptedModel({ blindTo });
  writeFileSync(
    join(root, "homeostat.yaml"),
    JSON.stringify({
      models: { embeddings: "lexical", chat: { baseUrl: model.url, model: scriptedModelName } },
      evaluators: [{ name: "correct", scope: "turn", assert: [{ type: "llm-rubric", value: correct }] }],
    }),
  );
  writeFileSync(join(root, "chats.jsonl"), shopConversations.map(chatLine).join("\n"));
  const host = await openHost({ root, trusted: true });
  try {
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    const { evaluators } = await host.testEvaluators();
    return evaluators[0]!;
  } finally {
    await host.close();
    await model.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const chatLine = (messages: MutationCase["conversations"][number], i: number): string =>
  JSON.stringify({
    id: `shop-${i}`,
    messages: messages.map(({ role, text }) => ({ role, content: text })),
  });
