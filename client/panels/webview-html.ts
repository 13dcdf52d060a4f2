export interface WebviewPage {
  readonly title: string;
  /** URIs as the webview may load them. */
  readonly script: string;
  readonly style: string;
  /** Where the webview's own files come from. */
  readonly cspSource: string;
  /** New for every page; only scripts that carry it run. */
  readonly nonce: string;
}

/**
 * The frame of a page: one script, one style sheet, nothing else. Whatever is shown comes by messages later; were some captured text
 * ever taken for HTML, the policy would neither run a script of it nor load or send anything. Every value must be ours.
 */
export const webviewHtml = ({
  title,
  script,
  style,
  cspSource,
  nonce,
}: WebviewPage): string => `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <link rel="stylesheet" href="${style}" />
    <title>${title}</title>
  </head>
  <body>
    <main id="page" aria-busy="true"><p>Reading figures…</p></main>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
