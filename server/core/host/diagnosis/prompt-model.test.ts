import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import type { DiagnosisModel } from "../../attribution/index.ts";
import { openServices } from "../../evaluators/index.ts";
import { modelAccess } from "../../models/index.ts";
import { Store } from "../../store/index.ts";
import { diagnosisDesk } from "../desks/diagnosis-desk.ts";
import { HostBase } from "../desks/host-base.ts";
import type { Host } from "../host.ts";
import { openHost, storeOf } from "../open-host.ts";

let folder: TempFolder;
let host: Host;
beforeEach(() => {
  folder = tempFolder("prompt-model");
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

const topics = ["refund", "invoice", "parcel", "password", "coupon"];
const prompt = `You answer customers of a shop.

${topics.map((one) => `- If the customer mentions a ${one}, quote the rule of the ${one} chapter.`).join("\n")}
`;
const file = "shop.prompt.md";

const chats = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => {
    const topic = topics[(from + i) % topics.length]!;
    return JSON.stringify({
      id: `c${from + i}`,
      messages: [
        { role: "system", content: prompt },
        { role: "user", content: `I have a question on my ${topic}.` },
        { role: "assistant", content: topic === "parcel" ? "Sorry." : `The chapter says: quote ${topic}.` },
      ],
    });
  }).join("\n");

/** The fit that a base keeps. */
const fitOf = (of: HostBase): DiagnosisModel | undefined =>
  (
    of as unknown as { diagnoser: { fits: Map<string, { kept?: { model: DiagnosisModel } }> } }
  ).diagnoser.fits.get(file)?.kept?.model;

it("a fit that was kept says of what came what one says that is made now", { timeout: 120_000 }, async () => {
  folder.write(file, prompt);
  folder.write(
    "homeostat.yaml",
    "version: 1\nevaluators:\n  - { name: quotes, assert: [{ type: contains, value: chapter says }] }\n",
  );
  const workspace = { root: folder.path, trusted: true };
  host = await openHost(workspace);
  const store = await Store.open(await storeOf(workspace));
  const base = new HostBase(workspace, store, openServices({ trusted: true }), modelAccess());
  const kept = diagnosisDesk(base);
  let count = 0;
  const arrive = async (n: number): Promise<string> => {
    folder.write("chats.jsonl", chats(count, count + n));
    count += n;
    await host.importConversations(["chats.jsonl"], undefined);
    await host.evaluate();
    return `c${count - 1}`;
  };
  await arrive(1_033);
  await kept.diagnose({ kind: "prompt", file });
  const first = fitOf(base);
  expect(first!.input.conversations).toHaveLength(1_024);
  for (let i = 0; i < 4; i++) {
    const id = await arrive(1);
    const subjects = [{ kind: "conversation", id } as const, { kind: "prompt", file } as const];
    const fresh = await openHost(workspace);
    for (const subject of subjects)
      expect(JSON.stringify(await kept.diagnose(subject))).toBe(
        JSON.stringify(await fresh.diagnose(subject)),
      );
    await fresh.close();
    expect(fitOf(base)).toBe(first);
  }
  const { prompts } = await kept.diagnose({ kind: "prompt", file });
  expect(prompts[0]).toMatchObject({ samples: 1_037, conversations: 1_037 });
  await arrive(4);
  await kept.diagnose({ kind: "prompt", file });
  expect(fitOf(base)!.input.conversations).toHaveLength(1_040);
  folder.write(file, prompt.replace("mentions a parcel", "loses a parcel"));
  await kept.diagnose({ kind: "prompt", file });
  const fresh = await openHost(workspace);
  expect(JSON.stringify(await kept.diagnose({ kind: "prompt", file }))).toBe(
    JSON.stringify(await fresh.diagnose({ kind: "prompt", file })),
  );
  await fresh.close();
  await base.close();
});
