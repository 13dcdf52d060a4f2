import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { webviewHtml } from "./webview-html.ts";

export interface PanelPage {
  readonly title: string;
  /** Its script and its styles: `dist/webview/<name>.js` and `.css`. */
  readonly name: string;
  readonly receive: (message: unknown) => unknown;
}

/** Gives a panel its page, also one that VS Code kept from an earlier session. The page may load what lies beside its script and nothing else. */
export function fillPanel(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  { title, name, receive }: PanelPage,
): void {
  const root = vscode.Uri.joinPath(extensionUri, "dist", "webview");
  const { webview } = panel;
  const uriOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  panel.iconPath = vscode.Uri.joinPath(extensionUri, "media", "icon.png");
  webview.onDidReceiveMessage(receive);
  webview.html = webviewHtml({
    title,
    script: uriOf(`${name}.js`),
    style: uriOf(`${name}.css`),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString("base64"),
  });
}
