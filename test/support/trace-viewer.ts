import type { Locator } from "playwright-core";
import { pageTests } from "./page-tests.ts";
import { flightTrace, updateOf } from "./trace.ts";
import type { OpenedPage, OpenPageOptions } from "./webview-page.ts";

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
  const tests = pageTests("trace");
  const open = async (options?: OpenPageOptions): Promise<void> => {
    await tests.open(options);
  };
  return {
    get opened() {
      return tests.opened;
    },
    open,
    show: async (trace = flightTrace(), options = {}) => {
      await open(options);
      await tests.opened.send(updateOf(trace));
    },
    intents: tests.intents,
    text: tests.text,
    press: (...keys) =>
      keys.reduce(
        (before, key) => before.then(() => tests.opened.page.keyboard.press(key)),
        Promise.resolve(),
      ),
    grid: () => tests.opened.page.getByRole("treegrid"),
    rowAtHand: () =>
      tests.opened.page.evaluate(
        "document.getElementById(document.querySelector('[role=treegrid]').getAttribute('aria-activedescendant'))?.getAttribute('aria-label') ?? ''",
      ),
    inSight: (selector) =>
      tests.opened.page.evaluate(
        `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return box.top >= -1 && box.top < innerHeight; })()`,
      ),
  };
}
