// Desktop VS Code for `npm run test:desktop`, which builds the tests and the workspace that are named here.
import { defineConfig } from "@vscode/test-cli";

export default defineConfig({
  files: ".vscode-test/desktop/*.test.cjs",
  version: process.env.VSCODE_VERSION ?? "stable",
  workspaceFolder: ".vscode-test/demo",
  launchArgs: ["--disable-extensions", "--disable-workspace-trust", "--skip-welcome"],
  mocha: { ui: "tdd", timeout: 60_000 },
});
