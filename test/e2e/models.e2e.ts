// A model that runs on this machine: without a network its first use fails with what to do, with one it is downloaded before one's
// eyes, and after that nobody is needed.
import fs from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { startModelHub } from "../support/model-hub.ts";
import { writeTinyModel } from "../support/tiny-model.ts";
import { meanings, wordedChats } from "../support/worded-requests.ts";
import { openWorkbench } from "./harness.ts";

test("a model is downloaded when behaviors are looked for, and offline is said", async (context) => {
  const folder = path.join(inject("runFolder"), "models");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "chats.jsonl"), wordedChats);
  fs.writeFileSync(
    path.join(folder, "homeostat.yaml"),
    "version: 1\nmodels:\n  embeddings:\n    transformers: acme/tiny\n",
  );
  const shelf = path.join(inject("runFolder"), "shelf");
  await writeTinyModel(path.join(shelf, "acme/tiny"), { meanings, padding: 8_000_000 });

  const vscode = await openWorkbench(context, { copyOf: folder });
  await vscode.statusItem("Homeostat");
  await vscode.openFile("homeostat.yaml");
  await vscode.command("Homeostat: Import Conversations");
  await vscode.chooseInDialog(path.join(vscode.folder!, "chats.jsonl"));
  const offline = vscode.toast(/acme\/tiny is not on this machine/);
  await offline.waitFor();
  // What was imported is said beside it, however quickly all of it came.
  await vscode.toast(/[1-9]\d* conversations added/).waitFor();
  expect(await offline.innerText()).toMatch(/ECONNREFUSED.*models\.embeddings\.folder.*embeddings: lexical/s);
  await vscode.screenshotOnly("model-offline");
  await vscode.notified(/not on this machine/);

  const hub = await startModelHub(shelf, { port: inject("hubPort"), pauseMs: 150 });
  await vscode.command("Homeostat: Find Behaviors");
  await vscode.toast(/downloading acme\/tiny [2-9]\d %/).waitFor();
  await vscode.screenshotOnly("model-download");
  expect(await vscode.notified(/behaviors found/)).toMatch(/[1-9]\d* behaviors found/);
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Behaviors").filter({ hasText: /\d/ }).first().waitFor();
  await hub.close();

  await vscode.command("Homeostat: Find Behaviors");
  expect(await vscode.notified(/behaviors found/)).toMatch(/[1-9]\d* behaviors found/);
});
