import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchChromium, type OpenedPage, type OpenPageOptions, openPage } from "./webview-page.ts";

/** Text that is more than text wherever it is taken for HTML, an attribute, a style, a script or an address. */
export const hostileText = `</script><script>alert(1)</script><img src=x onerror="alert(2)"><svg onload=alert(3)>" onfocus="alert(4)" style="background:url(http://evil.test/)" &lt;b&gt; javascript:alert(5)`;

/** The browser of the tests of a page, and the page that a test opened last, which is closed behind it. */
export interface PageTests {
  readonly opened: OpenedPage;
  readonly open: (options?: OpenPageOptions) => Promise<OpenedPage>;
  /** The intents but the first, which says that the page is ready. */
  readonly intents: () => Promise<unknown[]>;
  readonly click: (name: string | RegExp) => Promise<void>;
  readonly text: (selector: string) => Promise<string>;
}

/** For the tests of the `describe` that it is called in. None may leave a breach of the policy, an error or a dialog behind. */
export function pageTests(name: string): PageTests {
  let browser: Browser;
  let opened: OpenedPage;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    expect(opened.trouble).toEqual([]);
    await opened.page.close();
  });
  return {
    get opened() {
      return opened;
    },
    open: async (options) => {
      opened = await openPage(browser, name, options);
      return opened;
    },
    intents: async () => (await opened.intents()).slice(1),
    click: (button) => opened.page.getByRole("button", { name: button }).first().click(),
    text: async (selector) => (await opened.page.locator(selector).first().allInnerTexts()).join("\n"),
  };
}
