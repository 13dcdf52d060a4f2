import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { webviewHtml } from "../../client/panels/webview-html.ts";
import { onPath, repository } from "../../scripts/setup-vscode.mjs";
import type {
  AgreementIntent,
  AgreementUpdate,
  BehaviorIntent,
  BehaviorUpdate,
  ComparisonUpdate,
  DiagnosisIntent,
  DiagnosisUpdate,
  SuggestionPageIntent,
  SuggestionPageUpdate,
  TraceIntent,
  TraceUpdate,
  WebviewIntent,
  WebviewUpdate,
} from "../../server/protocol/index.ts";

/** The browser these tests run in; undefined where there is none. */
export const chromiumPath: string | undefined = ["chromium", "chromium-browser", "google-chrome"]
  .map(onPath)
  .find((path) => path !== undefined);

const origin = "http://webview.test";

/** A few of the variables that VS Code sets, as its default themes have them. */
export const themes = {
  dark: {
    "--vscode-font-family": "system-ui, sans-serif",
    "--vscode-foreground": "#cccccc",
    "--vscode-descriptionForeground": "#9d9d9d",
    "--vscode-editor-background": "#1f1f1f",
    "--vscode-editorWidget-background": "#202020",
    "--vscode-widget-border": "#313131",
    "--vscode-focusBorder": "#0078d4",
    "--vscode-textLink-foreground": "#4daafc",
    "--vscode-textLink-activeForeground": "#4daafc",
    "--vscode-button-background": "#0078d4",
    "--vscode-button-foreground": "#ffffff",
    "--vscode-button-hoverBackground": "#026ec1",
    "--vscode-button-secondaryBackground": "#313131",
    "--vscode-button-secondaryForeground": "#cccccc",
    "--vscode-button-secondaryHoverBackground": "#3c3c3c",
    "--vscode-toolbar-hoverBackground": "#5a5d5e50",
    "--vscode-list-hoverBackground": "#2a2d2e",
    "--vscode-badge-background": "#616161",
    "--vscode-badge-foreground": "#f8f8f8",
    "--vscode-editorError-foreground": "#f14c4c",
    "--vscode-editorWarning-foreground": "#cca700",
    "--vscode-charts-blue": "#3794ff",
    "--vscode-charts-green": "#89d185",
    "--vscode-charts-purple": "#b180d7",
    "--vscode-terminal-ansiCyan": "#11a8cd",
    "--vscode-list-activeSelectionBackground": "#04395e",
    "--vscode-list-activeSelectionForeground": "#ffffff",
    "--vscode-list-inactiveSelectionBackground": "#37373d",
    "--vscode-textCodeBlock-background": "#2b2b2b",
    "--vscode-diffEditor-insertedTextBackground": "#9ccc2c33",
    "--vscode-diffEditor-removedTextBackground": "#ff000033",
    "--vscode-diffEditor-insertedLineBackground": "#9bb95533",
    "--vscode-diffEditor-removedLineBackground": "#ff000033",
  },
  light: {
    "--vscode-font-family": "system-ui, sans-serif",
    "--vscode-foreground": "#3b3b3b",
    "--vscode-descriptionForeground": "#3b3b3bcc",
    "--vscode-editor-background": "#ffffff",
    "--vscode-editorWidget-background": "#f8f8f8",
    "--vscode-widget-border": "#e5e5e5",
    "--vscode-focusBorder": "#005fb8",
    "--vscode-textLink-foreground": "#005fb8",
    "--vscode-textLink-activeForeground": "#005fb8",
    "--vscode-button-background": "#005fb8",
    "--vscode-button-foreground": "#ffffff",
    "--vscode-button-hoverBackground": "#0258a8",
    "--vscode-button-secondaryBackground": "#e5e5e5",
    "--vscode-button-secondaryForeground": "#3b3b3b",
    "--vscode-button-secondaryHoverBackground": "#cccccc",
    "--vscode-toolbar-hoverBackground": "#b8b8b850",
    "--vscode-list-hoverBackground": "#f2f2f2",
    "--vscode-badge-background": "#cccccc",
    "--vscode-badge-foreground": "#3b3b3b",
    "--vscode-editorError-foreground": "#e51400",
    "--vscode-editorWarning-foreground": "#bf8803",
    "--vscode-charts-blue": "#0063d3",
    "--vscode-charts-green": "#388a34",
    "--vscode-charts-purple": "#652d90",
    "--vscode-terminal-ansiCyan": "#0598bc",
    "--vscode-list-activeSelectionBackground": "#e8e8e8",
    "--vscode-list-activeSelectionForeground": "#000000",
    "--vscode-list-inactiveSelectionBackground": "#e4e6f1",
    "--vscode-textCodeBlock-background": "#f8f8f8",
    "--vscode-diffEditor-insertedTextBackground": "#9ccc2c40",
    "--vscode-diffEditor-removedTextBackground": "#ff000033",
    "--vscode-diffEditor-insertedLineBackground": "#9bb95533",
    "--vscode-diffEditor-removedLineBackground": "#ff000033",
  },
  highContrast: {
    "--vscode-font-family": "system-ui, sans-serif",
    "--vscode-foreground": "#ffffff",
    "--vscode-descriptionForeground": "#ffffffb3",
    "--vscode-editor-background": "#000000",
    "--vscode-editorWidget-background": "#0c141f",
    "--vscode-widget-border": "#6fc3df",
    "--vscode-contrastBorder": "#6fc3df",
    "--vscode-focusBorder": "#f38518",
    "--vscode-textLink-foreground": "#21a6ff",
    "--vscode-textLink-activeForeground": "#21a6ff",
    "--vscode-button-foreground": "#ffffff",
    "--vscode-button-secondaryForeground": "#ffffff",
    "--vscode-badge-background": "#000000",
    "--vscode-badge-foreground": "#ffffff",
    "--vscode-editorError-foreground": "#f48771",
    "--vscode-editorWarning-foreground": "#ffd370",
    "--vscode-charts-blue": "#3794ff",
    "--vscode-charts-green": "#89d185",
    "--vscode-contrastActiveBorder": "#f38518",
    "--vscode-charts-purple": "#b180d7",
    "--vscode-terminal-ansiCyan": "#11a8cd",
  },
} as const;

/** A built page in a browser, and a stand-in for the extension: it keeps the intents and can send updates. */
export interface OpenedPage {
  readonly page: Page;
  /** What the page did that it must not: errors, dialogs, requests to elsewhere, breaches of the policy. */
  readonly trouble: readonly string[];
  intents(): Promise<
    (
      | WebviewIntent
      | TraceIntent
      | BehaviorIntent
      | AgreementIntent
      | DiagnosisIntent
      | SuggestionPageIntent
    )[]
  >;
  send(
    update:
      | WebviewUpdate
      | TraceUpdate
      | BehaviorUpdate
      | AgreementUpdate
      | DiagnosisUpdate
      | ComparisonUpdate
      | SuggestionPageUpdate,
  ): Promise<void>;
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });

export interface OpenPageOptions {
  readonly theme?: keyof typeof themes;
  readonly width?: number;
  /** What the page kept before its window was reloaded. */
  readonly state?: object;
}

/** Bundles webview/<name> as the build does and opens it under the same HTML and policy as in VS Code. */
export async function openPage(
  browser: Browser,
  name: string,
  { theme = "dark", width = 1040, state }: OpenPageOptions = {},
): Promise<OpenedPage> {
  const files = await bundle(name);
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on("dialog", async (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.route("**/*", (route) => {
    const { pathname, origin: from } = new URL(route.request().url());
    const body = from === origin ? files.get(pathname) : undefined;
    if (body === undefined) trouble.push(`request: ${route.request().url()}`);
    return body === undefined ? route.abort() : route.fulfill(body);
  });
  await page.addInitScript(fakeApi);
  if (state) await page.addInitScript(`window.kept = ${JSON.stringify(state)};`);
  await page.goto(`${origin}/`);
  await page.evaluate((variables) => {
    for (const [variable, value] of Object.entries(variables))
      document.documentElement.style.setProperty(variable, value);
  }, themes[theme]);
  return {
    page,
    trouble,
    intents: () => page.evaluate("window.intents"),
    send: (update) => page.evaluate((data) => window.postMessage(data, "*"), update).then(() => drawn(page)),
  };
}

/** Runs in the page before its script: what VS Code gives a webview. */
const fakeApi = `window.intents = [];
window.acquireVsCodeApi = () => ({
  postMessage: (intent) => void window.intents.push(intent),
  getState: () => window.kept,
  setState: (state) => void (window.kept = state),
});`;

/** Messages are delivered, and what they changed is laid out, two frames later. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );

async function bundle(name: string): Promise<Map<string, { contentType: string; body: string }>> {
  const { outputFiles } = await build({
    absWorkingDir: repository,
    entryPoints: [join("webview", `${name}.ts`), join("webview", `${name}.css`)],
    outdir: "out",
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    target: "chrome128",
  });
  const html = webviewHtml({
    title: name,
    script: `${origin}/${name}.js`,
    style: `${origin}/${name}.css`,
    cspSource: origin,
    nonce: "of-this-test",
  });
  const files = new Map([["/", { contentType: "text/html", body: html }]]);
  for (const { path, text } of outputFiles)
    files.set(path.endsWith(".css") ? `/${name}.css` : `/${name}.js`, {
      contentType: path.endsWith(".css") ? "text/css" : "text/javascript",
      body: text,
    });
  return files;
}
