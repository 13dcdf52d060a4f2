import { expect, test, vi } from "vitest";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { oneAtATime } from "./one-cycle-at-a-time.ts";

test("a second cycle is refused while one runs, and may begin when it is done", async () => {
  const folder = tempFolder("one-cycle", {});
  const store = { uri: folder.path };
  let end = (): void => undefined;
  const first = oneAtATime(store, () => new Promise<string>((done) => (end = () => done("first"))));
  await new Promise((done) => setTimeout(done, 50));
  vi.useFakeTimers({ toFake: ["performance"] });
  const second = oneAtATime(store, async () => "second").catch(({ code }: { code: string }) => code);
  await new Promise((done) => setTimeout(done, 200));
  vi.setSystemTime(0);
  vi.advanceTimersByTime(60_000);
  expect(await second).toBe("cycle-under-way");
  vi.useRealTimers();
  end();
  expect(await first).toBe("first");
  expect(await oneAtATime(store, async () => "third")).toBe("third");
  folder.remove();
});
