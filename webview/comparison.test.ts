import { describe, expect, it } from "vitest";
import type { ComparisonUpdate, ComparisonView } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { comparedFile, comparedPrompts } from "../test/support/comparison.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import { chromiumPath, type OpenPageOptions } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The page of a comparison is not tested: there is no Chromium on PATH.");

const state = {
  own: `${comparedFile}@${"5b6a7988".repeat(8)}`,
  other: `${comparedFile}@${"1f2e3d4c".repeat(8)}`,
};
const update = (view: ComparisonView = comparedPrompts()): ComparisonUpdate => ({
  ...{ type: "comparison", view, state },
});

describe.skipIf(!chromiumPath)("the page of a comparison", () => {
  const tests = pageTests("comparison");
  const { intents, click, text } = tests;
  const show = async (view?: ComparisonView, options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
    await tests.opened.send(update(view));
  };
  const axe = (): Promise<unknown> => tests.opened.page.evaluate(accessibilityProblems);

  it("says what may be put down to what, and shows every difference on one axis with its interval", async () => {
    await show();
    expect(await text("h1")).toBe(`From ${comparedFile}@1f2e3d4c to ${comparedFile}@5b6a7988`);
    const solved = tests.opened.page.locator("#e0");
    expect(await solved.locator(".note").innerText()).toMatch(
      /^80 tasks under both: \d+ pass more often now, \d+ less often\.$/,
    );
    const groups = await solved.locator(".group").allInnerTexts();
    expect(groups.map((group) => group.trim())).toEqual([
      "In all",
      "What a third prompt tells apart",
      "Lines that differ",
      "Groups of tasks",
    ]);
    const rows = (await solved.locator("tbody tr:not(.group)").allInnerTexts()).map((row) =>
      row.replace(/\s+/g, " "),
    );
    expect(rows[0]).toMatch(/^All tasks \+\d+\.\d \+\d+\.\d to \+\d+\.\d 40 % → \d+ % 32\/80, \d+\/80$/);
    expect(rows[1]).toMatch(
      /^Greet every customer by their name\. and 1 more in nothing else does shop\.prompt\.md@5b6a7988 differ from shop\.prompt\.md@77777777/,
    );
    expect(rows[2]).toMatch(
      /^Keep it short\. in nothing else does shop\.prompt\.md@77777777 differ from shop\.prompt\.md@1f2e3d4c/,
    );
    expect(rows[3]).toMatch(/day of its delivery\. where it is put to work ?unlike elsewhere \+/);
    expect(rows[4]).toMatch(/day of its delivery\. elsewhere [+−0]/);
    // Where it is drawn is what it says: zero in the middle, the sign tells the side.
    const drawn = await solved.locator(".interval").evaluateAll((all) =>
      all.map((one) => {
        const box = one.getBoundingClientRect();
        const at = (selector: string): number => {
          const mark = one.querySelector(selector)!.getBoundingClientRect();
          return (mark.x + mark.width / 2 - box.x) / box.width;
        };
        return { label: one.getAttribute("aria-label")!, dot: at(".dot"), zero: at(".zero") };
      }),
    );
    for (const { label, dot, zero } of drawn) {
      expect(zero).toBeCloseTo(0.5, 2);
      const points = Number(label.split(" ")[0]!.replace("−", "-"));
      expect(Math.sign(Math.round((dot - zero) * 100))).toBe(Math.sign(Math.round(points)));
    }
    // Clear ones are told by shape as well.
    expect(await solved.locator("tr.clear rect.dot").count()).toBe(await solved.locator("tr.clear").count());
    expect(await solved.locator("tr:not(.clear):not(.group) rect.dot").count()).toBe(0);
    expect(await text("#e1 .verdict-text")).toBe(
      "The difference may be chance: nothing is to be put down to what differs.",
    );
  });

  it("lists what differs once, by sign and word, each line a way to where it stands", async () => {
    await show();
    const items = (await tests.opened.page.locator(".change").allInnerTexts()).map((one) =>
      one.replace(/\s+/g, " "),
    );
    expect(items).toHaveLength(3);
    expect(items.join("\n")).toMatch(
      /re-worded: Greet every customer by their name\. shop\.prompt\.md:3 was: Greet every customer by name\./,
    );
    await click("Keep it short.");
    const view = comparedPrompts();
    const { place } = view.changes.find((one) => one.text === "Keep it short.")!;
    expect(place?.line).toBe(5);
    expect(await intents()).toEqual([{ type: "openLine", file: comparedFile, key: place!.key }]);
  });

  it("can be copied, turned round, made anew and made of others, by keyboard, each stop with a ring", async () => {
    await show();
    const stops: string[] = [];
    for (let i = 0; i < 4; i++) {
      await tests.opened.page.keyboard.press("Tab");
      stops.push(await tests.opened.page.evaluate("document.activeElement.getAttribute('data-key')"));
      expect(await tests.opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe(
        "solid",
      );
      await tests.opened.page.keyboard.press("Enter");
    }
    expect(stops).toEqual(["copy", "swap", "choose", "again"]);
    expect(await intents()).toEqual(stops.map((type) => ({ type })));
    await tests.opened.send({ type: "copied" });
    expect(await text("#said")).toBe("Copied");
  });

  it("a screen reader meets no trouble, with texts that are the same too", async () => {
    await show();
    expect(await axe()).toEqual([]);
    await tests.opened.send(update({ ...comparedPrompts(), changes: [] }));
    expect(await text("#changes")).toContain("The two texts are the same.");
    expect(await axe()).toEqual([]);
  });

  it("of many changes it shows the first, and the rest when asked", async () => {
    const view = comparedPrompts();
    const changes = Array.from({ length: 22 }, (_, i) => ({ kind: "added" as const, text: `Line ${i}.` }));
    await show({ ...view, changes });
    expect(await tests.opened.page.locator(".change").count()).toBe(8);
    await tests.opened.page.locator("summary", { hasText: "14 more" }).click();
    await expect.poll(() => tests.opened.page.locator(".change").count()).toBe(22);
  });

  it("shows hostile text as text, wherever it stands", async () => {
    const { evaluators, ...view } = comparedPrompts();
    await show({
      ...view,
      ...{ own: hostileText, other: hostileText },
      changes: [
        {
          kind: "changed",
          text: hostileText,
          before: hostileText,
          place: { file: hostileText, key: "k", line: 1 },
        },
      ],
      evaluators: evaluators.map((one) => ({
        ...{ evaluator: hostileText, pairs: hostileText, verdict: hostileText },
        rows: one.rows.map((row) => ({ ...row, name: hostileText, note: hostileText })),
      })),
    });
    expect((await text("main")).split("javascript:alert(5)").length).toBeGreaterThan(20);
    expect(await tests.opened.page.locator("main img, main script").count()).toBe(0);
    await tests.opened.send({ type: "error", state, message: hostileText });
    expect(await text("main")).toContain(hostileText);
  });

  it("while it is made it says how far it is and can be stopped; what was not made can be asked for again", async () => {
    await tests.open();
    await tests.opened.send({ type: "working", state, message: "reading", percent: 10 });
    await tests.opened.page.keyboard.press("Tab");
    await tests.opened.send({ type: "working", state, message: "comparing 42 %", percent: 42 });
    expect(await text("main")).toMatch(
      /Comparing\s+From shop\.prompt\.md@1f2e3d4c to shop\.prompt\.md@5b6a7988\s+comparing 42 %/,
    );
    expect(await axe()).toEqual([]);
    await tests.opened.page.keyboard.press("Enter");
    await tests.opened.send({ type: "idle", state, isCancelled: true });
    expect(await text("main")).toMatch(/It was cancelled/);
    await click("Compare");
    await tests.opened.send({ type: "error", state, message: "No evaluator has verdicts on both." });
    await click("Compare Others");
    expect(await intents()).toEqual([{ type: "cancel" }, { type: "again" }, { type: "choose" }]);
    expect(await axe()).toEqual([]);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show(undefined, { theme, width: 420 });
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (!process.env.SHOTS) return;
      await tests.opened.page.screenshot({
        path: `${process.env.SHOTS}/comparison-${theme}-420.png`,
        fullPage: true,
      });
      await tests.opened.page.setViewportSize({ width: 1100, height: 900 });
      await tests.opened.page.screenshot({
        path: `${process.env.SHOTS}/comparison-${theme}.png`,
        fullPage: true,
      });
    },
  );
});
