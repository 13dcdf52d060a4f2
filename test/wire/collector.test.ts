/** The built command line on a folder that a collector writes into. */
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { call, lines } from "../../server/core/capture/otlp/testing.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

let folder: TempFolder;
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = tempFolder("agents");
  mkdirSync(folder.file("otel"));
});
afterEach(() => folder.remove());

test("import --from-otlp: what is new each time, and what does not go together", async () => {
  folder.write("otel/traces.json", lines(call(1, 1, ["hi"], "hello")));
  expect(await cliJson(folder.path, "import", "--from-otlp", "otel")).toMatchObject({
    requests: 1,
    conversations: 1,
  });
  const again = await runCli(folder.path, "import", "--from-otlp", "otel");
  expect([again.code, again.stdout]).toEqual([
    0,
    "0 conversations added or grown, 0 new records in 1 file\n",
  ]);
  for (const args of [["--watch"], ["a.json", "--from-otlp", "otel"]]) {
    const { code, stderr } = await runCli(folder.path, "import", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining("homeostat import --help")]);
  }
});

test("import --from-otlp --watch goes on until Ctrl+C, which is no failure", async () => {
  folder.write("otel/traces.json", lines(call(1, 1, ["hi"], "hello")));
  const child = spawn(process.execPath, [dist.cli, "import", "--from-otlp", "otel", "--watch", "--json"], {
    cwd: folder.path,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const rounds: { readonly records: number }[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop()!;
    for (const part of parts) rounds.push(JSON.parse(part) as { records: number });
    if (rounds.length === 1)
      appendFileSync(folder.file("otel/traces.json"), lines(call(5, 5, ["hi", "hello", "more"], "there")));
    else child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, rounds.map(({ records }) => records)]).toEqual([0, [1, 1]]);
  expect(await cliJson(folder.path, "show", "c1")).toMatchObject({ messages: { length: 4 } });
});
