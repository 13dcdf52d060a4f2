// Each format that nobody else brings to VS Code: its mistakes are marked, and one key puts them right.
import { expect, onTestFinished, test } from "vitest";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

const files = [
  {
    file: "greet.prompt",
    text: '---\nmodel: m\ninput:\n  schema:\n    name: string\n---\n{{role "system"}}\n# Rules\n\n- Greet {{name}} first.\n{{#if name}}\n- Never promise a date. 🚚\n',
    severity: "error",
    fix: /Close/,
    fixed: "{{/if}}",
  },
  {
    file: "ask.prompty",
    text: "---\nname: Ask\ninputs:\n  question:\n    type: string\nsample:\n  question: Why?\n---\nsystem:\nAnswer in **one** line.\n\nuser:\n{{questoin}}\n",
    severity: "warning",
    fix: /question/,
    fixed: "{{question}}",
  },
  {
    file: "sum.prompt.yml",
    text: "messages:\n  - role: sytem\n    content: |\n      Sum it up.\n\n      - Use three bullets.\n  - role: user\n    content: '{{text}}'\n",
    severity: "warning",
    fix: /system/,
    fixed: "role: system",
  },
  {
    file: "teach.poml",
    text: "<poml>\n  <role>You are a teacher.</role>\n  <task>Explain {{ topic }} first.\n</poml>\n",
    severity: "error",
    fix: /Close <task>/,
    fixed: "</task>",
  },
] as const;

test("a mistake in a prompt of each format is marked, and put right by a quick fix", async (context) => {
  const folder = tempFolder("formats", Object.fromEntries(files.map(({ file, text }) => [file, text])));
  onTestFinished(() => folder.remove());
  const vscode = await openWorkbench(context, { copyOf: folder.path });
  for (const { file, severity, fix, fixed } of files) {
    await vscode.openFile(file);
    await vscode.squiggles(severity).first().waitFor();
    await vscode.screenshotOnly(`format-${file}`);
    await vscode.command("Go to Next Problem (Error, Warning, Info)");
    await vscode.page.keyboard.press("Escape");
    await vscode.quickFix(fix);
    await expect.poll(() => vscode.visibleText()).toContain(fixed);
    await vscode.squiggles(severity).first().waitFor({ state: "detached" });
  }
});
