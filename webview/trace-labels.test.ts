import { describe, expect, it } from "vitest";
import { accessibilityProblems } from "../test/support/accessibility.ts";
import { flightTrace, updateOf } from "../test/support/trace.ts";
import { traceViewer } from "../test/support/trace-viewer.ts";
import { chromiumPath } from "../test/support/webview-page.ts";

if (!chromiumPath) console.log("The bar of labels is not tested: there is no Chromium on PATH.");

const hostile = `<img src=x onerror="window.ran = 1">`;
const labelled = () => ({
  ...flightTrace(),
  labels: [
    { label: "fail" as const, who: "Ada", why: `rude ${hostile}`, atMs: Date.UTC(2027, 0, 31) },
    {
      label: "pass" as const,
      who: "Bob",
      evaluator: "no-promise",
      sample: "flight-1#t0",
      part: "turn 1",
    },
  ],
});

describe.skipIf(!chromiumPath)("labels in the trace viewer", () => {
  const viewer = traceViewer();
  const { show, intents, text, press } = viewer;

  it("shows what people said, as text, beside the evaluators one can label by", async () => {
    await show(labelled());
    expect(await text("#label .labels")).toMatch(
      /fail\s+Ada[\s\S]*rude <img src=x[\s\S]*pass\s+Bob\s+turn 1, by no-promise/,
    );
    expect(await text("#label-about")).toMatch(/how the conversation went\s+grounded.*says fail/);
    expect(await viewer.opened.page.evaluate(accessibilityProblems)).toEqual([]);
  });

  it("gives a label by a key or a button, with the reason and what it is about; typing a reason gives none", async () => {
    await show();
    await viewer.opened.page.locator("#label-title").focus();
    await press("f");
    await viewer.opened.page.locator("#label-why").fill("pff, no");
    await press("p", "f", "Escape");
    await viewer.opened.page.locator("#label-about").selectOption({ index: 1 });
    await viewer.opened.page.getByRole("button", { name: "Pass", exact: true }).click();
    const given = (await intents()).filter((one) => (one as { type: string }).type === "label");
    expect(given).toMatchObject([
      { type: "label", label: "fail" },
      { type: "label", label: "pass", why: "pff, nopf", evaluator: "grounded" },
    ]);
    expect(Object.keys(given[0] as object)).toEqual(["type", "label"]);
    // Once the label is there the reason is gone from the field; until then it stays.
    expect(await viewer.opened.page.locator("#label-why").inputValue()).toBe("pff, nopf");
    await viewer.opened.send(updateOf(labelled()));
    await viewer.opened.page.waitForFunction("document.querySelectorAll('.labels li').length === 2");
    expect(await viewer.opened.page.locator("#label-why").inputValue()).toBe("");
    await viewer.opened.page.getByRole("button", { name: "Remove the label pass by Bob" }).click();
    expect((await intents()).at(-1)).toEqual({
      type: "label",
      who: "Bob",
      evaluator: "no-promise",
      sample: "flight-1#t0",
    });
  });

  it("letters among the spans go to the spans", async () => {
    await show();
    await viewer.grid().focus();
    await press("f");
    expect((await intents()).filter((one) => (one as { type: string }).type === "label")).toEqual([]);
  });
});
