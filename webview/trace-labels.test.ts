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
    expect(await viewer.opened.page.locator("#label-why").inputValue()).toBe("pff, nopf");
    await viewer.opened.send({ type: "labelled", id: "flight-1", outcome: "given" });
    expect(await viewer.opened.page.locator("#label-why").inputValue()).toBe("");
    expect(await text("#label [role=status]")).toBe("");
    await viewer.opened.page.getByRole("button", { name: "Remove the label pass by Bob" }).click();
    expect((await intents()).at(-1)).toEqual({
      type: "label",
      who: "Bob",
      evaluator: "no-promise",
      sample: "flight-1#t0",
    });
  });

  it("says what became of a label that changed nothing or failed, and keeps the reason", async () => {
    await show();
    await viewer.opened.page.locator("#label-why").fill("rude");
    for (const [outcome, said] of [
      ["same", "It had this label already."],
      ["failed", "The label was not kept."],
    ] as const) {
      await viewer.opened.page.getByRole("button", { name: "Pass", exact: true }).click();
      expect(await text("#label [role=status]")).toBe("Labelling pass…");
      await viewer.opened.send({ type: "labelled", id: "another", outcome });
      expect(await text("#label [role=status]")).toBe("Labelling pass…");
      await viewer.opened.send({ type: "labelled", id: "flight-1", outcome });
      expect(await text("#label [role=status]")).toBe(said);
      expect(await viewer.opened.page.locator("#label-why").inputValue()).toBe("rude");
    }
  });

  it("what a label is about stays chosen when the evaluator says something else, and two that read alike are two", async () => {
    const evaluation = (evaluator: string, own: object = {}) => ({
      ...{ evaluator, label: "fail" as const, explanation: "", isRecorded: false, lines: [] },
      ...own,
    });
    const alike = [evaluation("a, turn 1"), evaluation("a", { part: "turn 1", sample: "flight-1#t0" })];
    await show({ ...flightTrace(), evaluations: alike });
    await viewer.opened.page.locator("#label-about").selectOption({ index: 2 });
    const others = alike.map((one) => ({ ...one, label: "pass" as const }));
    await viewer.opened.send(
      updateOf({ ...flightTrace(), evaluations: [evaluation("b\n", { evaluatorName: "b  c" }), ...others] }),
    );
    const pass = viewer.opened.page.getByRole("button", { name: "Pass", exact: true });
    await pass.click();
    await viewer.opened.page.locator("#label-about").selectOption({ index: 1 });
    await pass.click();
    expect((await intents()).filter((one) => (one as { type: string }).type === "label")).toEqual([
      { type: "label", label: "pass", evaluator: "a", sample: "flight-1#t0" },
      { type: "label", label: "pass", evaluator: "b  c" },
    ]);
  });

  it("fits a narrow column, however long the words and large the letters", async () => {
    const long = "a-name-without-end".repeat(8);
    const evaluations = flightTrace().evaluations.map((one) => ({ ...one, evaluator: long }));
    const labels = [{ label: "fail" as const, who: long, why: long, evaluator: long }];
    await show({ ...flightTrace(), evaluations, labels }, { width: 380 });
    await viewer.opened.page.evaluate("document.getElementById('label').style.fontSize = '20px'");
    const beyond = await viewer.opened.page.evaluate<number>(
      "Math.max(...[...document.querySelectorAll('#label, #label *:not(option)')].map((one) => one.getBoundingClientRect().right)) - (innerWidth - 9)",
    );
    expect(beyond).toBeLessThanOrEqual(0);
  });

  it("letters among the spans go to the spans", async () => {
    await show();
    await viewer.grid().focus();
    await press("f");
    expect((await intents()).filter((one) => (one as { type: string }).type === "label")).toEqual([]);
  });
});
