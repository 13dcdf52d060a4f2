import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { Host } from "../host.ts";
import { openHost } from "../open-host.ts";

let folder: TempFolder;
let host: Host;
beforeEach(() => {
  folder = tempFolder("diagnosis");
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

const topics = ["refund", "invoice", "parcel", "password", "coupon"];
const prompt = `You answer customers of a shop.

${topics.map((one) => `- If the customer mentions a ${one}, quote the rule of the ${one} chapter.`).join("\n")}
`;

/** Answers on parcels quote nothing; every third lookup on an invoice comes back as an error. */
const chat = (id: string, topic: string, isBroken: boolean): string =>
  JSON.stringify({
    id,
    messages: [
      { role: "system", content: prompt },
      { role: "user", content: `I have a question on my ${topic}.` },
      ...(isBroken
        ? [
            {
              role: "assistant",
              content: "",
              tool_calls: [
                { id: "k", type: "function", function: { name: "find_invoice", arguments: '{"of":"me"}' } },
              ],
            },
            { role: "tool", tool_call_id: "k", content: "Error: 503 Service Unavailable" },
          ]
        : []),
      {
        role: "assistant",
        content: topic === "parcel" || isBroken ? "Sorry." : `The chapter says: quote ${topic} at once.`,
      },
    ],
  });

async function begin(more = ""): Promise<void> {
  folder.write("shop.prompt.md", prompt);
  folder.write(
    "homeostat.yaml",
    `version: 1\nevaluators:\n  - { name: quotes, assert: [{ type: contains, value: chapter says }]${more} }\n`,
  );
  const lines = Array.from({ length: 100 }, (_, i) =>
    chat(`c${i}`, topics[i % topics.length]!, topics[i % topics.length] === "invoice" && i % 3 === 0),
  );
  folder.write("chats.jsonl", lines.join("\n"));
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.evaluate();
}

it("names the line that is not followed and the tool that fails, from what is stored", async () => {
  await begin();
  const subject = { kind: "prompt", file: "shop.prompt.md" } as const;
  const { prompts } = await host.diagnose(subject);
  const [diagnosis] = prompts;
  const { instructions } = (await host.snapshot()).prompts[0]!;
  const text = instructions.find(({ key }) => key === diagnosis!.suspects[0]?.key)?.text;
  expect(diagnosis).toMatchObject({ file: "shop.prompt.md", samples: 100, failures: 27, conversations: 100 });
  expect(text).toContain("mentions a parcel");
  expect(diagnosis!.suspects[0]).toMatchObject({ failing: 20, exercised: 20, evaluators: ["quotes"] });
  const tool = diagnosis!.mechanisms.find(({ cause }) => cause === "tool");
  expect(tool).toMatchObject({ failing: 7 });
  expect(tool!.exemplars[0]).toMatchObject({
    explanation: expect.stringMatching(/./),
    firstStep: {
      messageIndex: 2,
      why: "There is a tool that was down, slow or did not let the agent in here.",
    },
  });
  expect(await host.diagnose(subject)).toEqual({ subject, prompts });
});

it("one conversation, one evaluator; what nobody knows is said so", async () => {
  await begin();
  const one = await host.diagnose({ kind: "conversation", id: "c0" });
  expect(one.prompts.map(({ samples, failures }) => [samples, failures])).toEqual([[1, 0]]);
  const failing = { kind: "conversation", id: "c2" } as const;
  expect((await host.diagnose({ ...failing, evaluator: "quotes" })).prompts[0]).toMatchObject({
    failures: 1,
  });
  expect((await host.diagnose({ kind: "evaluator", name: "quotes" })).prompts[0]).toMatchObject({
    failures: 27,
  });
  for (const [subject, code] of [
    [{ kind: "conversation", id: "nobody" }, "conversation-unknown"],
    [{ kind: "conversation", id: "c0", evaluator: "none" }, "evaluator-unknown"],
    [{ kind: "behavior", id: "nothing" }, "behavior-unknown"],
    [{ kind: "evaluator", name: "none" }, "evaluator-unknown"],
    [{ kind: "prompt", file: "no.prompt.md" }, "prompt-unknown"],
  ] as const)
    await expect(host.diagnose(subject)).rejects.toMatchObject({ code });
});

it("snapshots show suspects once they were looked for, and none that were found for another text", async () => {
  await begin(', covers: ["If the customer mentions a parcel"]');
  const before = await host.snapshot();
  expect(before.suspects).toBeUndefined();
  await host.refreshSuspects();
  const after = await host.snapshot();
  expect(after.revision).not.toBe(before.revision);
  expect(after.revision).toBe(await host.revision());
  const [suspect] = after.suspects![0]!.suspects;
  const line = after.prompts[0]!.instructions.find(({ key }) => key === suspect!.key)!;
  expect(line.text).toContain("mentions a parcel");
  expect(JSON.stringify(after.suspects)).not.toContain('quote":');
  folder.write("shop.prompt.md", prompt.replace("mentions a parcel", "loses a parcel"));
  expect((await host.snapshot()).suspects).toBeUndefined();
});
