import { describe, expect, it } from "vitest";
import { commands, type Overview } from "../server/protocol/index.ts";
import { behavior, line, overview, prompt } from "../test/support/overview.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import { chromiumPath, type OpenedPage } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The overview page is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the overview page", () => {
  const tests = pageTests("overview");
  const { intents, click, text } = tests;

  const show = async (model: Overview): Promise<OpenedPage> => {
    await tests.open();
    await tests.opened.send({ type: "overview", overview: model });
    return tests.opened;
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

  it("shows figures, behaviors, lines and prompts", async () => {
    await show(overview());
    expect(await text(".figures")).toMatch(/Failing\s+36 %\s+280 of 770 judged/);
    const behaviors = await tests.opened.page.locator("#behaviors tbody tr").allInnerTexts();
    expect(behaviors.map((row) => row.split(/\s*[\n\t]/)[0])).toEqual([
      "money back",
      "where is my parcel",
      "gift wrap",
    ]);
    expect(behaviors[0]).toMatch(/fails\s+↑ rising/);
    expect(behaviors[0]).toMatch(/80 %\s*232\/290/);
    expect(behaviors[2]).toMatch(/not judged/);
    const lines = await tests.opened.page.locator("#lines tbody tr").allInnerTexts();
    expect(lines[0]).toMatch(
      /Never promise a refund\.[\s\S]*fails · shop:8 · no-promise[\s\S]*30 %\s*36\/120[\s\S]*84 failing/,
    );
    expect(lines[1]).toMatch(/not certain yet/);
    expect(await text("#prompts")).toMatch(/Tested\s+3 of 5 lines\s+Put to work\s+4 of 5 lines/);
    expect(await text("#prompts")).toMatch(
      /Of 1\s100 conversations with what people ask for\s+Addressed\s+92 %, 1\s012\s+Judged\s+44 %, 484\s+… by trusted\s+0 %, 0/,
    );
    expect(await text("#prompts")).not.toMatch(/silent/);
  });

  it("says what is the matter with a behavior, to eyes and ears, and how it went over time", async () => {
    await show(overview());
    const row = tests.opened.page.locator("#behaviors tbody tr").first();
    expect(await row.getByTitle(/^Failures rose/).innerText()).toBe("↑ rising");
    expect(await row.textContent()).toContain("Failures rose from 20 % (8 of 40) to 90 % (224 of 250).");
    const picture = row.getByRole("img", {
      name: "money back over time, in 3 parts: 25 % (1 of 4) fail from 2026-01-01 on, 95 % (19 of 20) until 2026-01-04",
    });
    const box = (await picture.boundingBox())!;
    const dot = (await picture.locator(".dot").boundingBox())!;
    expect(dot.x + dot.width / 2 - box.x).toBeCloseTo((58 / 60) * box.width, 0);
    // Of three that were judged once or never there is no course.
    expect(await tests.opened.page.locator("#behaviors .sparkline").count()).toBe(1);
  });

  it("puts dots and whiskers where the rates are", async () => {
    await show(overview());
    const picture = tests.opened.page.getByRole("img", {
      name: "30 % pass, 95 % interval 22 to 39 %",
      exact: true,
    });
    const box = (await picture.boundingBox())!;
    const share = async (selector: string): Promise<number[]> => {
      const mark = (await picture.locator(selector).boundingBox())!;
      return [mark.x - box.x, mark.x + mark.width - box.x].map((x) => x / box.width);
    };
    const inset = (rate: number): number => 0.03 + 0.94 * rate;
    const [left, right] = await share(".dot");
    expect((left! + right!) / 2).toBeCloseTo(inset(0.3), 2);
    const [from, to] = await share(".whisker");
    expect(from).toBeCloseTo(inset(0.22), 1);
    expect(to).toBeCloseTo(inset(0.39), 1);
  });

  it("clicks send intents with what they are about", async () => {
    await show(overview());
    await click("Never promise a refund.");
    await click("Show 84 failing conversations of: Never promise a refund.");
    await click("money back");
    await click("“I want my money back”");
    await click("shop");
    expect(await intents()).toEqual([
      { type: "openPrompt", file: "prompts/shop.prompt.md", line: 7 },
      { type: "showFailing", instructions: ["i-1"], title: "shop, line 8" },
      { type: "openBehavior", id: "b-1" },
      { type: "openConversation", id: "conversation-b-1" },
      { type: "openPrompt", file: "prompts/shop.prompt.md", line: 0 },
    ]);
  });

  it("unfolds the lines that nobody tests, each a way into the file", async () => {
    await show(overview());
    await tests.opened.page.getByText("2 lines not tested").click();
    await click(/Warm and short/);
    expect(await intents()).toEqual([{ type: "openPrompt", file: "prompts/shop.prompt.md", line: 12 }]);
    await tests.opened.send({ type: "overview", overview: overview({ conversations: 1201 }) });
    expect(await tests.opened.page.getByText("Warm and short").isVisible()).toBe(true);
  });

  it("leaves muted behaviors out of the table, and says which and why", async () => {
    await show(
      overview({
        behaviors: [
          behavior("b-1", { name: "money back" }),
          behavior("b-2", { name: "gift wrap", decision: { muted: { reason: "<b>not ours</b>" } } }),
        ],
      }),
    );
    expect(await tests.opened.page.locator("#behaviors tbody tr").count()).toBe(1);
    expect(await text("#behaviors .muted")).toBe("Muted: gift wrap (<b>not ours</b>)");
  });

  describe("who judges what", () => {
    const cells = async (): Promise<string[][]> => {
      const rows = await tests.opened.page.locator("#coverage tbody tr").all();
      return Promise.all(
        rows.map(async (row) => (await row.locator("th, td").allTextContents()).map((one) => one.trim())),
      );
    };

    it("is a table of behaviors by evaluators: what fails in per cent, and nothing where nobody judges", async () => {
      await show(overview());
      expect(await tests.opened.page.locator("#coverage thead th").allTextContents()).toEqual([
        ...["Behavior", "Judged", "no-promise", "short", "solved"],
      ]);
      expect(await cells()).toEqual([
        ["money back25 %", "290/300", "76 % of 290 fail", "0 % of 290 fail", "10 % of 300 fail"],
        ["gift wrap3 %", "0/40", "·no verdict", "·no verdict", "10 % of 40 fail"],
      ]);
      expect(await tests.opened.page.locator("#coverage tbody td").nth(1).getAttribute("title")).toBe(
        "no-promise on money back: 76 % fail (220 of 290; 95 % interval 71 to 80 %)",
      );
      expect(await text("#coverage .note")).toContain("1 behavior not judged");
      expect(await text("#coverage")).toContain("and 2 evaluators more");
      const many = { ...overview().coverage!, moreBehaviors: 60, notJudged: 1_041 };
      await tests.opened.send({ type: "overview", overview: overview({ coverage: many }) });
      expect(await text("#coverage .note")).toContain("1\u202f041 behaviors not judged");
      expect(await text("#coverage")).toContain("and 60 behaviors and 2 evaluators more");
    });

    it("what fails more has more ink, what is not judged has none", async () => {
      await show(overview());
      const ink = await tests.opened.page
        .locator("#coverage .fails")
        .evaluateAll((all) => all.map((one) => Number(one.getAttribute("fill-opacity"))));
      expect(ink).toEqual([0.42, 0, 0.06, 0.06]);
      expect(await tests.opened.page.locator("#coverage td.none .ink").count()).toBe(0);
    });

    it("shows what is not judged first where that is asked, and leads to behaviors", async () => {
      await show(overview());
      await click("Not judged first");
      expect((await cells()).map(([name]) => name)).toEqual(["gift wrap3 %", "money back25 %"]);
      expect(await focused()).toBe("coverage-order:Not judged first");
      await tests.opened.page
        .locator("#coverage")
        .getByRole("button", { name: "gift wrap", exact: true })
        .click();
      await click(/people give up/);
      expect(await intents()).toEqual([
        { type: "openBehavior", id: "b-3" },
        { type: "openBehavior", id: "b-3" },
      ]);
    });

    it("is left out where it is not known, and says what to do where all that judges is recorded", async () => {
      const { coverage, ...without } = overview();
      await show(without);
      expect(await tests.opened.page.locator("#coverage").count()).toBe(0);
      const recorded = { ...coverage!, evaluators: [{ name: "solved", trust: "declared" as const }] };
      await tests.opened.send({ type: "overview", overview: overview({ coverage: recorded }) });
      expect(await text("#coverage")).toContain("No evaluator reads what was said");
      expect(await text("#coverage")).toContain("in 15 of 40 conversations of “gift wrap” people give up");
      await click("Open the Configuration");
      expect(await intents()).toEqual([{ type: "run", command: commands.openConfig }]);
    });
  });

  it("sorts behaviors by what is asked most", async () => {
    await show(overview());
    await click("Most asked");
    expect(await text("#behaviors tbody tr")).toMatch(/^where is my parcel/);
    expect(
      await tests.opened.page.getByRole("button", { name: "Most asked" }).getAttribute("aria-pressed"),
    ).toBe("true");
  });

  it("shows the first of many, and all on demand", async () => {
    await show(overview({ behaviors: Array.from({ length: 30 }, (_, i) => behavior(`b-${i}`)) }));
    const rows = tests.opened.page.locator("#behaviors tbody tr");
    expect(await rows.count()).toBe(8);
    await click("Show all 30 behaviors");
    expect(await rows.count()).toBe(30);
  });

  it("captured text stays text", async () => {
    await show(
      overview({
        behaviors: [
          behavior(hostileText, {
            name: hostileText,
            exemplars: [{ conversationId: hostileText, text: hostileText }],
          }),
        ],
        prompts: [
          prompt({
            name: hostileText,
            file: hostileText,
            lines: [line({ key: hostileText, text: hostileText, evaluator: hostileText })],
            evaluators: [
              {
                name: hostileText,
                pass: 1,
                fail: 1,
                unknown: 0,
                linked: true,
                rate: 0.5,
                low: 0.1,
                high: 0.9,
              },
            ],
            coverage: {
              directives: 1,
              tested: 0,
              exercised: 0,
              untested: [{ text: hostileText, line: 0 }],
              neverExercised: [],
              changed: 0,
            },
          }),
        ],
        coverage: {
          ...overview().coverage!,
          evaluators: [{ name: hostileText, trust: "untested" }],
          behaviors: [
            {
              ...{
                id: hostileText,
                name: hostileText,
                share: 1,
                conversations: 2,
                judged: 2,
                trusted: 0,
                recorded: 0,
              },
              cells: [{ evaluator: 0, failed: 1, n: 2, low: 0.1, high: 0.9 }],
            },
          ],
          unseen: [{ text: hostileText, behaviorId: hostileText }],
        },
      }),
    );
    await tests.opened.page.locator("summary").first().click();
    for (const target of await tests.opened.page.locator("main button:visible").all()) {
      await target.hover();
      await target.focus();
    }
    const content = (await tests.opened.page.locator("main").textContent())!;
    expect(content.split(hostileText).length - 1).toBeGreaterThanOrEqual(8);
    expect(
      await tests.opened.page
        .locator("script, img, [onerror], [onload], [onfocus], [style]:not(html)")
        .count(),
    ).toBe(1);
    // An error's message may quote captured text too.
    await tests.opened.send({ type: "error", message: hostileText });
    expect(await text("main")).toContain(hostileText);
  });

  it("the policy stops what a page must not do, should it ever try", async () => {
    await show(overview());
    await tests.opened.page.evaluate(`{
      const main = document.getElementById("page");
      main.innerHTML = '<img src="http://evil.test/a.png" onerror="window.ran = 1"><a onclick="window.ran = 1">x</a>';
      main.querySelector("a").click();
      const script = document.createElement("script");
      script.textContent = "window.ran = 1";
      main.append(script);
    }`);
    expect(await tests.opened.page.evaluate("window.ran")).toBeUndefined();
    expect(tests.opened.trouble.length).toBeGreaterThan(0);
    expect(tests.opened.trouble.join()).not.toMatch(/request: http:\/\/evil/);
    (tests.opened.trouble as string[]).length = 0;
  });

  it("by keyboard, in the order of the page, each stop with a ring", async () => {
    await show(overview());
    const stops: string[] = [];
    for (let i = 0; i < 18; i++) {
      await tests.opened.page.keyboard.press("Tab");
      stops.push(await focused());
      const outline = await tests.opened.page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle",
      );
      expect(outline).toBe("solid");
    }
    expect(stops).toEqual([
      "order:failing",
      "order:asked",
      "behavior:b-1",
      "conversation:conversation-b-1",
      "behavior:b-2",
      "conversation:conversation-b-2",
      "behavior:b-3",
      "conversation:conversation-b-3",
      "coverage-order:By traffic",
      "coverage-order:Not judged first",
      "DIV",
      "covered:b-1",
      "covered:b-3",
      "unseen:in 15 of 40 conversations of “gift wrap” people give up",
      "line:prompts/shop.prompt.md:i-1",
      "failing:prompts/shop.prompt.md:i-1",
      "line:prompts/shop.prompt.md:i-2",
      "failing:prompts/shop.prompt.md:i-2",
    ]);
    await tests.opened.page.keyboard.press("Enter");
    expect(await intents()).toMatchObject([{ type: "showFailing", instructions: ["i-2"] }]);
  });

  it("new figures leave the focus where it was", async () => {
    await show(overview());
    await tests.opened.page.getByRole("button", { name: "where is my parcel" }).focus();
    await tests.opened.send({ type: "overview", overview: overview({ conversations: 1300 }) });
    expect(await text(".figures")).toMatch(/1\s300/);
    expect(await focused()).toBe("behavior:b-2");
  });

  describe("where there is nothing yet", () => {
    const steps: readonly [what: string, model: Partial<Overview>, step: string, command: string][] = [
      ["no folder", { hasFolder: false, conversations: 0 }, "Open the Demo", commands.openDemo],
      ["no conversations", { conversations: 0 }, "Import Conversations", commands.importConversations],
      ["no conversations", { conversations: 0 }, "Open the Demo", commands.openDemo],
      ["no behaviors", { behaviors: [] }, "Find Behaviors", commands.findBehaviors],
      [
        "nothing judged",
        { evaluations: 0, prompts: [prompt()] },
        "Evaluate Conversations",
        commands.evaluate,
      ],
      [
        "no line covered",
        { prompts: [prompt({ evaluators: [] })] },
        "Open the Configuration",
        commands.openConfig,
      ],
      ["no prompts", { prompts: [] }, "Open the Configuration", commands.openConfig],
      ["none matched", { prompts: [prompt({ matched: 0 })] }, "Open the Configuration", commands.openConfig],
    ];
    it.each(steps)("%s: a button leads on (%#)", async (_, model, step, command) => {
      await show(overview(model));
      await click(step);
      expect(await intents()).toEqual([{ type: "run", command }]);
    });

    it("no line in trouble is good news, with nothing to do", async () => {
      await show(overview({ prompts: [prompt()] }));
      expect(await text("#lines")).toMatch(/No measured line is kept in fewer than 80 %/);
      expect(await tests.opened.page.locator("#lines button").count()).toBe(0);
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
    "fits a narrow column in the %s theme",
    async (theme) => {
      await tests.open({ theme, width: 420 });
      await tests.opened.send({ type: "overview", overview: overview() });
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );
});
