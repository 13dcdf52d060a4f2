import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

test("gives the same items, the next one read while one is worked on", async () => {
  const log: string[] = [];
  async function* source() {
    for (const item of [1, 2, 3]) {
      log.push(`read ${item}`);
      yield item;
    }
  }
  for await (const item of readAhead(source())) {
    await new Promise((done) => setImmediate(done));
    log.push(`done ${item}`);
  }
  expect(log).toEqual(["read 1", "read 2", "done 1", "read 3", "done 2", "done 3"]);
  const plain: string[] = [];
  for await (const item of readAhead(["a", "b"])) plain.push(item);
  expect(plain).toEqual(["a", "b"]);
});

test("a failure comes where its item would, and leaving early closes the source", async () => {
  let isClosed = false;
  async function* source() {
    try {
      yield 1;
      throw new Error("broken");
    } finally {
      isClosed = true;
    }
  }
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const item of readAhead(source())) seen.push(item);
  };
  await expect(reading()).rejects.toThrow("broken");
  expect(seen).toEqual([1]);
  isClosed = false;
  for await (const _ of readAhead(source())) break;
  expect(isClosed).toBe(true);
});
