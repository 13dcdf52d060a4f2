import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { flightTrace, updateOf } from "./trace.ts";
import { launchChromium, type OpenedPage, type OpenPageOptions, openPage } from "./webview-page.ts";

/** The trace viewer in a browser, for the tests of a file: one page at a time. */
export interface TraceViewer {
  readonly opened: OpenedPage;
  readonly open: (options?: OpenPageOptions) => Promise<void>;
  readonly show: (trace?: ReturnType<typeof flightTrace>, options?: OpenPageOptions) => Promise<void>;
  /** The intents but the first, which says that the page is ready. */
  readonly intents: () => Promise<unknown[]>;
  readonly text: (selector: string) => Promise<string>;
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly grid: () => Locator;
  /** The row at hand, as a screen reader hears it. */
  readonly rowAtHand: () => Promise<string>;
  readonly inSight: (selector: string) => Promise<boolean>;
}

export function traceViewer(): TraceViewer {
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
  const open = async (options: OpenPageOptions = {}): Promise<void> => {
    opened = await openPage(browser, "trace", options);
  };
  return {
    get opened() {
      return opened;
    },
    open,
    show: async (trace = flightTrace(), options = {}) => {
      await open(options);
      await opened.send(updateOf(trace));
    },
    intents: async () => (await opened.intents()).slice(1),
    text: async (selector) => (await opened.page.locator(selector).first().allInnerTexts()).join("\n"),
    press: (...keys) =>
      keys.reduce((before, key) => before.then(() => opened.page.keyboard.press(key)), Promise.resolve()),
    grid: () => opened.page.getByRole("treegrid"),
    rowAtHand: () =>
      opened.page.evaluate(
        "document.getElementById(document.querySelector('[role=treegrid]').getAttribute('aria-activedescendant'))?.getAttribute('aria-label') ?? ''",
      ),
    inSight: (selector) =>
      opened.page.evaluate(
        `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return box.top >= -1 && box.top < innerHeight; })()`,
      ),
  };
}
