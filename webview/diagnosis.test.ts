import { describe, expect, it } from "vitest";
import { commands, type DiagnosisUpdate, type DiagnosisView } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { diagnosedFile, keyOf, promptDiagnosis, suspectOf, told } from "../test/support/diagnosis.ts";
import { hostileText, pageTests } from "../test/support/page-tests.ts";
import { chromiumPath, type OpenPageOptions } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The page of a diagnosis is not tested: there is no Chromium on PATH.");

const state = { of: { kind: "prompt", file: diagnosedFile } } as const;
const update = (view: DiagnosisView = told(), isStale = false): DiagnosisUpdate => ({
  ...{ type: "diagnosis", view, state, isStale },
});

describe.skipIf(!chromiumPath)("the page of a diagnosis", () => {
  const tests = pageTests("diagnosis");
  const { intents, click, text } = tests;
  const show = async (view?: DiagnosisView, options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
    await tests.opened.send(update(view));
  };
  const focused = (): Promise<string> =>
    tests.opened.page.evaluate(
      "document.activeElement.getAttribute('data-key') ?? document.activeElement.id",
    );

  it("says first what it comes to, and shows the causes as parts of one bar", async () => {
    await show();
    expect(await text(".verdict-of")).toMatch(
      /Perhaps the prompt[^:]*: line 4 “Never promise a refund\.” is ignored\.[\s\S]*31 of 235 judged samples fail, from 200 conversations/,
    );
    const picture = tests.opened.page.locator("svg.causes");
    const width = (await picture.boundingBox())!.width;
    const parts = picture.locator("svg.cause");
    const shares = [];
    for (const part of await parts.all())
      shares.push((await part.locator(".fill").boundingBox())!.width / width);
    expect(shares.map((share) => Math.round(share * 100))).toEqual([62, 21, 17]);
    expect(await picture.getAttribute("aria-label")).toBe(
      "Causes of the failures of shop.prompt.md: prompt 62 %, tool 21 %, not known 17 %",
    );
    expect((await text(".legend")).replace(/\s+/g, " ")).toBe(
      "prompt 62 % a line of the prompt, or one that it lacks tool 21 % a tool or another system failed not known 17 % nothing is likely enough to be named",
    );
    // What is not known is told from the rest by more than a color.
    expect(await picture.locator(".unknown .hatch").count()).toBeGreaterThan(10);
  });

  it("why it is a cause that is no line, in the words of the conversation, with the way there", async () => {
    await show();
    await tests.opened.page.locator("summary", { hasText: "Why tool" }).click();
    await expect
      .poll(() => text("#p0-causes .folded"))
      .toMatch(
        /A call of track_parcel failed before the answer\.[\s\S]*503 upstream[\s\S]*It is not the prompt: look at the tool/,
      );
    await click("shop-00009, message 5");
    expect(await intents()).toEqual([{ type: "openConversation", id: "shop-00009", message: 4 }]);
  });

  it("mechanisms are bars by share; one unfolds to its line, its conversations and what to do", async () => {
    await show();
    const rows = await tests.opened.page.locator(".mechanisms summary").allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, " ").trim())).toEqual([
      "58 % Promises a refund prompt",
      "23 % The parcel service does not answer tool",
    ]);
    const bars = tests.opened.page.locator(".mechanisms .bar");
    const [first, second] = [
      (await bars.nth(0).boundingBox())!.width,
      (await bars.nth(1).boundingBox())!.width,
    ];
    expect(second / first).toBeCloseTo(7 / 18, 1);
    // The first is open from the beginning.
    const open = tests.opened.page.locator(".mechanisms details[open]");
    expect(await open.innerText()).toMatch(
      /58 %\s+Never promise a refund\.\s+shop\.prompt\.md:4\s+is ignored: of the 25 times[\s\S]*in gift card[\s\S]*shop-00004[\s\S]*goes wrong first at message 3 \(64 %\): The answer gives what it may not give\.[\s\S]*Edit the line/,
    );
    await tests.opened.page.locator("summary", { hasText: "parcel service" }).click();
    expect(await open.count()).toBe(2);
    await expect
      .poll(() => open.last().innerText())
      .toMatch(/Not solved\.[\s\S]*look at the tool that failed/);
  });

  it("clicks lead to the line, to the step that went wrong first, to the behavior", async () => {
    await show();
    await click("Never promise a refund.");
    await click("shop-00004");
    await click("gift card");
    await click("List All 2 Conversations");
    await click("Copy as Text");
    await click("Improve…");
    await click("Again");
    const key = keyOf("Never");
    expect(await intents()).toEqual([
      { type: "openLine", file: diagnosedFile, key },
      { type: "openConversation", id: "shop-00004", message: 2, evaluator: "no-promise" },
      { type: "openBehavior", id: "b-gift" },
      { type: "list", file: diagnosedFile, mechanism: "m-1" },
      { type: "copy" },
      { type: "improve" },
      { type: "again" },
    ]);
    await tests.opened.send({ type: "copied" });
    expect(await text("#said")).toBe("Copied");
  });

  it("of one conversation it says first where it went wrong first, and leads there; a step that nothing speaks for has no reason", async () => {
    const view = told();
    const of = { ...view, subject: { kind: "conversation" as const, name: "shop-00004" } };
    await show(of);
    expect(await text(".first-step")).toMatch(
      /^It goes wrong first at message 3 \(64 %\): The answer gives what it may not give\. ./,
    );
    await click("goes wrong first at message 3");
    expect(await intents()).toEqual([{ type: "openConversation", id: "shop-00004", message: 2 }]);
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
    const bare = structuredClone(of) as unknown as {
      prompts: { mechanisms: { exemplars: { firstStep?: object }[] }[] }[];
    };
    for (const one of bare.prompts.flatMap(({ mechanisms }) =>
      mechanisms.flatMap(({ exemplars }) => exemplars),
    ))
      if (one.firstStep) one.firstStep = { conversationId: "shop-00004", messageIndex: 2, probability: 0.3 };
    await tests.opened.send(update(bare as unknown as DiagnosisView));
    expect(await text(".first-step")).toBe("It perhaps goes wrong first at message 3 (30 %)");
    await tests.opened.send(update(view));
    expect(await tests.opened.page.locator(".first-step").count()).toBe(0);
  });

  it("suspects stand with probability, counts and interval; dashed is how often it fails otherwise", async () => {
    await show();
    const rows = await tests.opened.page.locator(".suspects tbody tr").allInnerTexts();
    expect(rows).toHaveLength(3);
    expect(rows[0]!.replace(/\s+/g, " ")).toMatch(
      /^58 % Never promise a refund\. shop\.prompt\.md:4 is ignored: .* 18\/25 ?otherwise 3\/210$/,
    );
    expect(rows[1]).toMatch(
      /cannot be followed together with line 6[\s\S]*the other: Explain every step in full\./,
    );
    expect(rows[2]).toMatch(/line missing[\s\S]*no line speaks to “gift card”[\s\S]*after Never promise/);
    const pictures = tests.opened.page.locator(".suspects .interval");
    expect(await pictures.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual([
      "72 % fail, otherwise 1 %: 71 points more, 95 % interval 50 to 84",
      // Nothing to compare with where every sample puts it to work.
      "5 % fail",
      "80 % fail, otherwise 9 %: 71 points more, 95 % interval 50 to 84",
    ]);
    const box = (await pictures.first().boundingBox())!;
    const at = async (selector: string): Promise<number> => {
      const mark = (await pictures.first().locator(selector).boundingBox())!;
      return (mark.x + mark.width / 2 - box.x) / box.width;
    };
    const place = (rate: number): number => 0.03 + 0.94 * rate;
    expect(await at(".dot")).toBeCloseTo(place(0.72), 1);
    expect(await at(".guide")).toBeCloseTo(place(3 / 210), 2);
    expect(await pictures.first().locator("rect.dot").count()).toBe(1);
  });

  it("of many suspects it shows the first, and the rest when asked", async () => {
    const suspects = Array.from({ length: 11 }, (_, i) =>
      suspectOf({ key: keyOf("Never"), other: `other-${i}`, probability: i < 8 ? 0.3 - i / 100 : 0.05 }),
    );
    await show(told({ suspects, mechanisms: [] }));
    expect(await tests.opened.page.locator(".suspects tbody tr").count()).toBe(8);
    await tests.opened.page.locator("summary", { hasText: "3 less likely" }).click();
    await expect.poll(() => tests.opened.page.locator(".suspects tbody tr").count()).toBe(11);
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("says in words that it does not know", async () => {
    const unknown = { cause: "unknown" as const, probability: 1, why: [], evidence: [] };
    await show(told({ causes: [unknown], suspects: [], mechanisms: [], interactions: [] }));
    expect(await text(".verdict-text")).toBe("Do not know: nothing is likely enough to be named.");
    expect(await tests.opened.page.locator("section").count()).toBe(1);
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("several prompts stand below each other under their names", async () => {
    const one = told();
    await show({
      subject: { kind: "workspace", name: "" },
      prompts: [one.prompts[0]!, { ...one.prompts[0]!, file: "b.prompt.md" }],
    });
    const names = await tests.opened.page.locator("h2.prompt-name").allInnerTexts();
    expect(names).toEqual([diagnosedFile, "b.prompt.md"]);
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("shows hostile text as text, wherever it stands", async () => {
    const evidence = [{ conversationId: hostileText, quote: hostileText }];
    const view = told({
      suspects: [suspectOf({ why: [hostileText], evidence, evaluators: [hostileText] })],
      causes: [{ cause: "tool", probability: 1, why: [hostileText], evidence }],
      mechanisms: [
        {
          ...promptDiagnosis().mechanisms[0]!,
          ...{ title: hostileText, evaluators: [hostileText] },
          exemplars: [
            {
              ...{ conversationId: hostileText, evaluator: hostileText, explanation: hostileText },
              firstStep: {
                conversationId: hostileText,
                probability: 0.5,
                why: hostileText,
                quote: hostileText,
              },
              gap: {
                kind: "k",
                messageIndex: 0,
                missing: [hostileText],
                source: hostileText,
                query: hostileText,
              },
            },
          ],
        },
      ],
    });
    await show(view);
    const folded = tests.opened.page.locator("details:not([open]) > summary");
    while ((await folded.count()) > 0) await folded.first().click();
    expect((await text("main")).split("javascript:alert(5)").length).toBeGreaterThan(5);
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
    const id = `ignored:${keyOf("Never")}::`;
    expect(stops).toEqual([
      ...["improve", "copy", "again", "fold:p0:why:tool", "fold:p0:mechanism:m-1"],
      ...[`p0:mechanism:m-1:line:${id}`, "p0:mechanism:m-1:behavior:0"],
      ...["p0:mechanism:m-1:0", "p0:mechanism:m-1:1"],
    ]);
  });

  it("a screen reader meets no trouble", async () => {
    await show();
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("while it is made it says how far it is, and can be stopped", async () => {
    await tests.open();
    await tests.opened.send({ type: "working", state, message: "reading", percent: 10 });
    await tests.opened.page.keyboard.press("Tab");
    await tests.opened.send({ type: "working", state, message: "weighing lines 42 %", percent: 42 });
    expect(await text("main")).toMatch(/Diagnosing[\s\S]*weighing lines 42 %/);
    expect(
      await tests.opened.page.locator("progress").evaluate((one) => (one as HTMLProgressElement).value),
    ).toBe(42);
    expect(await focused()).toBe("cancel");
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
    await tests.opened.page.keyboard.press("Enter");
    expect(await intents()).toEqual([{ type: "cancel" }]);
    await tests.opened.send({ type: "idle", state, isCancelled: true });
    expect(await text("main")).toMatch(/It was cancelled/);
    await click("Diagnose");
    expect((await intents()).at(-1)).toEqual({ type: "again" });
  });

  it("what is out of date says so, and keeps what was unfolded when it is made anew", async () => {
    await show();
    await tests.opened.page.locator("summary", { hasText: "parcel service" }).click();
    await tests.opened.send(update(told(), true));
    expect(await text(".head")).toMatch(/have changed since/);
    await click("Diagnose Again");
    await tests.opened.send(update(told({ failures: 32 })));
    expect(await text(".head")).not.toMatch(/have changed since/);
    expect(await tests.opened.page.locator(".mechanisms details[open]").count()).toBe(2);
  });

  it.each([
    ["There are no conversations yet.", "import", "Import Conversations", commands.importConversations],
    ["Nothing is judged yet.", "evaluate", "Evaluate Conversations", commands.evaluate],
    ["No evaluator judges a.", "config", "Open the Configuration", commands.openConfig],
  ] as const)("where there is nothing it says what to do: %s", async (why, step, label, command) => {
    await show({ subject: { kind: "workspace", name: "" }, prompts: [], nothing: { why, step } });
    expect(await text(".nothing")).toContain(why);
    await click(label);
    expect(await intents()).toEqual([{ type: "run", command }]);
    expect(await tests.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("an error says what happened, leads to the log and can be tried again", async () => {
    await tests.open();
    await tests.opened.send({ type: "error", message: "The server has ended." });
    await click("Show Log");
    await click("Try Again");
    expect(await intents()).toEqual([{ type: "run", command: commands.showLog }, { type: "again" }]);
  });

  it("what was unfolded and where one was outlive a reload", async () => {
    await show(undefined, { state: { of: state, opened: ["p0:mechanism:m-2"], scrollY: 120 } });
    expect(await tests.opened.page.locator(".mechanisms details[open]").count()).toBe(2);
    expect(await tests.opened.page.evaluate("window.scrollY")).toBe(120);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show(undefined, { theme, width: 420 });
      const overflow = await tests.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
      if (process.env.SHOTS) {
        await tests.opened.page.screenshot({
          path: `${process.env.SHOTS}/diagnosis-${theme}-420.png`,
          fullPage: true,
        });
        await tests.opened.page.setViewportSize({ width: 1100, height: 900 });
        await tests.opened.page.screenshot({
          path: `${process.env.SHOTS}/diagnosis-${theme}.png`,
          fullPage: true,
        });
      }
    },
  );
});
