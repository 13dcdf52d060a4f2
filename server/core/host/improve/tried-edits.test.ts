import { expect, test } from "vitest";
import { diffHunks, type HunkWorth } from "../../improve/index.ts";
import type { ProposedChange } from "./reflection.ts";
import { triedEdits } from "./tried-edits.ts";

const base = "You help.\n- Be short.";
const to = (line: string) => ({ line, where: "behind" as const });
const change = (...edits: ProposedChange["edits"]): ProposedChange => ({ analysis: "", edits });
const added = (text: string): HunkWorth["hunk"] => diffHunks(base, `${base}\n- ${text}`)[0]!;
const worth = (text: string, effect: number, cases: number, alone = true): HunkWorth => ({
  ...{ component: "p", hunk: added(text), effect, cases, alone },
});

test("an edit that is proposed again is told once, with how often and what it gave, also where it was dropped", () => {
  const say = { operator: "add", to: to("a"), text: "Say hello.", why: "One." } as const;
  const weather = { operator: "add", to: to("a"), text: "Mind the weather." } as const;
  const tried = triedEdits(
    [
      change(say, weather),
      change({ ...say, to: to("b"), why: "Two." }, weather),
      change(weather, { operator: "add", to: to("a"), text: "Sign it." }),
      change({ operator: "remove", line: "a" }, { operator: "remove", line: "b" }),
    ],
    [worth("Say hello.", 0.6, 10), worth("Mind the weather.", -0.1, 30), worth("Mind the weather.", 0.3, 10)],
    new Set([added("Say hello.").id]),
  );
  expect(tried).toEqual([
    { operator: "add", text: "Say hello.", effect: 0.6, times: 2, isInBest: true },
    { operator: "add", text: "Mind the weather.", effect: expect.closeTo(0), times: 3 },
    { operator: "add", text: "Sign it." },
    { operator: "remove", text: "" },
    { operator: "remove", text: "" },
  ]);
});

test("what an edit gave alone counts before what it gave with others", () => {
  const edit = { operator: "add", to: to("a"), text: "Say hello." } as const;
  const [own] = triedEdits(
    [change(edit)],
    [worth("Say hello.", 0.2, 40, false), worth("Say hello.", 0.7, 10)],
    new Set(),
  );
  expect(own!.effect).toBeCloseTo(0.7);
});
