import { expect, it } from "vitest";
import { type ChildEvents, ScriptProcess } from "./script-process.ts";

/** A process that is there or not, and how often one was to start. */
function scripts() {
  const state = { isThere: false, starts: 0 };
  const open = ({ onReply, onEnd }: ChildEvents) => {
    state.starts++;
    setImmediate(() =>
      state.isThere ? onReply({ id: -1, from: 0, results: [] }) : onEnd("there is no python3 on the PATH"),
    );
    return {
      send: ({ id, jobs }: { readonly id: number; readonly jobs: readonly unknown[] }) =>
        void setImmediate(() => onReply({ id, from: 0, results: jobs.map(() => ({ value: true })) })),
      kill: () => undefined,
    };
  };
  const process = new ScriptProcess({ language: "python", timeoutMs: 1_000, open });
  const run = () => process.run({ body: "True", args: [] });
  return { state, process, run };
}
const absent = {
  stopped: "the process for `python` checks could not be started: there is no python3 on the PATH",
  isAway: true,
};

it("is not started again by each call where it could not be, and is once it is renewed", async () => {
  const { state, process, run } = scripts();
  expect(await run()).toEqual(absent);
  state.isThere = true;
  expect(await run()).toEqual(absent);
  expect(state.starts).toBe(1);
  process.renew();
  expect(await run()).toEqual({ value: true });
  expect(state.starts).toBe(2);
});

it("stays closed, whoever renews it", async () => {
  const { state, process, run } = scripts();
  await process.close();
  process.renew();
  expect(await run()).toEqual({ stopped: "the sandbox was closed", isAway: true });
  expect(state.starts).toBe(0);
});

it("is started once where it is warmed, whoever calls meanwhile or later", async () => {
  const { state, process, run } = scripts();
  state.isThere = true;
  process.warm();
  process.warm();
  const meanwhile = run();
  expect(state.starts).toBe(1);
  expect([await meanwhile, await run()]).toEqual([{ value: true }, { value: true }]);
  process.warm();
  expect(state.starts).toBe(1);
});

it("that could not be warmed says why with each call, and can be closed while it starts", async () => {
  const { process, run } = scripts();
  process.warm();
  expect(await run()).toEqual(absent);
  const { process: another } = scripts();
  another.warm();
  await another.close();
});
