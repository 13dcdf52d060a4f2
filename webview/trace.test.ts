import { describe, expect, it } from "vitest";
import { messagesFromSpans } from "../server/core/store/index.ts";
import { commands } from "../server/protocol/index.ts";
import { flightDetail, flightSpan, flightSpans, flightTrace, updateOf } from "../test/support/trace.ts";
import { traceViewer } from "../test/support/trace-viewer.ts";
import { chromiumPath } from "../test/support/webview-page.ts";

/** Text that is more than text wherever it is taken for HTML, an attribute, a style or a script. */
const hostile = `</script><script>window.ran = 1</script><img src=x onerror="window.ran = 2"> " onfocus="window.ran = 3" style="background:url(http://evil.test/)" [x](command:evil) \u202egnp.exe \u001b[31m`;

if (!chromiumPath) console.log("The trace viewer is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the trace viewer", () => {
  const viewer = traceViewer();
  const { show, intents, text, press, grid, rowAtHand, inSight } = viewer;

  it("shows head, waterfall, evaluations, conversation, signals, prompt and tools", async () => {
    await show();
    expect(await text("h1")).toBe("Book me the cheapest flight to Oslo on Friday.");
    expect(await text(".head")).toMatch(
      /outcome: fail[\s\S]*travel\.prompt\.md at a1b2c3d4[\s\S]*\$0\.0092, computed from the price table/,
    );
    const rows = await viewer.opened.page
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
    expect(await text("#tags")).toMatch(
      /found in what the user wrote[\s\S]*frustration\s+message #5\s+It is not booked\. This is frustrating\./,
    );
    expect(await text("#prompt")).toMatch(/2 lines held, 1 with a failed evaluator/);
    expect(await text("#tools")).toMatch(/search_flights/);
  });

  it("puts bars where the times are, and leaves the night out", async () => {
    await show();
    const place = (name: RegExp): Promise<number[]> =>
      viewer.opened.page
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
      viewer.opened.page.locator(".tick, .pause, .ticks + .number").evaluateAll((all) =>
        all
          .map((one) => {
            const { left, right } = one.getBoundingClientRect();
            return { text: one.textContent ?? "", isTick: one.className === "tick", left, right };
          })
          .sort((a, b) => a.left - b.left),
      );
    let most = 0;
    for (const width of [1600, 1040, 700, 600, 400, 1600]) {
      await viewer.opened.page.setViewportSize({ width, height: 900 });
      await viewer.opened.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))",
      );
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
      viewer.opened.page.getByRole("button", { name }).first().click();
    await viewer.opened.page.getByRole("row", { name: /search fare rules/ }).click();
    await click(/Open prompts\/travel\.prompt\.md at line 4/);
    await click("all that fail it");
    await click("Show Suspects");
    await click("Open as Text");
    await click("Keep open");
    await click("book a flight");
    expect(await intents()).toEqual([
      { type: "span", id: "s2" },
      { type: "openPrompt", file: "prompts/travel.prompt.md", line: 3 },
      { type: "showFailing", instruction: "i-2", title: "travel.prompt.md, line 4" },
      { type: "showSuspects" },
      { type: "openAsText" },
      { type: "keep", kept: true },
      { type: "openBehavior", id: "b-1" },
    ]);
    await viewer.opened.send({ type: "span", id: "s2", span: flightSpan("s2")! });
    expect(await text("#span")).toMatch(
      /Retrieved 1 document[\s\S]*rules-7 score 0\.8312\s+Light fares cannot be changed\./,
    );
    await click("Go to message 4, which no-promise is about");
    expect(await viewer.opened.page.evaluate("document.activeElement.id")).toBe("message-3");
    expect(await rowAtHand()).toMatch(/^model call chat gpt-4o, 3\.09 s/);
    await click("Go to message 5, which asks for complain about a booking");
    expect(await viewer.opened.page.evaluate("document.activeElement.id")).toBe("message-4");
  });

  it("leads from a tag to the message that shows it", async () => {
    await show();
    await viewer.opened.page.locator("#tags").getByRole("button", { name: "message #5" }).click();
    expect(await viewer.opened.page.evaluate("document.activeElement.id")).toBe("message-4");
    expect(await inSight("#message-4")).toBe(true);
  });

  it("opens at the evidence of what it was opened for", async () => {
    await viewer.open({ width: 600 });
    for (const focus of [{ instructions: ["i-2"] }, { evaluator: "no-promise" }, { message: 3 }]) {
      await viewer.opened.send(updateOf(flightTrace(), { focus }));
      expect(await viewer.opened.page.evaluate("document.activeElement.id")).toBe("message-3");
      expect(await inSight("#message-3")).toBe(true);
      await viewer.opened.page.evaluate("document.activeElement.blur()");
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
    expect(await viewer.opened.page.getByRole("row").count()).toBe(3);
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
    const width = await viewer.opened.page
      .getByRole("row", { name: /search_flights/ })
      .evaluate((row) => row.querySelector<HTMLElement>(".bar")!.style.width);
    expect(Number.parseFloat(width)).toBeGreaterThan(85);
    await press("-");
    expect(await viewer.opened.page.evaluate("document.activeElement.getAttribute('role')")).toBe("treegrid");
  });

  it("filters by kind and by errors, with the parents of what is left", async () => {
    await show();
    const names = (): Promise<string[]> => viewer.opened.page.locator(".row .name").allInnerTexts();
    await viewer.opened.page.getByRole("button", { name: /^errors/ }).click();
    expect(await names()).toEqual(["booking-agent", "search_flights"]);
    await viewer.opened.page.getByRole("button", { name: /^errors/ }).click();
    await viewer.opened.page.getByRole("button", { name: /^retrieval/ }).click();
    expect(await names()).toEqual(["booking-agent", "search fare rules"]);
    expect(await text(".waterfall .note")).toMatch(/^2 of 7 spans shown/);
    expect(await viewer.opened.page.evaluate("document.activeElement.dataset.key")).toBe("kind:retrieval");
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
    await viewer.opened.page
      .locator("#prompt")
      .getByRole("button", { name: "prompts/copy.prompt.md" })
      .click();
    expect(await intents()).toEqual([{ type: "openPrompt", file: copy.file, line: 0 }]);
    await viewer.opened.page.getByText("2 variables of prompts/travel.prompt.md").click();
    await viewer.opened.page.locator("#prompt .facts").first().waitFor();
    expect(await text("#prompt .facts")).toMatch(/city\s+Oslo\s+note\s+<\/script><script>/);
    expect(await viewer.opened.page.evaluate("window.ran")).toBeUndefined();
  });

  it("of one whose prompts were not looked for yet it is not said that there are none", async () => {
    await show(flightTrace({ prompts: [], isLinked: false }));
    expect(await text(".head")).toMatch(/not looked for yet/);
    await viewer.opened.page
      .locator("#prompt")
      .getByRole("button", { name: "Evaluate Conversations" })
      .click();
    expect(await intents()).toEqual([{ type: "run", command: commands.evaluate }]);
    await viewer.opened.send(updateOf(flightTrace({ prompts: [] })));
    expect(await text(".head")).toMatch(/matches none/);
  });

  it("long texts are folded, and what was cut is asked for", async () => {
    const long = `begin ${"word ".repeat(9_000)}end`;
    const spans = [
      { ...flightSpans[2]!, parentId: undefined, input: [{ role: "user" as const, text: long }] },
    ];
    await show(flightTrace({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] }));
    expect((await text("#message-0 pre")).length).toBeLessThan(2_000);
    await viewer.opened.page.getByRole("button", { name: /Show all 45.009 characters/ }).click();
    expect(await intents()).toEqual([{ type: "text", place: "message:0:text" }]);
    await viewer.opened.send({ type: "text", place: "message:0:text", text: long });
    expect(await text("#message-0 pre")).toMatch(/word end$/);
    await viewer.opened.page.getByRole("button", { name: "Show less" }).click();
    expect((await text("#message-0 pre")).length).toBeLessThan(2_000);
  });
});
