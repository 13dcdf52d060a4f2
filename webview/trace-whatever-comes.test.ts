import { describe, expect, it } from "vitest";
import { messagesFromSpans } from "../server/core/store/index.ts";
import { commands } from "../server/protocol/index.ts";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { flightSpan, flightSpans, flightTrace, manySpans, updateOf } from "../test/support/trace.ts";
import { traceViewer } from "../test/support/trace-viewer.ts";
import { chromiumPath } from "../test/support/webview-page.ts";

/** Text that is more than text wherever it is taken for HTML, an attribute, a style or a script. */
const hostile = `</script><script>window.ran = 1</script><img src=x onerror="window.ran = 2"> " onfocus="window.ran = 3" style="background:url(http://evil.test/)" [x](command:evil) \u202egnp.exe \u001b[31m`;

if (!chromiumPath) console.log("The trace viewer is not tested: there is no Chromium on PATH.");

describe.skipIf(!chromiumPath)("the trace viewer, whatever comes", () => {
  const viewer = traceViewer();
  const { show, intents, text, press, grid, rowAtHand } = viewer;

  it("a conversation that grows moves nothing: focus, folds, selection and scroll stay", async () => {
    await show(
      flightTrace({
        spans: flightSpans.slice(0, 5),
        messages: messagesFromSpans(flightSpans.slice(0, 5)),
        signals: [{ kind: "tool-error", messageIndex: 2, evidence: '{"error":"try again"}' }],
      }),
      { width: 600 },
    );
    await viewer.opened.page.getByRole("row", { name: /search_flights/ }).click();
    await viewer.opened.page.getByText("Reasoning", { exact: true }).click();
    await viewer.opened.page.locator("#message-3").focus();
    await viewer.opened.page.evaluate(
      "document.getElementById('message-3').scrollIntoView(); window.same = document.getElementById('message-1')",
    );
    const top = (): Promise<number> =>
      viewer.opened.page.evaluate("document.getElementById('message-3').getBoundingClientRect().top");
    const before = await top();
    expect(await viewer.opened.page.evaluate("scrollY")).toBeGreaterThan(100);
    await viewer.opened.send(updateOf(flightTrace()));
    expect(await viewer.opened.page.locator(".message-list > .message").count()).toBe(5);
    expect(await viewer.opened.page.evaluate("document.activeElement.id")).toBe("message-3");
    expect(await rowAtHand()).toMatch(/search_flights/);
    expect(await viewer.opened.page.getByText("Cheapest first, then ask for the bag.").isVisible()).toBe(
      true,
    );
    expect(await viewer.opened.page.evaluate("window.same === document.getElementById('message-1')")).toBe(
      true,
    );
    // More rows stand above it now; the eye stays where it was.
    expect(Math.abs((await top()) - before)).toBeLessThan(60);
  });

  it("comes back after a reload as it was", async () => {
    await show();
    await viewer.opened.page.getByRole("row", { name: /search_flights/ }).click();
    await viewer.opened.page.getByText("All 2 lines that the system text held").click();
    // A section says that it was opened a moment after it is.
    const kept = (): Promise<object> => viewer.opened.page.evaluate<object>("window.kept");
    await expect.poll(kept).toMatchObject({ of: { id: "flight-1" }, selected: "s4", opened: ["lines"] });
    const state = await kept();
    await viewer.opened.page.close();
    await show(flightTrace(), { state });
    expect(await rowAtHand()).toMatch(/search_flights/);
    expect(await viewer.opened.page.getByRole("button", { name: /at line 3/ }).isVisible()).toBe(true);
    expect(await intents()).toEqual([{ type: "span", id: "s4" }]);
  });

  it("another conversation in the same panel begins with nothing unfolded", async () => {
    await show();
    await viewer.opened.page.getByRole("row", { name: /search_flights/ }).click();
    await viewer.opened.page.getByText("All 2 lines that the system text held").click();
    await viewer.opened.send(updateOf({ ...flightTrace(), id: "other" }));
    expect(await rowAtHand()).toBe("");
    expect(await viewer.opened.page.getByRole("button", { name: /at line 3/ }).count()).toBe(0);
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
      tags: [{ tag: hostile, messageIndex: 0, evidence: hostile }],
      prompts: [{ file: hostile, version: hostile, how: hostile, missing: [] }],
    };
    const keys = ["tool:0", "system:0", "attributes", "about", "lines", "passed", "message:1:reasoning"];
    await show(flightTrace(changes), { state: { opened: keys, selected: "s4" } });
    await viewer.opened.send({ type: "span", id: "s4", span: flightSpan("s4", changes)! });
    expect(await viewer.opened.page.evaluate("window.ran")).toBeUndefined();
    expect(await viewer.opened.page.locator("main :is(script, img, a, style, iframe, object)").count()).toBe(
      0,
    );
    const shown = await viewer.opened.page.evaluate<string>("document.body.innerText");
    expect(shown).toContain("</script><script>window.ran = 1</script>");
    expect(shown).toContain("\\u202egnp.exe \\u001b[31m");
    expect(await viewer.opened.page.evaluate<string>("document.documentElement.outerHTML")).not.toMatch(
      /(?![\n\t])[\u202e\p{Cc}]/u,
    );
  });

  describe("where there is nothing", () => {
    const empty = flightTrace({
      evaluations: [],
      signals: [],
      tags: [],
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
      await viewer.opened.page.getByRole("button", { name: step }).first().click();
      expect(await intents()).toEqual([{ type: "run", command }]);
      expect(await text("#messages")).toMatch(/No message was recorded/);
    });
    it("a conversation that is gone, and an error, say so", async () => {
      await viewer.open();
      await viewer.opened.send({ type: "gone", id: "a" });
      expect(await text("main")).toMatch(/not in the store any more/);
      await viewer.opened.send({ type: "error", message: "The server has ended." });
      expect(await text("main")).toMatch(/The server has ended/);
      // And comes back once there is something again.
      await viewer.opened.send(updateOf(flightTrace()));
      expect(await text("h1")).toMatch(/Oslo/);
    });
  });

  it("has names, landmarks, headings in order, and no reference that leads nowhere", async () => {
    await show(flightTrace(), { state: { selected: "s3", opened: ["attributes", "lines", "passed"] } });
    await viewer.opened.send({ type: "span", id: "s3", span: flightSpan("s3")! });
    expect(await viewer.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it.each(["dark", "light", "highContrast"] as const)(
    "fits a narrow column in the %s theme",
    async (theme) => {
      await show(flightTrace(), { theme, width: 380, state: { selected: "s3", opened: ["attributes"] } });
      await viewer.opened.send({ type: "span", id: "s3", span: flightSpan("s3")! });
      const overflow = await viewer.opened.page.evaluate(
        "document.documentElement.scrollWidth - window.innerWidth",
      );
      expect(overflow).toBeLessThanOrEqual(0);
    },
  );

  it("5,000 spans: few elements, and no frame that one feels", async () => {
    const spans = manySpans(5_000);
    const trace = flightTrace({ spans, messages: messagesFromSpans(spans), evaluations: [], signals: [] });
    await viewer.open();
    await viewer.opened.page.evaluate((update) => Object.assign(window, { update }), updateOf(trace));
    const firstMs = await viewer.opened.page.evaluate<number>(
      "new Promise((done) => { const start = performance.now(); window.postMessage(window.update, '*'); const look = () => document.querySelector('.row') ? done(performance.now() - start) : requestAnimationFrame(look); requestAnimationFrame(look); })",
    );
    const cdp = await viewer.opened.page.context().newCDPSession(viewer.opened.page);
    // The page's own time: that of the clock depends on what else the machine does.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async (): Promise<number> =>
      1000 *
      (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
    const scroll = async (pixels: number): Promise<{ readonly workMs: number; readonly says: string }> => {
      const before = await busyMs();
      const frames = await viewer.opened.page.evaluate<number[]>(`new Promise((done) => {
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
      const workMs = ((await busyMs()) - before) / 120;
      return {
        workMs,
        says: `${pixels} px a frame: ${workMs.toFixed(1)} ms of work, frames median ${at(0.5)} ms, p95 ${at(0.95)} ms`,
      };
    };
    const figures = [await scroll(100), await scroll(700)];
    const rows = await viewer.opened.page.getByRole("row").count();
    console.log(
      `5,000 spans, ${trace.messages.length} messages: first frame ${firstMs.toFixed(0)} ms; ${figures.map(({ says }) => says).join("; ")}; ${rows} rows drawn`,
    );
    // At 30 frames a second one begins to feel them; 13 ms were measured on a busy machine.
    for (const { workMs, says } of figures) expect(workMs, says).toBeLessThan(33);
    expect(rows).toBeLessThan(80);
    await grid().focus();
    await press("End");
    expect(await rowAtHand()).toBe(await rowOfLast());
    expect(await viewer.opened.page.locator("#message-1").count()).toBe(1);
  });

  const rowOfLast = (): Promise<string> =>
    viewer.opened.page.evaluate(
      "[...document.querySelectorAll('[role=row]')].sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex')).at(-1).getAttribute('aria-label')",
    );
});
