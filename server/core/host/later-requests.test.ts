import { afterEach, beforeEach, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { type Row, Store } from "../store/index.ts";
import { requestColumns, requestsIn, requestsOfBehavior } from "./asked-requests.ts";
import type { Host } from "./host.ts";
import { openHost } from "./open-host.ts";

/** Turns are judged by a word of the answer: the one about cars fails, the one about flights passes. */
const config = `version: 1
evaluators:
  - name: kept
    scope: turn
    assert: [{ type: not-contains, value: "no car" }]
`;

const turn = (ask: string, answer: string): object[] => [
  { role: "user", content: ask },
  { role: "assistant", content: answer },
];
const towns = [
  "Boston",
  "Denver",
  "Oslo",
  "Rome",
  "Lisbon",
  "Vienna",
  "Prague",
  "Dublin",
  "Madrid",
  "Athens",
];
const flights = ["I want to book a flight to", "Please book me a flight to", "Can you book a flight to"];
const cars = ["I also need to rent a car", "Could you also rent me a car?", "Also, I'd like to rent a car"];
const either = <T>(list: readonly T[], i: number): T => list[i % list.length]!;

const flightTurn = (i: number): object[] =>
  turn(`${either(flights, i)} ${either(towns, i)}`, "Your flight is booked. Anything else I can do for you?");
const carTurn = (i: number): object[] => turn(either(cars, i), "I am sorry, there is no car left.");

/** Twenty that ask for a flight, then for a car; ten for a flight alone; ten for a car alone. */
const chats = (): string =>
  [
    ...Array.from({ length: 20 }, (_, i) => ["both", i, [...flightTurn(i), ...carTurn(i)]] as const),
    ...Array.from({ length: 10 }, (_, i) => ["flight", i, flightTurn(i)] as const),
    ...Array.from({ length: 10 }, (_, i) => ["car", i, carTurn(i)] as const),
  ]
    .map(([kind, i, messages]) => JSON.stringify({ id: `${kind}-${i}`, messages }))
    .join("\n");

let folder: TempFolder;
let host: Host;
beforeEach(async () => {
  folder = tempFolder("later", { "homeostat.yaml": config, "chats.jsonl": chats() });
  host = await openHost({ root: folder.path, trusted: true });
  await host.importConversations(["chats.jsonl"], undefined);
});
afterEach(async () => {
  await host.close();
  folder.remove();
});

async function inStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await use(store);
  } finally {
    store.close();
  }
}
const requestsOf = (id: string): Promise<Row<"requests">[]> =>
  inStore(async ({ tables }) =>
    (await tables.requests.readAny("conversationId", [id])).sort((a, b) => (a.id < b.id ? -1 : 1)),
  );

it("a conversation that asks for two things is in two behaviors, passes in one and fails in the other", async () => {
  await host.evaluate();
  expect(await host.findBehaviors()).toMatchObject({ requests: 60 });
  const [first, second] = await requestsOf("both-0");
  expect([first, second]).toMatchObject([
    { id: "both-0", text: "I want to book a flight to Boston" },
    { id: "both-0#r2", text: "I also need to rent a car", messageIndex: 2, turn: 1 },
  ]);
  const { behaviors, outliers, totals } = await host.snapshot();
  const [flight, car] = [first, second].map((row) => behaviors.find(({ id }) => id === row!.behaviorId)!);
  expect(flight).not.toBe(car);
  expect([flight!.failing, car!.failing.includes("both-0")]).toEqual([[], true]);
  expect(flight!.rate.n).toBe(flight!.size);
  expect([totals.conversations, outliers]).toEqual([40, 0]);

  const { conversations } = await host.conversations({ limit: 100 });
  const listed = conversations.find(({ id }) => id === "both-0")!;
  expect(listed.behaviorIds).toEqual([flight!.id, car!.id]);
  const trace = await host.trace("both-0");
  expect(trace?.facts.behaviors).toEqual([
    { id: flight!.id, name: flight!.name },
    { id: car!.id, name: car!.name, message: 2 },
  ]);
  const inBoth = await host.conversations({ query: `behavior:"${flight!.id}" behavior:"${car!.id}"` });
  const inNoCar = await host.conversations({ query: `behavior:"${flight!.id}" -behavior:"${car!.id}"` });
  expect(inBoth.conversations.every(({ id }) => id.startsWith("both"))).toBe(true);
  expect(inNoCar.conversations.every(({ id }) => id.startsWith("flight"))).toBe(true);
});

it("what is asked when a conversation goes on is put into the behavior that is there", async () => {
  await host.findBehaviors();
  const [{ behaviorId } = {}] = await requestsOf("car-1");
  const grown = JSON.stringify({ id: "flight-3", messages: [...flightTurn(3), ...carTurn(1)] });
  folder.write("more.jsonl", grown);
  expect(await host.importConversations(["more.jsonl"], undefined)).toMatchObject({ updated: 1 });
  expect(await requestsOf("flight-3")).toMatchObject([{ id: "flight-3" }, { id: "flight-3#r2", behaviorId }]);
});

it("conversations of an older build are read again at the next search, and requests that are no more go", async () => {
  await host.findBehaviors();
  await inStore(async ({ tables }) => {
    const rows = await tables.conversations.readAny("id", ["both-1", "both-2"]);
    await tables.conversations.upsert(rows.map(({ laterRequests: _, ...row }) => row));
    await tables.requests.deleteAny("id", ["both-1#r2"]);
    await tables.requests.upsert([{ id: "both-2#r9", conversationId: "both-2", text: "not asked" }]);
  });
  await host.findBehaviors();
  expect((await requestsOf("both-1")).map(({ id }) => id)).toEqual(["both-1", "both-1#r2"]);
  expect((await requestsOf("both-2")).map(({ id }) => id)).toEqual(["both-2", "both-2#r2"]);
});

it("a behavior is looked at by what the search compared: later requests with what was done about them, and intents", async () => {
  await host.findBehaviors();
  const [, car] = await requestsOf("both-0");
  await inStore(async (store) => {
    const { requests, conversations } = store.tables;
    await requests.upsert([{ ...car!, intent: "rent a car" }]);
    const searched = (await conversations.read({ columns: [...requestColumns] })).flatMap(requestsIn);
    const ids = new Set(
      (await requests.readAny("behaviorId", [car!.behaviorId!], ["id"])).map(({ id }) => id),
    );
    const found = await requestsOfBehavior(store, car!.behaviorId!);
    const byId = new Map(found.map((one) => [one.id, one]));
    expect(byId.size).toBe(ids.size);
    for (const one of searched.filter(({ id }) => ids.has(id)))
      expect(byId.get(one.id)).toEqual(one.id === car!.id ? { ...one, intent: "rent a car" } : one);
    expect(byId.get(car!.id)?.handling).toContain("no car left");
  });
});
