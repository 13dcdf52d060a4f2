import { afterEach, beforeEach, expect, it } from "vitest";
import { ownFolder } from "../../../test/support/own-folder.ts";
import { seededRandom } from "../base/index.ts";
import { FollowedTable } from "./followed-table.ts";
import { Store } from "./index.ts";

let folder: string;
let store: Store;
let other: Store;
beforeEach(async () => {
  folder = ownFolder();
  store = await Store.open(folder);
  other = await Store.open(folder);
});
afterEach(() => {
  store.close();
  other.close();
});

const followed = (where?: string) =>
  new FollowedTable(store.tables.signals, {
    columns: ["id", "conversationId", "kind"],
    ...(where && { where }),
    keep: ({ id, conversationId, kind }) => `${id} ${conversationId} ${kind}`,
  });
const signal = (id: number, kind: string) => ({ id: `s${id}`, conversationId: `c${id % 7}`, kind });

for (const where of [undefined, "`kind` = 'retry'"])
  it(`what is kept ${where ? "of a filter " : ""}is what is read anew, whatever anybody wrote`, async () => {
    const random = seededRandom(5);
    const kept = followed(where);
    const draw = (n: number): number => Math.floor(random() * n);
    const kind = (): string => (draw(2) === 0 ? "retry" : "thanks");
    const signals = (of: Store) => of.tables.signals;
    const steps: ((by: Store) => Promise<void>)[] = [
      async (by) => signals(by).append([signal(1000 + draw(1e6), kind()), signal(2e6 + draw(1e6), kind())]),
      async (by) => signals(by).upsert([signal(draw(12), kind()), signal(draw(12), kind())]),
      async (by) => signals(by).delete(`\`id\` = 's${draw(12)}'`),
      async (by) => signals(by).deleteAny("conversationId", [`c${draw(7)}`]),
      async (by) => signals(by).set(`\`id\` = 's${draw(12)}'`, "kind", kind()),
      async (by) => signals(by).compact(),
      async (by) => signals(by).purge(true),
      async () => undefined,
    ];
    let before: readonly string[] = [];
    let seen = 0;
    for (let i = 0; i < 60; i++) {
      for (let n = draw(3); n >= 0; n--) await steps[draw(steps.length)]!(draw(2) === 0 ? store : other);
      const { rows, kept: shared } = await kept.read();
      expect(rows).toEqual((await followed(where).read()).rows);
      expect(rows.slice(0, shared)).toEqual(before.slice(0, shared));
      before = rows;
      seen = Math.max(seen, shared);
    }
    expect(seen).toBeGreaterThan(0);
  });

it("of a table that nobody wrote to nothing is read, and of one that grew what came", async () => {
  const asked: number[] = [];
  const { signals } = store.tables;
  const kept = new FollowedTable(signals, {
    columns: ["id"],
    keep: ({ id }) => {
      asked.push(Number(id.slice(1)));
      return id;
    },
  });
  await signals.append([signal(1, "retry"), signal(2, "retry")]);
  const first = await kept.read();
  expect((await kept.read()).rows).toBe(first.rows);
  await other.tables.signals.append([signal(3, "retry")]);
  expect(await kept.read()).toEqual({ rows: ["s1", "s2", "s3"], kept: 2 });
  expect(asked).toEqual([1, 2, 3]);
});
