/** `homeostat doctor`, `repair` and `migrate` on a healthy set-up and on broken ones: each cause is named, no secret is printed. */

import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DoctorReport } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { dist, ensureBuilt } from "../support/built.ts";
import { ownFolder } from "../support/own-folder.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { shopConfig, shopConversations, shopFiles } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

/** None of these may ever be printed. */
const secrets = {
  OPENAI_API_KEY: "sk-planted-openai-0123456789",
  AWS_SECRET_ACCESS_KEY: "plantedAwsSecret/with+signs",
  LANCEDB_API_KEY: "planted lancedb key",
  HTTPS_PROXY: "http://ann:plantedproxy@proxy.example:3128",
  MY_DB_PASSWORD: "plantedpassword",
};
const inConfig = ["plantedconfigkey", "planteduser", "planteduripass", "plantedquery"];

let folder: TempFolder;
/** A shop with a store, made once: tests that need one begin with a copy of it. */
let first: TempFolder;
const newShop = (): TempFolder => tempFolder("shop", { ...shopFiles, "few.jsonl": shopConversations(20) });

beforeAll(async () => {
  await ensureBuilt();
  first = newShop();
  for (const args of [["import", "few.jsonl"], ["evaluate"]])
    expect(await runCli(first.path, ...args)).toMatchObject({ code: 0 });
});
afterAll(() => first.remove());
beforeEach(() => {
  folder = newShop();
});
afterEach(() => folder.remove());

function run(
  args: readonly string[],
  { cli = dist.cli, env = {} }: { cli?: string; env?: Record<string, string> } = {},
) {
  return new Promise<CliRun>((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder.path,
      env: { ...process.env, ...secrets, ...env, NO_COLOR: "1" },
    });
    const out = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => (out.stdout += data));
    child.stderr.on("data", (data) => (out.stderr += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...out }));
  });
}

/** Runs the doctor twice, as text and as JSON, and looks for secrets in both. */
async function doctor(
  options: Parameters<typeof run>[1] = {},
  ...args: string[]
): Promise<DoctorReport & { code: number | null }> {
  const [json, text] = await Promise.all([
    run(["doctor", "--json", ...args], options),
    run(["doctor", ...args], options),
  ]);
  const printed = json.stdout + json.stderr + text.stdout + text.stderr;
  for (const secret of [...Object.values(secrets), "plantedproxy", ...inConfig])
    expect(printed).not.toContain(secret);
  if (homedir() !== "/") expect(printed).not.toContain(`${homedir()}/`);
  expect(text.code).toBe(json.code);
  return { ...(JSON.parse(json.stdout) as DoctorReport), code: json.code };
}

const problems = ({ checks }: DoctorReport) =>
  checks.filter(({ status }) => status === "problem").map(({ code, says }) => `${code}: ${says}`);

const imported = (): void => cpSync(first.file(".homeostat"), folder.file(".homeostat"), { recursive: true });

describe("healthy", () => {
  test("with a store: exit 0, no problem, counts of everything", async () => {
    imported();
    const report = await doctor();
    expect(problems(report)).toEqual([]);
    expect(report.code).toBe(0);
    const says = (code: string) => report.checks.find((check) => check.code === code)?.says;
    expect(says("store.conversations")).toBe(
      "20 conversations: 20 match a prompt, 0 match none, 0 have not been matched yet.",
    );
    expect(says("store.tables")).toMatch(/conversations 20, .*evaluations 40/);
    expect(says("evaluators.count")).toMatch(/^2 evaluators with 2 `covers:`/);
    expect(says("environment")).toMatch(/OPENAI_API_KEY set, .*ANTHROPIC_API_KEY (not )?set/);
  });

  test("an empty folder: exit 0, and nothing is written into it", async () => {
    for (const name of readdirSync(folder.path)) rmSync(folder.file(name));
    const report = await doctor();
    expect(report.code).toBe(0);
    expect(report.checks.find(({ code }) => code === "store.exists")?.says).toMatch(/no store yet/);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe("broken, each named by its cause", () => {
  test("homeostat.yaml is no YAML: file and line", async () => {
    folder.write("homeostat.yaml", "version: 1\napiKey: plantedconfigkey\nevaluators:\n  - name: [open\n");
    const report = await doctor();
    expect(report.code).toBe(1);
    expect(problems(report).join("\n")).toMatch(/config\.issue: homeostat\.yaml:[45]: /);
  });

  test("the store is of a newer version", async () => {
    imported();
    const store = await Store.open(folder.file(".homeostat"));
    await store.tables.meta.upsert([{ id: "schemaVersion", value: "99" }]);
    store.close();
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(/store\.version: Its schema version is 99; this build reads version \d/),
    ]);
  });

  test.each(["truncated", "deleted"])("a table's manifests were %s; repair brings it back", async (how) => {
    imported();
    const versions = folder.file(".homeostat/evaluations.lance/_versions");
    const manifests = readdirSync(versions)
      .filter((name) => name.endsWith(".manifest"))
      .sort();
    if (how === "truncated") truncateSync(join(versions, manifests[0]!), 7);
    else rmSync(versions, { recursive: true });
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(/store\.damaged: The table evaluations is damaged: /),
    ]);
    const check = await run(["check"]);
    expect(check.code).toBe(2);
    expect(check.stderr).toMatch(/The table evaluations .* could not be opened.*\n.*homeostat repair/);
    const repaired = await run(["repair"]);
    expect(repaired.code).toBe(1);
    expect(repaired.stdout).toMatch(/evaluations: .*next evaluation makes them again/);
    expect(existsSync(folder.file(".homeostat/lost+found"))).toBe(true);
    await run(["evaluate"]);
    const report = await doctor();
    expect(report.code).toBe(0);
    expect(report.checks.find(({ code }) => code === "store.tables")?.says).toMatch(
      /conversations 20, .*evaluations 40/,
    );
  });

  test("the store's place is a file, or below one", async () => {
    folder.write("homeostat.yaml", `store: taken\n${shopConfig}`);
    writeFileSync(folder.file("taken"), "");
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(/store\.not-a-folder: .*taken is a file/),
    ]);
    folder.write("homeostat.yaml", `store: taken/below\n${shopConfig}`);
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(/store\.writable: .*taken cannot be written to/),
    ]);
  });

  test.runIf(process.platform === "linux")(
    "the store's place cannot be written to, whoever asks",
    async () => {
      folder.write("homeostat.yaml", `store: /proc/store\n${shopConfig}`);
      expect(problems(await doctor())).toEqual([
        expect.stringMatching(/store\.writable: \/proc cannot be written to: /),
      ]);
    },
  );

  test("the engine is missing: everything else is still told, and commands say it in one sentence", async () => {
    const bare = ownFolder();
    for (const name of readdirSync(dirname(dist.cli)).filter((file) => file.endsWith(".cjs")))
      cpSync(join(dirname(dist.cli), name), join(bare, name));
    const cli = join(bare, "cli.cjs");
    const report = await doctor({ cli });
    expect(problems(report)).toEqual([
      expect.stringMatching(/store\.engine: LanceDB's native engine does not load on /),
    ]);
    expect(report.checks.find(({ code }) => code === "prompts.found")?.status).toBe("ok");
    const { code, stderr } = await run(["import", "few.jsonl"], { cli });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^LanceDB's native engine does not load on .*\nInstall the Homeostat package/);
  });

  test("the engine crashes the process that loads it", async () => {
    const crash = folder.write("crash.js", "process.abort()");
    const report = await doctor({ env: { NAPI_RS_NATIVE_LIBRARY_PATH: crash } });
    expect(problems(report)).toEqual([
      expect.stringMatching(/store\.engine: LanceDB's native engine crashed/),
    ]);
  });

  test("prompts that the configuration names are not there", async () => {
    folder.write(
      "homeostat.yaml",
      `version: 1\nprompts:\n  - { name: shop, file: shop.prompt.md }\n  - { name: gone, file: gone.md }\n  - { file: "none/*.md" }\n`,
    );
    expect(problems(await doctor())).toEqual([
      "prompts.missing: homeostat.yaml:4: gone.md is not there.",
      "prompts.missing: homeostat.yaml:5: no file matches none/*.md.",
    ]);
  });

  test("an evaluator of a type nobody knows, one that covers nothing, one of a prompt that is not there", async () => {
    folder.write(
      "homeostat.yaml",
      `version: 1
evaluators:
  - { name: a, assert: [{ type: icontain, value: x }] }
  - { name: b, assert: [{ type: icontains, value: x }], covers: ["Always sing"] }
  - { name: c, assert: [{ type: icontains, value: x }], prompts: [basket] }
`,
    );
    const found = problems(await doctor()).join("\n");
    expect(found).toMatch(/config\.issue: homeostat\.yaml:3: .*icontain/);
    expect(found).toMatch(
      /evaluators\.covers-nothing: homeostat\.yaml:4: b covers "Always sing", which stands in no prompt/,
    );
    expect(found).toMatch(/evaluators\.prompt: homeostat\.yaml:5: c is for the prompt basket/);
  });

  test("a store elsewhere with a password in its URI cannot be reached: neither it nor the query is printed", async () => {
    const uri = "s3://planteduser:planteduripass@127.0.0.1:9/bucket?token=plantedquery";
    const report = await doctor(
      { env: { AWS_ENDPOINT: "http://127.0.0.1:9", AWS_REGION: "x" } },
      "--store",
      uri,
    );
    expect(report.code).toBe(1);
    expect(problems(report)).toEqual([expect.stringMatching(/store\.unreachable: /)]);
    expect(report.checks.find(({ code }) => code === "store.place")?.says).toContain(
      "s3://***@127.0.0.1:9/bucket?***",
    );
  });

  test("secrets and escape sequences in the configuration and in the remote of git reach nobody", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder.path });
    execFileSync(
      "git",
      ["remote", "add", "origin", "https://planteduser:planteduripass@host.example/x.git"],
      {
        cwd: folder.path,
      },
    );
    folder.write(
      "homeostat.yaml",
      `version: 1
store: "az://planteduser:planteduripass@account/box?sig=plantedquery"
secret:
  plantedconfigkey
prompts: [{ name: "a\\e[2J", file: "gone\\e]0;title\\a.md" }]
evaluators:
  - { name: "e\\e[31m", assert: [{ type: "x\\e[31m", apiKey: plantedconfigkey }] }
`,
    );
    const report = await doctor();
    expect(problems(report).join("\n")).toMatch(
      /Unknown key `secret`[\s\S]*prompts\.missing: homeostat\.yaml: gone/,
    );
    expect(JSON.stringify(report.checks.map(({ says }) => says))).not.toMatch(/\\u00(?:1b|07)/);
    for (const command of ["check", "migrate", "repair", "traces"]) {
      const { code, stdout, stderr } = await run([command]);
      expect([command, code]).toEqual([command, 2]);
      expect(stdout + stderr).not.toMatch(/planted/);
      expect(stderr).toMatch(/^The store az:\/\/\*\*\*@account\/box\?\*\*\* could not be opened: /);
    }
  });

  test("a baseline that cannot be used is a problem of its own", async () => {
    folder.write("homeostat/baseline.json", "<<<<<<< ours\n{}\n");
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(
        /^baseline: The baseline .*baseline\.json cannot be used: it holds marks of a merge/,
      ),
    ]);
    imported();
    rmSync(folder.file("homeostat"), { recursive: true });
    expect((await run(["baseline", "write"])).code).toBe(0);
    expect((await doctor()).checks.find(({ code }) => code === "baseline")?.says).toBe(
      "homeostat/baseline.json has figures of 1 prompt and 1 known finding.",
    );
  });

  test("the newest manifest of a table is gone, which LanceDB does not say; repair has it judged anew", async () => {
    imported();
    const versions = folder.file(".homeostat/evaluations.lance/_versions");
    const [newest] = readdirSync(versions)
      .filter((name) => name.endsWith(".manifest"))
      .sort();
    rmSync(join(versions, newest!));
    expect(problems(await doctor())).toEqual([
      expect.stringMatching(/^store\.damaged: The table evaluations is damaged: its version \d+ is gone, /),
    ]);
    expect(await run(["repair"])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/may be missing; the next evaluation makes them again\./),
    });
    await run(["evaluate"]);
    const report = await doctor();
    expect(problems(report)).toEqual([]);
    expect(report.checks.find(({ code }) => code === "store.tables")?.says).toMatch(/evaluations 40/);
  });

  test("a configuration that was named and is not there: 2", async () => {
    expect((await run(["doctor", "--config", "nowhere.yaml"])).code).toBe(2);
  });

  test("a store that git would take is a warning, one behind a link is fine", async () => {
    imported();
    rmSync(folder.file(".homeostat/.gitignore"));
    execFileSync("git", ["init", "-q"], { cwd: folder.path });
    const report = await doctor();
    expect(report.checks.filter(({ status }) => status === "warning").map(({ code }) => code)).toEqual([
      "store.ignored",
    ]);
    const linked = folder.file("linked");
    mkdirSync(join(folder.path, "real"));
    symlinkSync(join(folder.path, "real"), linked, "junction");
    expect((await doctor({}, "--store", linked)).code).toBe(0);
  });
});

describe("migrate and repair", () => {
  test("do nothing where there is nothing to do, and make no store", async () => {
    for (const command of ["migrate", "repair"]) {
      const { code, stderr } = await run([command]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^There is no store at /)]);
    }
    expect(existsSync(folder.file(".homeostat"))).toBe(false);
    // Behind a URI that names no folder as well.
    for (const command of ["migrate", "repair"])
      expect(await run([command, "--store", folder.fileUri("elsewhere")])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^There is no store at file:/),
      });
    expect(existsSync(folder.file("elsewhere/meta.lance"))).toBe(false);
    imported();
    expect((await run(["migrate"])).stdout).toMatch(/has schema version \d+ already/);
    expect(await run(["repair"])).toMatchObject({
      code: 0,
      stdout: "The store is in order; nothing was changed.\n",
    });
  });

  test("a store of version 1 is told by the doctor and migrated with its rows", async () => {
    imported();
    const store = await Store.open(folder.file(".homeostat"));
    await store.tables.meta.upsert([{ id: "schemaVersion", value: "1" }]);
    store.close();
    const before = await doctor();
    expect(before.checks.find(({ code }) => code === "store.version")).toMatchObject({ status: "warning" });
    expect(before.code).toBe(0);
    expect((await run(["migrate"])).stdout).toMatch(/was brought to schema version \d/);
    const after = await doctor();
    expect(after.checks.find(({ code }) => code === "store.version")).toMatchObject({ status: "ok" });
    expect(after.checks.find(({ code }) => code === "store.tables")?.says).toMatch(/conversations 20/);
  });
});
