import { describe, expect, it } from "vitest";
import { type AgreementView, commands } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { agreementItem, agreementUpdate } from "../test/support/agreement.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import { chromiumPath, type OpenPageOptions } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The page of agreement is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the page of agreement", () => {
  const tests = pageTests("agreement");
  const { intents, click, text } = tests;

  const show = async (changes: Partial<AgreementView> = {}, options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
    await tests.opened.send(agreementUpdate(changes));
  };
  const focused = (): Promise<string> =>
    tests.opened.page.evaluate(
      "document.activeElement.getAttribute('data-key') ?? document.activeElement.id",
    );

  it("says that it is ready, and waits for figures", async () => {
    await tests.open();
    expect(await tests.opened.intents()).toEqual([{ type: "ready" }]);
  });

  it("tells of each evaluator how far it agrees, the least first, with counts", async () => {
    await show();
    expect(await text(".head")).toMatch(/Agreement of evaluators[\s\S]*62 labels by Ada, Bea/);
    const rows = await tests.opened.page.locator(".kappas tbody tr").allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, " ").trim())).toEqual([
      "short −0.05poor 60 %30/50 76 %16/21 59 %16/27 0.67",
      "tone 0.37fair 68 %34/50 76 %16/21 59 %16/27 0.67",
      "recorded outcome as a rater 0.50moderate 68 %34/50 no fails 0 %0/4 0.67",
      "no-promise 0.91almost perfect 100 %48/48 100 %20/20 100 %20/20 0.95",
    ]);
    expect(await text("#notes")).toMatch(/Nothing to compare: language, citations\./);
  });

  it("dots and whiskers stand on one axis that holds zero", async () => {
    await show();
    const at = async (row: number, selector: string): Promise<{ from: number; to: number }> => {
      const picture = tests.opened.page.locator(".kappas .interval").nth(row);
      const [box, mark] = [(await picture.boundingBox())!, await picture.locator(selector).boundingBox()];
      const from = (mark!.x - box.x) / box.width;
      return { from, to: from + mark!.width / box.width };
    };
    const place = (kappa: number): number => 0.03 + (0.94 * (kappa + 0.4)) / 1.4;
    // In the order of the rows: short, tone.
    for (const [row, value, low, high] of [
      [0, -0.05, -0.33, 0.22],
      [1, 0.37, 0.11, 0.6],
    ] as const) {
      const dot = await at(row, ".dot");
      expect((dot.from + dot.to) / 2).toBeCloseTo(place(value), 2);
      const whisker = await at(row, ".whisker");
      expect(whisker.from).toBeCloseTo(place(low), 1);
      expect(whisker.to).toBeCloseTo(place(high), 1);
      expect((await at(row, ".zero")).from).toBeCloseTo(place(0), 2);
      expect((await at(row, ".band-2")).from).toBeCloseTo(place(0.4), 2);
    }
    const shapes = tests.opened.page.locator(".kappas .interval .dot");
    expect(await shapes.evaluateAll((all) => all.map((one) => one.tagName))).toEqual([
      ...["rect", "circle", "circle", "circle"],
    ]);
    // Where too few repeat for an interval there is none, and it is said.
    expect(await tests.opened.page.locator(".kappas .interval").nth(2).locator(".whisker").count()).toBe(0);
  });

  it("every picture has its words, every table its caption", async () => {
    await show();
    const pictures = tests.opened.page.getByRole("img", { name: /kappa/ });
    expect(await pictures.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual([
      "short: kappa −0.05, 95 % interval −0.33 to 0.22, poor",
      "tone: kappa 0.37, 95 % interval 0.11 to 0.60, fair",
      "recorded outcome: kappa 0.50, too few repeat to say how sure, moderate",
      "no-promise: kappa 0.91, 95 % interval 0.72 to 0.98, almost perfect",
    ]);
    expect(await tests.opened.page.locator("table").count()).toBe(5);
    expect(await tests.opened.page.locator("table > caption").count()).toBe(5);
  });

  it("each evaluator has its counts, and both reasons of what they see differently", async () => {
    await show();
    const part = tests.opened.page.locator("section", {
      has: tests.opened.page.getByRole("heading", { name: "tone" }),
    });
    const cells = await part.locator(".two-by-two tr").allInnerTexts();
    expect(cells.map((row) => row.trim().split(/\s*\t\s*/))).toEqual([
      ["People: fail", "People: pass"],
      ["It: fail", "16", "5"],
      ["It: pass", "11", "18"],
    ]);
    const first = (await part.locator(".disagreements li").allInnerTexts()).slice(0, 2).join("\n");
    expect(first).toMatch(
      /order 0\s+tone: ✓ pass The answer is friendly and offers help\. · sure, 97 %\s+Ada: ✗ fail it talks down to the customer · under an older definition/,
    );
    expect(first).toMatch(/order 1\s+turn 2[\s\S]*Bea: \? unknown/);
    expect(await text("#of-no-promise")).toMatch(
      /agrees on all 48[\s\S]*No label goes by its criterion: it is held against labels of how/,
    );
  });

  it("shows a few disagreements, and all when asked, with the focus where it was", async () => {
    await show();
    const items = tests.opened.page.locator("#of-tone .disagreements > li");
    expect(await items.count()).toBe(3);
    await click("Show all 16 disagreements");
    expect(await items.count()).toBe(16);
    expect(await focused()).toBe("more:tone");
    await tests.opened.send(agreementUpdate({ labels: 63 }));
    expect(await items.count()).toBe(16);
  });

  it("tells what goes by an older definition, what changed and what flipped", async () => {
    await show();
    const part = tests.opened.page.locator("#of-short");
    expect(await part.innerText()).toMatch(/Not counted: 4 on which people differ\./);
    await part.getByText("3 labels given under an older definition").click();
    await expect
      .poll(() => part.innerText())
      .toMatch(/Where is it\?\s+turn 1 · Ada\s+✓ pass[\s\S]*and 1 more/);
    await part.getByText(/Its definition changed on 2026-03-03: of 190 samples/).click();
    await expect
      .poll(() => part.innerText())
      .toMatch(/- max: 200\s+\+ max: 120[\s\S]*shop-7\s+turn 3\s+now\s+✗ fail\s+and 11 more/);
  });

  it("clicks send intents with what they are about", async () => {
    await show();
    await click("I want my money back for order 0");
    await click("My parcel is lost");
    await click("shop-90");
    await click("Recorded outcome");
    await click("Copy as Text");
    expect(await intents()).toEqual([
      { type: "openConversation", id: "shop-0", evaluator: "tone" },
      { type: "openConversation", id: "shop-201" },
      { type: "openConversation", id: "shop-90", evaluator: "short" },
      { type: "against", against: "outcome" },
      { type: "copy" },
    ]);
    await tests.opened.send({ type: "copied" });
    expect(await tests.opened.page.getByRole("status").innerText()).toBe("Copied");
  });

  it("a name in the table leads to the evaluator's part", async () => {
    await show();
    await tests.opened.page.locator(".kappas").getByRole("button", { name: "no-promise" }).click();
    expect(await focused()).toBe("of-no-promise-title");
    const top = await tests.opened.page
      .locator("#of-no-promise")
      .evaluate((one) => one.getBoundingClientRect().top);
    expect(top).toBeLessThan(900);
  });

  it("shows hostile text as text, in names, reasons and definitions", async () => {
    const item = agreementItem({
      evaluator: hostileText,
      change: { text: hostileText, lines: [hostileText], flipped: [], moreFlipped: 0 },
      disagreements: [
        {
          ...{
            conversationId: hostileText,
            opening: hostileText,
            evaluator: "fail",
            others: "pass",
            isSure: false,
          },
          explanation: hostileText,
          references: [{ who: hostileText, label: "pass", why: hostileText, isOlder: false }],
        },
      ],
      disagreeing: 1,
    });
    const toLabel = [{ id: hostileText, opening: hostileText, failed: [hostileText] }];
    await show({ evaluators: [item], people: [hostileText], notes: [hostileText], toLabel });
    expect((await text("main")).split(hostileText).length).toBeGreaterThan(8);
    expect(await tests.opened.page.locator("main img, main script").count()).toBe(0);
    await tests.opened.send({ type: "error", message: hostileText });
    expect(await text("main")).toContain(hostileText);
  });

  it("by keyboard, in the order of the page, each stop with a ring", async () => {
    await show();
    const stops: string[] = [];
    for (let i = 0; i < 9; i++) {
      await tests.opened.page.keyboard.press("Tab");
      stops.push(await focused());
      const outline = await tests.opened.page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle",
      );
      expect(outline).toBe("solid");
    }
    expect(stops).toEqual([
      ...["copy", "against:labels", "against:outcome"],
      ...["go:short", "go:tone", "go:recorded outcome", "go:no-promise"],
      ...["open:short:shop-90:", "fold:older:short"],
    ]);
  });

  it("a screen reader meets no trouble", async () => {
    await show();
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  describe("where there is nothing to compare it says what to do", () => {
    const nothing = { evaluators: [], notes: [] };
    it("without conversations: where they come from", async () => {
      await show({ ...nothing, conversations: 0, labels: 0, toLabel: [] });
      await click("Open the Demo");
      await click("Import Conversations");
      expect(await intents()).toEqual([
        { type: "run", command: commands.openDemo },
        { type: "run", command: commands.importConversations },
      ]);
      expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
    });
    it("without labels: how to label, and which conversations", async () => {
      await show({ ...nothing, labels: 0, people: [] });
      expect(await text(".nothing")).toMatch(/30 are a beginning[\s\S]*press p for pass or f for fail/);
      expect(await text("#to-label")).toMatch(
        /0 of the first 30 labels are there[\s\S]*fail them\s+My parcel is lost\s+no-promise, tone[\s\S]*pass them\s+Do you ship/,
      );
      await click("My parcel is lost");
      expect(await intents()).toEqual([{ type: "openConversation", id: "shop-201" }]);
    });
    it("with labels that cannot be compared: that they are there, and why", async () => {
      await show({
        evaluators: [],
        labels: 2,
        notes: ["Nothing to compare; 1 on which people differ: tone."],
      });
      expect(await text("main")).toMatch(
        /2 labels by Ada, Bea[\s\S]*None of the labels can be compared yet[\s\S]*2 of the first 30[\s\S]*people differ: tone/,
      );
    });
    it("without outcomes: choose labels", async () => {
      await show({ ...nothing, against: "outcome" });
      expect(await text(".nothing")).toMatch(/Choose Labels above/);
      await click("Labels of people");
      expect(await intents()).toEqual([{ type: "against", against: "labels" }]);
    });
    it("with a baseline alone", async () => {
      await show({ ...nothing, isBaseline: true, toLabel: [] });
      expect(await text(".nothing")).toMatch(/committed baseline, without conversations/);
    });
    it("an error says what happened and leads to the log", async () => {
      await tests.open();
      await tests.opened.send({ type: "error", message: "The server has ended." });
      expect(await text("main")).toMatch(/The server has ended/);
      await click("Show Log");
      expect(await intents()).toEqual([{ type: "run", command: commands.showLog }]);
    });
  });

  it("what is unfolded and where one was outlive a reload", async () => {
    await show({}, { state: { opened: ["all:tone"], scrollY: 200 } });
    expect(await tests.opened.page.locator("#of-tone .disagreements > li").count()).toBe(16);
    expect(await tests.opened.page.evaluate("window.scrollY")).toBe(200);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show({}, { theme, width: 420 });
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (process.env.SHOTS) {
        await tests.opened.page.screenshot({
          path: `${process.env.SHOTS}/agreement-${theme}-420.png`,
          fullPage: true,
        });
        await tests.opened.page.setViewportSize({ width: 1100, height: 900 });
        await tests.opened.page.screenshot({
          path: `${process.env.SHOTS}/agreement-${theme}.png`,
          fullPage: true,
        });
      }
    },
  );
});
