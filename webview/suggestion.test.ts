import { describe, expect, it } from "vitest";
import type { SuggestionPageUpdate, SuggestionPageView } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import {
  decisionOf,
  failedCycle,
  suggestedAfter,
  suggestionOf,
  suggestionPage,
} from "../test/support/suggestion.ts";
import { chromiumPath, type OpenPageOptions } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The page of a suggestion is not tested: there is no Chromium on PATH.");

const state = { id: "3f2a9c41d0e7", folder: "file:///shop" };
const update = (view: Omit<SuggestionPageView, "trace"> = suggestionPage()): SuggestionPageUpdate => ({
  ...{ type: "suggestion", view: { ...view, trace: "cycle c0ffee" }, state },
});
const hunkIds = suggestionOf().hunks.map(({ id }) => id);

describe.skipIf(!chromiumPath)("the page of a suggestion", () => {
  const tests = pageTests("suggestion");
  const { intents, click, text } = tests;
  const show = async (view?: Omit<SuggestionPageView, "trace">, options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
    await tests.opened.send(update(view));
  };
  const axe = (): Promise<unknown> => tests.opened.page.evaluate(accessibilityProblems);
  const buttons = (): Promise<string[]> =>
    tests.opened.page.getByRole("group", { name: "What to do with it" }).getByRole("button").allInnerTexts();

  it("says what it does, how it stands, why, what it changes and what each hunk does alone", async () => {
    await show();
    expect(await text("h1")).toBe("Meet “polite”: 8/40 to 38/40, 0 of 40 broken");
    expect(await text(".head .standing")).toBe("Waits for a decision.");
    expect(await text("#why")).toContain("no line asks for one");
    const hunks = (await tests.opened.page.locator("div.hunk").allInnerTexts()).map((one) =>
      one.replace(/\s+/g, " "),
    );
    expect(hunks[0]).toMatch(
      /^Hunk 1: rewrite shop\.prompt\.md:5 alone \+0\.31 a case over 24 cases .*− ?removed: ?- Tell the status/,
    );
    expect(hunks[0]).toContain("The day is what people ask for next.");
    expect(hunks[2]).toContain("needs a second yes");
    expect(await tests.opened.page.locator("div.hunk").first().locator("ins").allInnerTexts()).toEqual([
      ", with the day it was sent",
    ]);
    await click("shop.prompt.md:5");
    expect(await intents()).toEqual([{ type: "openHunk", hunk: hunkIds[0] }]);
  });

  it("draws every rate where it is, before and after, with its interval in words", async () => {
    await show();
    const rows = tests.opened.page.locator(".effects tbody tr");
    expect((await rows.first().innerText()).replace(/\s+/g, " ")).toBe(
      "polite made for this 20 % 8/40 95 % 38/40",
    );
    const drawn = await rows.locator(".interval").evaluateAll((all) =>
      all.map((one) => {
        const box = one.getBoundingClientRect();
        const at = (selector: string): number => {
          const mark = one.querySelector(selector)!.getBoundingClientRect();
          return (mark.x + mark.width / 2 - box.x) / box.width;
        };
        return {
          label: one.getAttribute("aria-label")!,
          ...{ was: at("circle.was"), is: at("rect.dot") },
          look: one.getAttribute("class"),
        };
      }),
    );
    expect(drawn[0]!.label).toBe(
      "polite: 20 % (8 of 40, 95 % interval 10 to 35 %) before, 95 % (38 of 40, 95 % interval 83 to 99 %) after",
    );
    expect(drawn[0]!.was).toBeCloseTo(0.03 + 0.94 * 0.2, 1);
    expect(drawn[0]!.is).toBeCloseTo(0.03 + 0.94 * 0.95, 1);
    expect(drawn.map(({ look }) => look)).toEqual([
      "interval fine",
      "interval open",
      "interval fine",
      "interval failing",
    ]);
    await click("refund of an order");
    expect(await intents()).toEqual([{ type: "openBehavior", id: "b-refund" }]);
  });

  it("asks for a second yes on the page, and does nothing before it is given", async () => {
    await show();
    const { page } = tests.opened;
    expect(await text("#flags")).toContain("It changes the section on safety");
    await click("Accept");
    expect(await intents()).toEqual([]);
    expect(await page.evaluate("document.activeElement.className")).toBe("confirm");
    await page.keyboard.press("Space");
    await click("Accept");
    expect(await intents()).toEqual([{ type: "act", act: "accept", hunks: hunkIds, confirmed: ["safety"] }]);
    // A yes is not kept: whoever comes back reads the flag again.
    expect(JSON.stringify(await page.evaluate("window.kept"))).not.toContain("safety");
  });

  it("takes single hunks: the buttons say so, and flags of others need no yes", async () => {
    await show();
    const { page } = tests.opened;
    await page.getByRole("checkbox", { name: "Hunk 3: add" }).uncheck();
    expect(await buttons()).toEqual([
      "Accept 2 of 3 Hunks",
      "Approve 2 of 3 Hunks: Commit…",
      "Show Side by Side",
      "Accept and Edit",
      "Reject…",
    ]);
    expect(await page.locator("#flags").count()).toBe(0);
    // What was unticked keeps the keyboard.
    expect(await page.evaluate("document.activeElement.dataset.key")).toBe(`want:${hunkIds[2]}`);
    await click("Accept and Edit");
    expect((await intents()).at(-1)).toEqual({
      ...{ type: "act", act: "edit", hunks: hunkIds.slice(0, 2), confirmed: [] },
    });
    for (const box of ["Hunk 1: rewrite", "Hunk 2: remove"])
      await page.getByRole("checkbox", { name: box }).uncheck();
    expect(await text("#blocked")).toBe("No hunk is chosen, so there is nothing to accept or commit.");
    await click("Accept");
    expect(await intents()).toHaveLength(1);
    expect(await axe()).toEqual([]);
    // Kept over a reload.
    const kept = (await page.evaluate("window.kept")) as object;
    await page.close();
    await show(undefined, { state: kept });
    expect(await tests.opened.page.getByRole("checkbox", { name: "Hunk 3: add" }).isChecked()).toBe(false);
  });

  it("offers what is possible as it stands, and says so", async () => {
    await show(suggestionPage({ textOf: () => suggestedAfter }));
    expect(await buttons()).toEqual(["Approve: Commit…", "Reject…"]);
    await tests.opened.send(update(suggestionPage({ textOf: () => "# Another.\n" })));
    expect(await text(".head .standing")).toMatch(/^Stale/);
    expect(await buttons()).toEqual(["Reject…"]);
    const approved = decisionOf("approved", { commit: "0123456789abcdef", branch: "homeostat/polite" });
    await tests.opened.send(update(suggestionPage({ trail: [approved], textOf: () => suggestedAfter })));
    expect(await buttons()).toEqual(["Revert…"]);
    expect(await text("#history")).toMatch(/Approved by Ada, .*: commit 0123456789 on homeostat\/polite/);
    await click("Revert…");
    expect((await intents()).at(-1)).toMatchObject({ type: "act", act: "revert" });
  });

  it("lists cases as ways to their conversations, and shows both answers when somebody looks", async () => {
    await show();
    const { page } = tests.opened;
    expect(await text("#cases")).toContain("No case that passed before fails now.");
    await click("shop-00009");
    await page.locator("summary", { hasText: "Answers before and after" }).first().click();
    await expect.poll(intents).toEqual([
      { type: "openConversation", id: "shop-00009", evaluator: "polite" },
      { type: "answers", case: "case-shop-00004" },
    ]);
    const answers = { case: "case-shop-00004", before: "It was sent.", after: "Dear guest, it was sent." };
    await tests.opened.send({
      ...{ type: "answers", answers: { ...answers, documents: { before: "a", after: "b" } } },
    });
    expect(await page.locator("blockquote").allInnerTexts()).toEqual([answers.before, answers.after]);
    await click("Compare the Whole Conversations");
    expect((await intents()).at(-1)).toEqual({ type: "compareAnswers", case: "case-shop-00004" });
    expect(await axe()).toEqual([]);
  });

  it("says where it comes from: what was tried and gave what, rejected ones too, and what the gate compared", async () => {
    await show();
    const { page } = tests.opened;
    await page.locator("summary", { hasText: "4 edits tried" }).click();
    await page.locator(".tried").waitFor();
    const rows = (await page.locator(".tried tbody tr").allInnerTexts()).map((row) =>
      row.replace(/\s+/g, " "),
    );
    expect(rows).toEqual([
      'add Begin every answer with "Dear guest,". suggested +0.64 a case',
      "rewrite Answer in at most 70 words. proposed 5 times made no difference",
      "add Answer in verse. −0.50 a case",
      "move Sign every answer. not tried by itself",
    ]);
    await page.locator("summary", { hasText: "What the gate compared" }).click();
    await page.locator(".classes").waitFor();
    expect(await text(".classes tbody")).toMatch(
      /refund of an order\s*polite, 24 cases\s+\+\d+\.\d\s+40\/192\s*to 192\/192\s+better/,
    );
    await page.locator("summary", { hasText: "Step by step" }).click();
    await page.locator("ol.history li").first().waitFor();
    expect(await text("#lineage")).toContain("It changes the form of the output.");
    await click("List These Conversations");
    await click("Open the Cycle as a Trace");
    expect(await intents()).toEqual([{ type: "list" }, { type: "openTrace" }]);
    expect(await text("#cost")).toMatch(/Tokens\s+102\u202f000/);
    expect(await axe()).toEqual([]);
  });

  it("of a cycle that found none it says why, with everything that was tried, and how to go on", async () => {
    await show(failedCycle());
    expect(await text("h1")).toBe("No edit for “polite”");
    expect(await text(".head .standing")).toBe("The best edit makes something worse.");
    expect(await tests.opened.page.locator(".tried tbody tr").count()).toBe(4);
    expect(await text(".classes")).toContain("worse");
    expect(await axe()).toEqual([]);
    await click("Look for an Edit Again");
    expect(await intents()).toEqual([{ type: "run", command: "homeostat.improve" }]);
  });

  it("is worked by keyboard, each stop with a ring, and stays where it is when it is drawn anew", async () => {
    await show();
    const { page } = tests.opened;
    const stops: string[] = [];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate("document.activeElement.dataset.key"));
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    }
    expect(stops).toEqual([
      ...["copy", "act:accept", "act:approve", "act:compare", "act:edit", "act:reject", "confirm:safety"],
    ]);
    await page.getByRole("button", { name: "Show Side by Side" }).focus();
    await tests.opened.send(update(suggestionPage({ trail: [decisionOf("reverted")] })));
    expect(await page.evaluate("document.activeElement.dataset.key")).toBe("act:compare");
    expect(await axe()).toEqual([]);
  });

  it("shows hostile text as text, wherever it stands", async () => {
    const view = suggestionPage({ trail: [decisionOf("rejected")] });
    const { suggestion, lineage } = view;
    const row = { ...suggestion!.fixed[0]!, conversationId: hostileText, behavior: hostileText };
    await show({
      ...{ ...view, title: hostileText, why: [hostileText], says: hostileText },
      suggestion: {
        ...{ ...suggestion!, standing: hostileText, gate: hostileText, fixed: [row], broken: [row] },
        effects: suggestion!.effects.map((one) => ({ ...one, name: hostileText })),
        flags: [{ rule: hostileText, message: hostileText }],
        hunks: suggestion!.hunks.map((hunk) => ({
          ...{ ...hunk, file: hostileText, reason: hostileText, operator: hostileText, worth: hostileText },
          diff: [{ kind: "added", pieces: [{ text: hostileText, isChanged: true }] }],
        })),
      },
      lineage: {
        ...lineage,
        facts: [{ name: hostileText, value: hostileText }],
        tried: lineage.tried.map((one) => ({ ...one, text: hostileText, operator: hostileText })),
        steps: [hostileText],
        gate: { ...lineage.gate!, says: hostileText, against: [hostileText], needs: [hostileText] },
      },
      history: view.history.map((one) => ({
        ...one,
        who: hostileText,
        reason: hostileText,
        at: hostileText,
      })),
    });
    for (const summary of await tests.opened.page.locator("summary").all()) await summary.click();
    await tests.opened.send({
      ...{ type: "answers", answers: { case: row.case, before: hostileText, after: hostileText } },
    });
    expect((await text("main")).split("javascript:alert(5)").length).toBeGreaterThan(30);
    expect(await tests.opened.page.locator("main img, main script").count()).toBe(0);
    await tests.opened.send({ type: "error", state, message: hostileText });
    expect(await text("main")).toContain(hostileText);
    await click("Try Again");
    expect((await intents()).at(-1)).toEqual({ type: "again" });
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show(undefined, { theme, width: 420 });
      for (const summary of await tests.opened.page.locator("#lineage summary").all()) await summary.click();
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (!process.env.SHOTS) return;
      for (const width of [420, 1100]) {
        await tests.opened.page.setViewportSize({ width, height: 900 });
        await tests.opened.page.screenshot({
          path: `${process.env.SHOTS}/suggestion-${theme}-${width}.png`,
          fullPage: true,
        });
      }
    },
  );
});
