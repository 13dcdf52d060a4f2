import { expect, it } from "vitest";
import { askEach } from "./spending.ts";

it("so many are asked at a time, one that fails stops the others, and what was not begun is given back", async () => {
  let [atOnce, most] = [0, 0];
  const pause = async (): Promise<void> => {
    most = Math.max(most, ++atOnce);
    await new Promise((done) => setImmediate(done));
    atOnce--;
  };
  expect(await askEach([1, 2, 3, 4, 5, 6, 7], 3, pause)).toEqual([]);
  expect(most).toBe(3);
  const seen: number[] = [];
  const failing = askEach([1, 2, 3, 4, 5, 6], 2, async (item, signal) => {
    seen.push(item);
    await pause();
    if (item === 2) throw new Error("broken");
    signal.throwIfAborted();
  });
  await expect(failing).rejects.toThrow("broken");
  expect(seen.length).toBeLessThan(6);
  let done = 0;
  const left = await askEach([1, 2, 3, 4], 1, async () => void done++, { isOver: () => done === 2 });
  expect(left).toEqual([3, 4]);
});
