import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { messagesFromSpans } from "../server/core/store/index.ts";
import { commands } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import {
  flightDetail,
  flightSpan,
  flightSpans,
  flightTrace,
  manySpans,
  updateOf,
} from "../test/support/trace.ts";
import {
  chromiumPath,
  launchChromium,
  type OpenedPage,
  type OpenPageOptions,
  openPage,
} from "../test/support/webview-page.ts";

/** Text that is more than text wherever it is taken for HTML, an attribute, a style or a script. */
const hostile = `</script><script>window.ran = 1</script><img src=x onerror="window.ran = 2"> " onfocus="window.ran = 3" style="background:url(http://evil.test/)" [x](command:evil) \u202egnp.exe \u001b[31m`;

if (!chromiumPath) console.log("The trace viewer is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the trace viewer", () => {
  let browser: Browser;
  let opened: OpenedPage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  // No test may leave a breach of the policy, an error or a dialog behind.
  afterEach(async () => {
    expect(opened.trouble).toEqual([]);
    await opened.page.close();
  });

  const show = async (trace = flightTrace(), options: OpenPageOptions = {}): Promise<void> => {
    opened = await openPage(browser, "trace", options);
    await opened.send(updateOf(trace));
  };
  /** The intents but the first, which says that the page is ready. */
  const intents = async (): Promise<unknown[]> => (await opened.intents()).slice(1);
  const text = async (selector: string): Promise<string> =>
    (await opened.page.locator(selector).first().allInnerTexts()).join("\n");
  const press = (...keys: readonly string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => opened.page.keyboard.press(key)), Promise.resolve());
  const grid = () => opened.page.getByRole("treegrid");
  /** The row at hand, as a screen reader hears it. */
  const rowAtHand = (): Promise<string> =>
    opened.page.evaluate(
      "document.getElementById(document.querySelector('[role=treegrid]').getAttribute('aria-activedescendant'))?.getAttribute('aria-label') ?? ''",
    );
  const inSight = (selector: string): Promise<boolean> =>
    opened.page.evaluate(
      `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return box.top >= -1 && box.top < innerHeight; })()`,
    );

  it("shows head, waterfall, evaluations, conversation, signals, prompt and tools", async () => {
    await show();
    expect(await text("h1")).toBe("Book me the cheapest flight to Oslo on Friday.");
    expect(await text(".head")).toMatch(
      /outcome: fail[\s\S]*travel\.prompt\.md at a1b2c3d4[\s\S]*\$0\.0092, computed from the price table/,
    );
    const rows = await opened.page
      .getByRole("row")
      .evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")));
    expect(rows).toEqual([
      "agent booking-agent, 6.20 s, starts at 0 ms",
      "retrieval search fare rules, 360 ms, starts at 50 ms",
      "model call chat gpt-4o, 1.68 s, starts at 420 ms, 1\u202f280 tokens, $0.0042",
      "tool call search_flights, error, 890 ms, starts at 2.11 s",
      "model call chat gpt-4o, 3.09 s, starts at 3.01 s, 1\u202f460 tokens, $0.0050, 3 failures and signals",
      "agent booking-agent, 2.00 s, starts at 6.36 s, first of another trace",
      "model call chat gpt-4o-mini, 1.80 s, starts at 6.46 s, 1 failure or signal",
    ]);
    expect(await text("#evaluations")).toMatch(
      /fail\s+grounded[\s\S]*came with the trace[\s\S]*fail\s+no-promise[\s\S]*travel\.prompt\.md:4/,
    );
    expect(await text("#message-1 #message-2")).toMatch(
      /tool search_flights \(error\)[\s\S]*"error": "try again"/,
    );
    expect(await text("#message-4")).toMatch(
      /image · image\/png · https:\/\/files\.example\/a\.png \(not loaded\)/,
    );
    expect(await text("#signals")).toMatch(
      /tool-error[\s\S]*user-corrects\s+message #5\s+It is not booked\./,
    );
    expect(await text("#prompt")).toMatch(/2 lines held, 1 with a failed evaluator/);
    expect(await text("#tools")).toMatch(/search_flights/);
  });

  it("puts bars where the times are, and leaves the night out", async () => {
    await show();
    const place = (name: RegExp): Promise<number[]> =>
      opened.page
        .getByRole("row", { name })
        .first()
        .evaluate((row) => {
          const cell = row.querySelector(".bar-cell")!.getBoundingClientRect();
          const bar = row.querySelector(".bar")!.getBoundingClientRect();
          return [bar.left - cell.left, bar.right - cell.left].map((x) => x / cell.width);
        });
    const length = flightTrace().waterfall.length;
    const [from, to] = await place(/search_flights/);
    expect(from).toBeCloseTo(2_110 / length, 1);
    expect(to).toBeCloseTo(3_000 / length, 1);
    expect(await text(".waterfall .note")).toBe("7 spans · 1 pause left out");
  });

  it("labels of the axis stand clear of each other, however wide the page is made", async () => {
    await show();
    /** Labels, the mark of the pause, and the head of the next column, from left to right. */
    const marks = (): Promise<{ text: string; isTick: boolean; left: number; right: number }[]> =>
      opened.page.locator(".tick, .pause, .ticks + .number").evaluateAll((all) =>
        all
          .map((one) => {
            const { left, right } = one.getBoundingClientRect();
            return { text: one.textContent ?? "", isTick: one.className === "tick", left, right };
          })
          .sort((a, b) => a.left - b.left),
      );
    let most = 0;
    for (const width of [1600, 1040, 700, 600, 400, 1600]) {
      await opened.page.setViewportSize({ width, height: 900 });
      await opened.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))");
      const found = await marks();
      const ticks = found.filter(({ isTick }) => isTick).length;
      most = Math.max(most, ticks);
      expect(ticks, `at ${width}`).toBeGreaterThan(0);
      for (const [n, { left, text }] of found.entries())
        expect(left, `${text} at ${width}`).toBeGreaterThanOrEqual(found[n - 1]?.right ?? 0);
    }
    expect(most).toBeGreaterThan(2);
  });

  it("clicks lead to spans, messages, lines of the prompt, and all that fail a line", async () => {
    await show();
    const click = (name: string | RegExp): Promise<void> =>
      opened.page.getByRole("button", { name }).first().click();
    await opened.page.getByRole("row", { name: /search fare rules/ }).click();
    await click(/Open prompts\/travel\.prompt\.md at line 4/);
    await click("all that fail it");
    await click("Open as Text");
    await click("Keep open");
    expect(await intents()).toEqual([
      { type: "span", id: "s2" },
      { type: "openPrompt", file: "prompts/travel.prompt.md", line: 3 },
      { type: "showFailing", instruction: "i-2", title: "travel.prompt.md, line 4" },
      { type: "openAsText" },
      { type: "keep", kept: true },
    ]);
    await opened.send({ type: "span", id: "s2", span: flightSpan("s2")! });
    expect(await text("#span")).toMatch(
      /Retrieved 1 document[\s\S]*rules-7 score 0\.8312\s+Light fares cannot be changed\./,
    );
    await click("Go to message 4, which no-promise is about");
    expect(await opened.page.evaluate("document.activeElement.id")).toBe("message-3");
    expect(await rowAtHand()).toMatch(/^model call chat gpt-4o, 3\.09 s/);
  });

  it("opens at the evidence of what it was opened for", async () => {
    opened = await openPage(browser, "trace", { width: 600 });
    for (const focus of [{ instructions: ["i-2"] }, { evaluator: "no-promise" }, { message: 3 }]) {
      await opened.send(updateOf(flightTrace(), { focus }));
      expect(await opened.page.evaluate("document.activeElement.id")).toBe("message-3");
      expect(await inSight("#message-3")).toBe(true);
      await opened.page.evaluate("document.activeElement.blur()");
    }
  });

  it("by keyboard: arrows, ends, folding, letters, Enter, zoom", async () => {
    await show();
    await grid().focus();
    await press("ArrowDown");
    expect(await rowAtHand()).toMatch(/^agent booking-agent, 6/);
    await press("End");
    expect(await rowAtHand()).toMatch(/gpt-4o-mini/);
    await press("Home", "ArrowRight");
    expect(await rowAtHand()).toMatch(/search fare rules/);
    await press("ArrowLeft", "ArrowLeft");
    expect(await opened.page.getByRole("row").count()).toBe(3);
    await press("ArrowRight", "s");
    expect(await rowAtHand()).toMatch(/search fare rules/);
    await press("Home");
    // All of a name's letters within a moment, however busy the machine is.
    await grid().evaluate((element) => {
      for (const key of "search_")
        element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
    expect(await rowAtHand()).toMatch(/search_flights/);
    await press("Enter");
    expect((await intents()).at(-1)).toEqual({ type: "span", id: "s4" });
    await press("+");
    const width = await opened.page
      .getByRole("row", { name: /search_flights/ })
      .evaluate((row) => row.querySelector<HTMLElement>(".bar")!.style.width);
    expect(Number.parseFloat(width)).toBeGreaterThan(85);
    await press("-");
    expect(await opened.page.evaluate("document.activeElement.getAttribute('role')")).toBe("treegrid");
  });

  it("filters by kind and by errors, with the parents of what is left", async () => {
    await show();
    const names = (): Promise<string[]> => opened.page.locator(".row .name").allInnerTexts();
    await opened.page.getByRole("button", { name: /^errors/ }).click();
    expect(await names()).toEqual(["booking-agent", "search_flights"]);
    await opened.page.getByRole("button", { name: /^errors/ }).click();
    await opened.page.getByRole("button", { name: /^retrieval/ }).click();
    expect(await names()).toEqual(["booking-agent", "search fare rules"]);
    expect(await text(".waterfall .note")).toMatch(/^2 of 7 spans shown/);
    expect(await opened.page.evaluate("document.activeElement.dataset.key")).toBe("kind:retrieval");
  });

  it("says what an ambiguous prompt may as well have been, and what its variables were filled with", async () => {
    const [first] = flightDetail().prompts;
    const copy = { file: "prompts/copy.prompt.md", version: "0123456789ab" };
    const older = { file: first!.file, version: "fedcba987654" };
    const ambiguous = { ...first!, how: "ambiguous", candidates: [older, copy] };
    const second = { ...copy, how: "ambiguous", missing: [], candidates: [first!] };
    await show(
      flightTrace({
        prompts: [{ ...ambiguous, variables: { city: "Oslo", note: hostile }, hintVersion: "7" }, second],
      }),
    );
    expect(await text(".head")).toMatch(
      /travel\.prompt\.md at a1b2c3d4, ambiguous: 2 others as likely, version 7 in its trace/,
    );
    // The copy is said once, not the other way round as well.
    expect(await text("#prompt")).toMatch(
      /as likely as prompts\/travel\.prompt\.md at a1b2c3d4:\s+prompts\/travel\.prompt\.md at fedcba98\s+prompts\/copy\.prompt\.md at 01234567/,
    );
    expect((await text("#prompt")).match(/as likely as/g)).toHaveLength(1);
    await opened.page.locator("#prompt").getByRole("button", { name: "prompts/copy.prompt.md" }).click();
    expect(await intents()).toEqual([{ type: "openPrompt", file: copy.file, line: 0 }]);
    await opened.page.getByText("2 variables of prompts/travel.prompt.md").click();
    expect(await text("#prompt .facts")).toMatch(/city\s+Oslo\s+note\s+<\/script><script>/);
    expect(await opened.page.evaluate("window.ran")).toBeUndefined();
  });

  it("of one whose prompts were not looked for yet it is not said that there are none", async () => {
    await show(flightTrace({ prompts: [], isLinked: false }));
    expect(await text(".head")).toMatch(/not looked for yet/);
    await opened.page.locator("#prompt").getByRole("button", { name: "Evaluate Conversations" }).click();
    expect(await intents()).toEqual([{ type: "run", command: commands.evaluate }]);
    await opened.send(updateOf(flightTrace({ prompts: [] })));
    expect(await text(".head")).toMatch(/matches none/);
  });

  it("long texts are folded, and what was cut is asked for", async () => {
    const long = `begin ${"word ".repeat(9_000)}end`;
    const spans = [
      { ...flightSpans[2]!, parentId: undefined, input: [{ role: "user" as const, text: long }] },
    ];
    await show(flightTrace({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] }));
    expect((await text("#message-0 pre")).length).toBeLessThan(2_000);
    await opened.page.getByRole("button", { name: /Show all 45.009 characters/ }).click();
    expect(await intents()).toEqual([{ type: "text", place: "message:0:text" }]);
    await opened.send({ type: "text", place: "message:0:text", text: long });
    expect(await text("#message-0 pre")).toMatch(/word end$/);
    await opened.page.getByRole("button", { name: "Show less" }).click();
    expect((await text("#message-0 pre")).length).toBeLessThan(2_000);
  });

  it("a conversation that grows moves nothing: focus, folds, selection and scroll stay", async () => {
    await show(
      flightTrace({
        spans: flightSpans.slice(0, 5),
        messages: messagesFromSpans(flightSpans.slice(0, 5)),
        signals: [{ kind: "tool-error", messageIndex: 2, evidence: '{"error":"try again"}' }],
      }),
      { width: 600 },
    );
    await opened.page.getByRole("row", { name: /search_flights/ }).click();
    await opened.page.getByText("Reasoning", { exact: true }).click();
    await opened.page.locator("#message-3").focus();
    await opened.page.evaluate(
      "document.getElementById('message-3').scrollIntoView(); window.same = document.getElementById('message-1')",
    );
    const top = (): Promise<number> =>
      opened.page.evaluate("document.getElementById('message-3').getBoundingClientRect().top");
    const before = await top();
    expect(await opened.page.evaluate("scrollY")).toBeGreaterThan(100);
    await opened.send(updateOf(flightTrace()));
    expect(await opened.page.locator(".message-list > .message").count()).toBe(5);
    expect(await opened.page.evaluate("document.activeElement.id")).toBe("message-3");
    expect(await rowAtHand()).toMatch(/search_flights/);
    expect(await opened.page.getByText("Cheapest first, then ask for the bag.").isVisible()).toBe(true);
    expect(await opened.page.evaluate("window.same === document.getElementById('message-1')")).toBe(true);
    // More rows stand above it now; the eye stays where it was.
    expect(Math.abs((await top()) - before)).toBeLessThan(60);
  });

  it("comes back after a reload as it was", async () => {
    await show();
    await opened.page.getByRole("row", { name: /search_flights/ }).click();
    await opened.page.getByText("All 2 lines that the system text held").click();
    const state = await opened.page.evaluate<object>("window.kept");
    expect(state).toMatchObject({ of: { id: "flight-1" }, selected: "s4", opened: ["lines"] });
    await opened.page.close();
    await show(flightTrace(), { state });
    expect(await rowAtHand()).toMatch(/search_flights/);
    expect(await opened.page.getByRole("button", { name: /at line 3/ }).isVisible()).toBe(true);
    expect(await intents()).toEqual([{ type: "span", id: "s4" }]);
  });

  it("another conversation in the same panel begins with nothing unfolded", async () => {
    await show();
    await opened.page.getByRole("row", { name: /search_flights/ }).click();
    await opened.page.getByText("All 2 lines that the system text held").click();
    await opened.send(updateOf({ ...flightTrace(), id: "other" }));
    expect(await rowAtHand()).toBe("");
    expect(await opened.page.getByRole("button", { name: /at line 3/ }).count()).toBe(0);
    expect(await text("#span")).toMatch(/Select a span/);
  });

  it("whatever was captured stays text", async () => {
    const spans = flightSpans.map((span) => ({
      ...span,
      name: hostile,
      model: hostile,
      service: hostile,
      error: hostile,
      documents: [{ id: hostile, text: hostile, metadata: { [hostile]: hostile } }],
      attributes: { [hostile]: hostile, events: [{ name: hostile, attributes: { [hostile]: hostile } }] },
      input: span.input.map((message) => ({ ...message, text: hostile, toolName: hostile })),
      ...(span.output && {
        output: {
          ...span.output,
          text: hostile,
          reasoning: hostile,
          toolCalls: [{ id: hostile, name: hostile, args: hostile }],
        },
      }),
    }));
    const changes = {
      spans,
      messages: messagesFromSpans(spans),
      systemTexts: [{ hash: hostile, text: hostile }],
      tools: [{ name: hostile, description: hostile, parameters: hostile }],
      signals: [{ kind: "user-corrects" as const, messageIndex: 0, evidence: hostile }],
      prompts: [{ file: hostile, version: hostile, how: hostile, missing: [] }],
    };
    const keys = ["tool:0", "system:0", "attributes", "about", "lines", "passed", "message:1:reasoning"];
    await show(flightTrace(changes), { state: { opened: keys, selected: "s4" } });
    await opened.send({ type: "span", id: "s4", span: flightSpan("s4", changes)! });
    expect(await opened.page.evaluate("window.ran")).toBeUndefined();
    expect(await opened.page.locator("main :is(script, img, a, style, iframe, object)").count()).toBe(0);
    const shown = await opened.page.evaluate<string>("document.body.innerText");
    expect(shown).toContain("</script><script>window.ran = 1</script>");
    expect(shown).toContain("\\u202egnp.exe \\u001b[31m");
    expect(await opened.page.evaluate<string>("document.documentElement.outerHTML")).not.toMatch(
      /(?![\n\t])[\u202e\p{Cc}]/u,
    );
  });

  describe("where there is nothing", () => {
    const empty = flightTrace({
      evaluations: [],
      signals: [],
      systemTexts: [],
      prompts: [],
      tools: [],
      spans: [],
      messages: [],
    });
    it.each([
      ["nothing judged", "Evaluate Conversations", commands.evaluate],
      ["no prompt matched", "Open the Configuration", commands.openConfig],
      ["no message recorded", "Connect an Agent", commands.connect],
    ])("%s: a button leads on", async (_, step, command) => {
      await show(empty);
      await opened.page.getByRole("button", { name: step }).first().click();
      expect(await intents()).toEqual([{ type: "run", command }]);
      expect(await text("#messages")).toMatch(/No message was recorded/);
    });
    it("a conversation that is gone, and an error, say so", async () => {
      opened = await openPage(browser, "trace");
      await opened.send({ type: "gone", id: "a" });
      expect(await text("main")).toMatch(/not in the store any more/);
      await opened.send({ type: "error", message: "The server has ended." });
      expect(await text("main")).toMatch(/The server has ended/);
      // And comes back once there is something again.
      await opened.send(updateOf(flightTrace()));
      expect(await text("h1")).toMatch(/Oslo/);
    });
  });

  it("has names, landmarks, headings in order, and no reference that leads nowhere", async () => {
    await show(flightTrace(), { state: { selected: "s3", opened: ["attributes", "lines", "passed"] } });
    await opened.send({ type: "span", id: "s3", span: flightSpan("s3")! });
    expect(await opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show(flightTrace(), { theme, width: 380, state: { selected: "s3", opened: ["attributes"] } });
      await opened.send({ type: "span", id: "s3", span: flightSpan("s3")! });
      const overflow = await opened.page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );

  it("5,000 spans: few elements, and no frame that one feels", async () => {
    const spans = manySpans(5_000);
    const trace = flightTrace({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] });
    opened = await openPage(browser, "trace");
    await opened.page.evaluate((update) => Object.assign(window, { update }), updateOf(trace));
    const firstMs = await opened.page.evaluate<number>(
      "new Promise((done) => { const start = performance.now(); window.postMessage(window.update, '*'); const look = () => document.querySelector('.row') ? done(performance.now() - start) : requestAnimationFrame(look); requestAnimationFrame(look); })",
    );
    const cdp = await opened.page.context().newCDPSession(opened.page);
    // The page's own time: that of the clock depends on what else the machine does.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async (): Promise<number> =>
      1000 *
      (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
    const scroll = async (pixels: number): Promise<string> => {
      const before = await busyMs();
      const frames = await opened.page.evaluate<number[]>(`new Promise((done) => {
        const grid = document.querySelector("[role=treegrid]");
        grid.scrollTop = 0;
        const times = [];
        let last = performance.now();
        const step = () => {
          const now = performance.now();
          times.push(now - last);
          last = now;
          grid.scrollTop += ${pixels};
          if (times.length < 120) requestAnimationFrame(step);
          else done(times.slice(5).sort((a, b) => a - b));
        };
        requestAnimationFrame(step);
      })`);
      const at = (part: number): string => frames[Math.floor(part * (frames.length - 1))]!.toFixed(0);
      const own = ((await busyMs()) - before) / 120;
      return `${pixels} px a frame: ${own.toFixed(1)} ms of work, frames median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
    };
    const figures = [await scroll(100), await scroll(700)];
    const rows = await opened.page.getByRole("row").count();
    console.log(
      `5,000 spans, ${trace.messages.length} messages: first frame ${firstMs.toFixed(0)} ms; ${figures.join("; ")}; ${rows} rows drawn`,
    );
    expect(rows).toBeLessThan(80);
    await grid().focus();
    await press("End");
    expect(await rowAtHand()).toBe(await rowOfLast());
    expect(await opened.page.locator("#message-1").count()).toBe(1);
  });

  const rowOfLast = (): Promise<string> =>
    opened.page.evaluate(
      "[...document.querySelectorAll('[role=row]')].sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex')).at(-1).getAttribute('aria-label')",
    );
});
