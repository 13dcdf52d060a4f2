import { afterEach, expect, it } from "vitest";
import { byModel, cleanUp, shop } from "../../../../test/support/replayed-shop.ts";

afterEach(cleanUp);

it("tells beforehand what it will take", async () => {
  const { host } = await shop(byModel.replace(", toolsFile: tools.json", ""));
  const plan = await host.planReplay({ conversationIds: ["one", "both"] });
  expect(plan).toMatchObject({
    agent: { name: "shop", run: "model", tools: "recorded", user: "recorded" },
    prompt: { name: "shop", file: "shop.prompt.md" },
    conversations: 2,
    about: { calls: 5, inputTokens: expect.any(Number) },
    budget: { calls: 500, usd: 2 },
    withoutTools: 2,
  });
});

it("says what to write where no agent is configured, and runs none in an untrusted workspace", async () => {
  const { host } = await shop("{ name: other, prompt: other, run: model }");
  await expect(host.planReplay({ conversationIds: ["one"] })).rejects.toMatchObject({
    code: "no-agent",
    hint: expect.stringContaining("{ name: shop, prompt: shop, run: model }"),
  });
  await expect(host.planReplay({ conversationIds: ["one"], agent: "x" })).rejects.toMatchObject({
    code: "agent-unknown",
  });
  await expect(
    host.planReplay({ conversationIds: ["none"], prompt: "shop", agent: "other" }),
  ).rejects.toMatchObject({
    code: "conversation-unknown",
  });
  const untrusted = await shop(byModel, { trusted: false });
  await expect(untrusted.host.planReplay({ conversationIds: ["one"] })).rejects.toMatchObject({
    code: "no-agent",
    message: expect.stringContaining("not trusted"),
  });
});
