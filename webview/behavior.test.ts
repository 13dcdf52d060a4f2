import { describe, expect, it } from "vitest";
import { type BehaviorDetail, commands } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { behaviorDetail, behaviorUpdate } from "../test/support/behavior.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import { chromiumPath, type OpenPageOptions } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The page of a behavior is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the page of a behavior", () => {
  const tests = pageTests("behavior");
  const { intents, click, text } = tests;

  const show = async (changes: Partial<BehaviorDetail> = {}, options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
    await tests.opened.send(behaviorUpdate(changes));
  };
  const focused = (): Promise<string> =>
    tests.opened.page.evaluate(
      "document.activeElement.getAttribute('data-key') ?? document.activeElement.tagName",
    );

  it("says that it is ready, and waits for figures", async () => {
    await tests.open();
    expect(await tests.opened.intents()).toEqual([{ type: "ready" }]);
    expect(await text("main")).toBe("Reading figures…");
  });

  it("says where no evaluator reads what is said", async () => {
    const counts = { conversations: 300, judged: 0, trusted: 0 };
    await show({ judgedBy: { ...counts, hole: "not-judged" } });
    expect(await text("#evaluators .short")).toMatch(/^No evaluator reads what is said here/);
    await tests.opened.send(
      behaviorUpdate({ silent: [], judgedBy: { ...counts, judged: 7, hole: "not-judged" } }),
    );
    expect(await text("#evaluators .short")).toMatch(/judge 7 of 300 of its conversations/);
    expect(await tests.opened.page.locator(".silent").count()).toBe(0);
  });

  it("shows what users ask, how it goes, and what of the prompt is for it", async () => {
    await show();
    expect(await text(".head")).toMatch(
      /money back[\s\S]*fails\s+rising\s+120 people hit\s+in the group orders[\s\S]*80 % of 290 judged conversations fail; of all others 10 %\.[\s\S]*300[\s\S]*25 % of all with a request[\s\S]*80 %[\s\S]*232 of 290 judged · 95 % interval 75 to 84 % · dashed: all conversations, 36 %/,
    );
    expect(await text("#words")).toMatch(/money back\s+damaged atlas/);
    expect(await text("#exemplars")).toMatch(/“I want my money back”/);
    expect(await text("#failing")).toMatch(
      /the newest 20 of 232[\s\S]*order 0[\s\S]*no-promise it says “I promise you a refund”/,
    );
    expect(await text("#evaluators")).toMatch(
      /290 of 300 conversations judged by what was said, 290 of 300 by a trusted evaluator\.[\s\S]*no-promise trusted\s+76 %\s*220\/290\s+short untested\s+0 %\s*0\/290\s+No verdict on it: one-tool-call/,
    );
    expect(await text("#instructions")).toMatch(
      /90 %\s+Never promise a refund\.\s+when the customer wants their money back · holds in 270 of 300, elsewhere 5 % · prompts\/shop\.prompt\.md:8/,
    );
    expect(await text("#signals")).toMatch(
      /user-gives-up\s+30 conversations, 10 % of it; elsewhere 1 %\s+more often here/,
    );
    expect(await text("#tags")).toMatch(
      /churn-risk\s+45 conversations, 15 % of it\s+3\.2 times as often here\s+urgent\s+33 conversations, 11 % of it$/,
    );
    expect(await text("#outcomes")).toMatch(
      /churned\s+40 of 200; of all others 5 %\s+4\.0 times as often after this\s+cancelled\s+6 of 200; of all others 10 %\s+0\.3 times as often after this$/,
    );
    expect(await text("#neighbours")).toMatch(/where is my parcel\s+500 conversations, 10 % fail/);
    expect(await text("#events")).toMatch(/13 Apr 2026\s+“refund” was merged into it, with 12 requests\./);
  });

  it("marks as trouble what is clearly more often, not what is clearly less", async () => {
    await show();
    const marked = tests.opened.page.locator("#outcomes .standing, #tags .standing");
    expect(await marked.allInnerTexts()).toEqual([
      "3.2 times as often here",
      "4.0 times as often after this",
    ]);
    await show({ outcomes: [{ kind: "left", n: 20, hits: 9, restRate: 0, isClear: true }] });
    expect(await tests.opened.page.locator("#outcomes .standing").allInnerTexts()).toEqual([
      "only after this",
    ]);
  });

  it("the failure rate stands where it is, beside that of all conversations", async () => {
    await show();
    const picture = tests.opened.page.locator(".head .interval");
    const box = (await picture.boundingBox())!;
    const middle = async (selector: string): Promise<number> => {
      const mark = (await picture.locator(selector).boundingBox())!;
      return (mark.x + mark.width / 2 - box.x) / box.width;
    };
    expect(await middle(".dot")).toBeCloseTo(0.03 + 0.94 * 0.8, 1);
    expect(await middle(".guide")).toBeCloseTo(0.03 + (0.94 * 280) / 770, 2);
  });

  it("clicks send intents with what they are about", async () => {
    await show();
    await click("300");
    await click("damaged atlas");
    await click("“I want my money back”");
    await click("I want my money back for order 0");
    await click("List all 232 failing conversations");
    await click("Add an Evaluator for This Behavior…");
    await click("no-promise");
    await click("Never promise a refund.");
    await click("user-gives-up");
    await click("churn-risk");
    await click("gift wrap");
    await click("Keep open");
    await click("Open Another…");
    await click("Diagnose Failures");
    await click("Improve…");
    expect(await intents()).toEqual([
      { type: "list", list: { of: "all" } },
      { type: "list", list: { of: "word", word: "damaged atlas" } },
      { type: "openConversation", id: "shop-1" },
      { type: "openConversation", id: "shop-0" },
      { type: "list", list: { of: "failing" } },
      { type: "propose" },
      { type: "list", list: { of: "evaluator", evaluator: "no-promise" } },
      { type: "openPrompt", file: "prompts/shop.prompt.md", line: 7 },
      { type: "list", list: { of: "signal", signal: "user-gives-up" } },
      { type: "list", list: { of: "tag", tag: "churn-risk" } },
      { type: "openBehavior", id: "b-3" },
      { type: "keep", kept: true },
      { type: "run", command: commands.openBehavior },
      { type: "diagnose" },
      { type: "improve" },
    ]);
  });

  describe("over time", () => {
    const bars = () => tests.opened.page.locator(".bar-place");
    const heights = async (selector: string): Promise<number[]> => {
      const all = await tests.opened.page.locator(selector).all();
      return Promise.all(all.map(async (one) => Number.parseFloat((await one.getAttribute("height"))!)));
    };

    it("bars are as high as there were conversations, their lower part as many as failed", async () => {
      await show();
      const [sizes, failed] = [await heights(".bar .rest"), await heights(".bar .failed")];
      expect(sizes).toHaveLength(10);
      expect(sizes.at(-1)).toBe(100);
      expect(sizes[0]).toBeCloseTo((100 * 10) / 55, 0);
      expect(failed.at(-1)).toBeCloseTo((100 * 27) / 55, 0);
      expect(failed[0]).toBe(0);
      expect(await tests.opened.page.locator(".bar .event").count()).toBe(2);
    });

    it("one stop for the keyboard, arrow keys from bar to bar, the numbers of each below", async () => {
      await show();
      expect(await tests.opened.page.locator(".bar-place[tabindex='0']").count()).toBe(1);
      await bars().last().focus();
      expect(await text(".said")).toBe("week of 4 May 2026: 55 conversations, 27 of 46 judged fail (59 %)");
      await tests.opened.page.keyboard.press("ArrowLeft");
      expect(await text(".said")).toMatch(/^week of 27 Apr 2026: 50 conversations/);
      await tests.opened.page.keyboard.press("Home");
      expect(await text(".said")).toMatch(/^week of 2 Mar 2026: 10 conversations, 0 of 10 judged fail/);
      await tests.opened.page.keyboard.press("ArrowLeft");
      expect(await text(".said")).toMatch(/^week of 2 Mar 2026/);
      await bars().nth(6).hover();
      expect(await text(".said")).toMatch(/^week of 13 Apr 2026: 40 conversations/);
    });

    it("says the same in a table, and aloud with what became of the behavior then", async () => {
      await show();
      expect(await bars().nth(6).getAttribute("aria-label")).toMatch(
        /week of 13 Apr 2026: 40 conversations, 18 of 34 judged fail \(53 %\)\. “refund” was merged into it/,
      );
      await tests.opened.page.getByText("As a table").click();
      await tests.opened.page.locator(".times tbody tr:last-child").waitFor();
      expect(await tests.opened.page.locator(".times tbody tr").count()).toBe(10);
      expect(await text(".times tbody tr:last-child")).toMatch(/week of 4 May 2026\s+55\s+46\s+27/);
    });

    it("a single stretch, and one in which nothing was asked, are drawn as well", async () => {
      const [bucket] = behaviorDetail().timeline!.buckets;
      const empty = { ...bucket!, size: 0, judged: 0, failed: 0 };
      await show({ timeline: { unit: "day", untimed: 0, buckets: [empty] } });
      expect(await bars().first().getAttribute("aria-label")).toMatch(
        /^week of 2 Mar 2026: 0 conversations\./,
      );
    });
  });

  it("of 5 000 failing conversations and 30 instructions it draws the first, the rest on demand", async () => {
    const [one] = behaviorDetail().addressedBy;
    const addressedBy = Array.from({ length: 30 }, (_, i) => ({ ...one!, key: `i-${i}`, line: i }));
    await show({ failing: { ...behaviorDetail().failing, total: 5000 }, addressedBy });
    expect(await tests.opened.page.locator("#failing li").count()).toBe(8);
    expect(await text("#failing > button")).toMatch(/List all 5\s000 failing conversations/);
    expect(await tests.opened.page.locator("body *").count()).toBeLessThan(700);
    await tests.opened.page.locator("#failing summary").click();
    await tests.opened.page.locator("#failing li").nth(19).waitFor();
    // Unfolded it stays when figures change.
    await tests.opened.send(behaviorUpdate({ failing: { ...behaviorDetail().failing, total: 5001 } }));
    expect(await tests.opened.page.locator("#failing li").count()).toBe(20);
  });

  it("captured text stays text", async () => {
    const base = behaviorDetail();
    await show({
      name: hostileText,
      description: hostileText,
      group: hostileText,
      words: [{ text: hostileText, query: hostileText }],
      prompts: [hostileText],
      exemplars: [{ conversationId: hostileText, text: hostileText }],
      failing: {
        total: 1,
        conversations: [
          {
            id: hostileText,
            opening: hostileText,
            failed: [{ evaluator: hostileText, explanation: hostileText }],
          },
        ],
      },
      evaluators: [{ ...base.evaluators[0]!, evaluator: hostileText, description: hostileText }],
      events: [{ ...base.events[1]!, text: hostileText, others: [{ id: hostileText, name: hostileText }] }],
      neighbours: [{ ...base.neighbours[0]!, id: hostileText, name: hostileText }],
      signals: [{ ...base.signals[0]!, kind: hostileText }],
      tags: [{ ...base.tags![0]!, tag: hostileText }],
      outcomes: [{ ...base.outcomes![0]!, kind: hostileText }],
      addressedBy: [
        {
          ...base.addressedBy[0]!,
          key: hostileText,
          text: hostileText,
          file: hostileText,
          triggers: [hostileText],
        },
      ],
    });
    for (const target of await tests.opened.page.locator("main button:visible").all()) {
      await target.hover();
      await target.focus();
    }
    const content = (await tests.opened.page.locator("main").textContent())!;
    expect(content.split(hostileText).length - 1).toBeGreaterThanOrEqual(14);
    expect(
      await tests.opened.page
        .locator("script, img, [onerror], [onload], [onfocus], [style]:not(html)")
        .count(),
    ).toBe(1);
    await tests.opened.send({ type: "error", message: hostileText });
    expect(await text("main")).toContain("<img src=x");
  });

  it("by keyboard from top to bottom, each stop with a ring", async () => {
    await show();
    const stops: string[] = [];
    for (let i = 0; i < 10; i++) {
      await tests.opened.page.keyboard.press("Tab");
      stops.push(await focused());
      expect(await tests.opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe(
        "solid",
      );
    }
    expect(stops).toEqual([
      "diagnose",
      "improve",
      "keep",
      "another",
      "list:all",
      "word:money back",
      "word:damaged atlas",
      expect.stringMatching(/^bar:/),
      "fold:timeline-table",
      "exemplar:0",
    ]);
    await tests.opened.page.keyboard.press("Enter");
    expect(await intents()).toEqual([{ type: "openConversation", id: "shop-1" }]);
  });

  it("new figures leave the focus where it was, and what did not change untouched", async () => {
    await show();
    await tests.opened.page.getByRole("button", { name: "gift wrap" }).focus();
    await tests.opened.page.evaluate("window.chart = document.querySelector('#timeline')");
    await tests.opened.send(
      behaviorUpdate({ size: 301, neighbours: [...behaviorDetail().neighbours].reverse() }),
    );
    expect(await text(".figures")).toMatch(/301/);
    expect(await focused()).toBe("neighbour:b-3");
    expect(await tests.opened.page.evaluate("window.chart === document.querySelector('#timeline')")).toBe(
      true,
    );
  });

  it("keeps which behavior it is of and what is unfolded; another begins folded, at its head", async () => {
    await show({}, { state: { of: { id: "b-1" }, opened: ["timeline-table"], scrollY: 150 } });
    expect(await tests.opened.page.locator(".times").isVisible()).toBe(true);
    await expect.poll(() => tests.opened.page.evaluate("window.scrollY")).toBe(150);
    await tests.opened.send(behaviorUpdate({ id: "b-2", name: "where is my parcel" }));
    await expect.poll(() => tests.opened.page.evaluate("window.scrollY")).toBe(0);
    expect(await tests.opened.page.locator(".times").count()).toBe(0);
    await expect.poll(() => tests.opened.page.evaluate("window.kept.of")).toEqual({ id: "b-2" });
  });

  describe("where something is missing it says why, and what to do", () => {
    const unjudged = { failure: { failed: 0, n: 0, low: 0, high: 1 }, evaluators: [] };
    it("nothing is judged", async () => {
      await show(unjudged);
      expect(await text(".figures")).toMatch(/Failing\s+–\s+not judged yet/);
      expect(await text("#failing")).toMatch(/None of its conversations is judged yet/);
      await click("Evaluate Conversations");
      expect(await intents()).toEqual([{ type: "run", command: commands.evaluate }]);
    });

    it("nothing failed", async () => {
      await show({ failing: { total: 0, conversations: [] } });
      expect(await text("#failing")).toMatch(/None of 290 judged conversations failed/);
    });

    it("no condition is for it: why, what comes nearest, and the way to the prompt", async () => {
      const nearest = behaviorDetail().addressedBy;
      await show({ addressedBy: [], notAddressed: true, notAddressedReason: "No condition holds.", nearest });
      expect(await text(".figures")).toMatch(/Addressed by\s+none/);
      expect(await text("#instructions")).toMatch(
        /No condition holds\.[\s\S]*What comes nearest[\s\S]*Never promise/,
      );
      await click("Open the Prompt");
      expect(await intents()).toEqual([{ type: "openPrompt", file: "prompts/shop.prompt.md", line: 0 }]);
    });

    it("no prompt answered it: the way to the configuration", async () => {
      await show({ addressedBy: [], prompts: [], notAddressed: true, notAddressedReason: "No prompt." });
      await click("Open the Configuration");
      expect(await intents()).toEqual([{ type: "run", command: commands.openConfig }]);
    });

    it("no times, words, signals, neighbours, events: no empty headings", async () => {
      await tests.open();
      const {
        timeline: _,
        tags: __,
        outcomes: ___,
        ...rest
      } = behaviorDetail({
        words: [],
        signals: [],
        neighbours: [],
        events: [],
        exemplars: [],
      });
      await tests.opened.send({ type: "behavior", behavior: rest, state: { id: "b-1" }, isKept: false });
      expect(await text("#timeline")).toMatch(/No conversation in it says when it was/);
      expect(await tests.opened.page.locator("h2").allInnerTexts()).toEqual([
        "Over time",
        "Failing conversations",
        "Evaluators",
        "Instructions that address it",
      ]);
    });

    it("it is gone: another can be opened, and it comes back when it is there again", async () => {
      await show();
      await tests.opened.send({ type: "gone", id: "b-1" });
      expect(await text("main")).toMatch(/not there any more/);
      await click("Open Another…");
      expect(await intents()).toEqual([{ type: "run", command: commands.openBehavior }]);
      await tests.opened.send(behaviorUpdate());
      expect(await text("h1")).toBe("money back");
    });

    it("an error says what happened and leads to the log", async () => {
      await tests.open();
      await tests.opened.send({ type: "error", message: "The server has ended." });
      expect(await text("main")).toMatch(/The server has ended/);
      await click("Show Log");
      expect(await intents()).toEqual([{ type: "run", command: commands.showLog }]);
    });
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "has nothing that a screen reader stumbles over and fits a narrow column in the %s theme",
    async (theme) => {
      await show({}, { theme, width: 420 });
      expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
      // Bars are told apart from the page, and the failed part from the rest.
      const fills = await tests.opened.page.evaluate(
        `[".bar .rest", ".bar .failed"].map((one) => getComputedStyle(document.querySelector(one)).fill)`,
      );
      expect(new Set(fills as string[]).size).toBe(2);
    },
  );
});
