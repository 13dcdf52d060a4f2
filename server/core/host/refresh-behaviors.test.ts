import { afterEach, beforeEach, expect, it } from "vitest";
import { plantedChats } from "../../../test/support/planted-intents.ts";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { Store } from "../store/index.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";
import { forgetConversations } from "./privacy/forget.ts";
import { dropForgotten } from "./privacy/forgotten-behaviors.ts";

let folder: TempFolder;
let host: Host;
const uri = (): string => folder.file(".homeostat");

beforeEach(async () => {
  folder = tempFolder("behaviors", { "chats.jsonl": plantedChats(14) });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
  await host.findBehaviors();
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

async function inStore<T>(read: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(uri());
  try {
    return await read(store);
  } finally {
    store.close();
  }
}

it("many behaviors are grouped; groups and behaviors keep their ids and their birth, and nothing is told of them again", async () => {
  const { behaviors, groups } = await host.snapshot();
  expect(groups.length).toBeGreaterThan(1);
  for (const { groupId } of behaviors) expect(groups.map(({ id }) => id)).toContain(groupId);
  const first = await inStore(async ({ tables }) => ({
    born: await tables.behaviors.read({ columns: ["id", "bornMs"], orderBy: [{ column: "id" }] }),
    events: await tables.behaviorEvents.read({ columns: ["id", "kind", "behaviorId"] }),
  }));
  expect(first.events.map(({ kind }) => kind)).toEqual(behaviors.map(() => "born"));
  await host.findBehaviors();
  expect((await host.snapshot()).groups).toEqual(groups);
  const second = await inStore(async ({ tables }) => ({
    born: await tables.behaviors.read({ columns: ["id", "bornMs"], orderBy: [{ column: "id" }] }),
    events: await tables.behaviorEvents.count(),
  }));
  expect(second).toEqual({ born: first.born, events: first.events.length });
});

it("new conversations are put into the behaviors that are there at once; what is like none waits", async () => {
  const before = await host.snapshot();
  const chat = (id: string, text: string): string =>
    JSON.stringify({
      id,
      messages: [
        { role: "user", content: text },
        { role: "assistant", content: "I will look into it." },
      ],
    });
  folder.write(
    "more.jsonl",
    [
      chat("new-knee", "My knee hurts since the last downhill run, should I rest?"),
      chat("new-cancel", "Hello, please cancel my booking, my plans fell through."),
      chat("new-mars", "Wie wird das Wetter auf dem Mars?"),
    ].join("\n"),
  );
  await host.importConversations(["more.jsonl"], undefined);
  const { conversations } = await host.conversations({ limit: 1_000 });
  const behaviorOf = (wanted: (id: string) => boolean): (string | undefined)[] => [
    ...new Set(
      conversations
        .filter(({ id }) => wanted(id))
        .flatMap(({ behaviorIds }): readonly (string | undefined)[] =>
          behaviorIds.length > 0 ? behaviorIds : [undefined],
        ),
    ),
  ];
  for (const intent of ["knee", "cancel"])
    expect(behaviorOf((id) => id.startsWith(`${intent}-`))).toContain(
      behaviorOf((id) => id === `new-${intent}`)[0],
    );
  expect(behaviorOf((id) => id === "new-mars")).toEqual([undefined]);
  const { behaviors } = await host.snapshot();
  const size = (list: typeof behaviors): number => list.reduce((sum, one) => sum + one.size, 0);
  expect(size(behaviors)).toBe(size(before.behaviors) + 2);
  await forgetConversations({ root: folder.path, trusted: true }, { conversations: ["new-mars"] });
  expect(await inStore(({ tables }) => tables.behaviorModels.count())).toBe(0);
});

it("what was forgotten is in no name of a group, and in none that a behavior had once", async () => {
  const word = "knee";
  const texts = (): Promise<string> =>
    inStore(async ({ tables: { groups, behaviors, behaviorEvents } }) =>
      JSON.stringify([await groups.read(), await behaviors.read(), await behaviorEvents.read()]),
    );
  expect(await texts()).toContain(word);
  const conversations = await inStore(async ({ tables }) =>
    (await tables.conversations.read({ columns: ["id", "opening"] }))
      .filter(({ opening }) => opening?.toLowerCase().includes(word))
      .map(({ id }) => id),
  );
  await forgetConversations({ root: folder.path, trusted: true }, { conversations });
  expect(await texts()).not.toContain(word);
});

it("a name that quotes what was forgotten goes, though others use the same words", async () => {
  const left = await inStore(async (store) => {
    const [row] = await store.tables.behaviors.read({ limit: 1 });
    const requests = await store.tables.requests.readAny("behaviorId", [row!.id], ["id", "text"]);
    const [said, other] = [requests[0]!.text!, requests[1]!.text!];
    const forgotten = `“${[...said.split(" ")].reverse().join(" ")}”`;
    const names: (string | undefined)[] = [];
    for (const name of [forgotten, `“${other}” and 3 more`]) {
      // As if one more had been in it.
      await store.tables.behaviors.upsert([{ ...row!, name, size: requests.length + 1 }]);
      await dropForgotten(store);
      names.push((await store.tables.behaviors.get(row!.id))?.name);
    }
    return { forgotten, other, names };
  });
  expect(left.names[0]).not.toContain(left.forgotten.slice(1, -1));
  expect(left.names[1]).toBe(`“${left.other}” and 3 more`);
});
