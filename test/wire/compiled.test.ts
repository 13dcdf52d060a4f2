import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { dist, ensureBuilt } from "../support/built.ts";
import { tempFolder } from "../support/temp-folder.ts";

beforeAll(ensureBuilt);

/** The entry of the command line, beside a bundle that says `text`. */
function installed(text: string): { folder: string; bundle: string; run: () => string } {
  const temp = tempFolder();
  onTestFinished(temp.remove);
  const folder = temp.path;
  const bundle = join(folder, "cli-main.cjs");
  copyFileSync(dist.cli, join(folder, "cli.cjs"));
  writeFileSync(bundle, bundleSaying(text));
  const run = (): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, "cli.cjs"), "--x"], {
      encoding: "utf8",
    });
    return stdout + stderr;
  };
  return { folder, bundle, run };
}

const bundleSaying = (text: string): string =>
  `console.log(${JSON.stringify(text)}, require("node:path").basename(__filename), process.argv.at(-1), typeof module.exports);`;

const compiledIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.endsWith(".compiled"));

test("what was compiled once is used again, and says the same", () => {
  const { folder, run } = installed("one");
  expect(run()).toBe("one cli-main.cjs --x object\n");
  const [made] = compiledIn(folder);
  expect(made).toMatch(/^cli-main\.cjs\..*\.compiled$/);
  const before = readFileSync(join(folder, made!));
  expect(run()).toBe("one cli-main.cjs --x object\n");
  expect(readFileSync(join(folder, made!))).toEqual(before);
});

test("another bundle of the same length is what runs, and what was made of the one before goes", () => {
  const { folder, bundle, run } = installed("one");
  run();
  const [old] = compiledIn(folder);
  writeFileSync(bundle, bundleSaying("two"));
  utimesSync(bundle, new Date(), new Date(Date.now() + 5_000));
  expect(run()).toContain("two");
  expect(compiledIn(folder)).toHaveLength(1);
  expect(compiledIn(folder)).not.toContain(old);
});

test.each(["", "not what V8 made", "half"])("what cannot be used is made anew: %j", (bytes) => {
  const { folder, run } = installed("one");
  run();
  const path = join(folder, compiledIn(folder)[0]!);
  const whole = readFileSync(path);
  writeFileSync(path, bytes === "half" ? whole.subarray(0, whole.length / 2) : bytes);
  expect(run()).toBe("one cli-main.cjs --x object\n");
  expect(readFileSync(path).length).toBe(whole.length);
});

test.each([0.1, 0.5, 0.9])(
  "bytes that are not what was written are not run: from %d of the file",
  (share) => {
    const { folder, run } = installed("one");
    run();
    const path = join(folder, compiledIn(folder)[0]!);
    const whole = readFileSync(path);
    // What a file system leaves of a file whose bytes were not on the disk yet when the power went.
    writeFileSync(path, Buffer.from(whole).fill(0, Math.floor(whole.length * share)));
    expect(run()).toBe("one cli-main.cjs --x object\n");
    expect(compiledIn(folder)).toHaveLength(1);
    expect(run()).toBe("one cli-main.cjs --x object\n");
  },
);

test("what another Node made of the same bundle stays, what was left unfinished goes", () => {
  const { folder, run } = installed("one");
  run();
  const [own] = compiledIn(folder);
  const ending = own!.split("-").slice(-2).join("-");
  const others = `cli-main.cjs.v99-node-linux-x64-1-${ending}`;
  renameSync(join(folder, own!), join(folder, others));
  writeFileSync(join(folder, `${others}.123`), "half");
  run();
  expect(compiledIn(folder).sort()).toEqual([own, others].sort());
  expect(readdirSync(folder).filter((name) => name.endsWith(".123"))).toEqual([]);
});

test("where nothing can be written it runs as ever", () => {
  const { folder, bundle, run } = installed("one");
  const full = 'require("node:fs").writeFileSync = () => { throw new Error("the disk is full") };';
  writeFileSync(bundle, full + bundleSaying("one"));
  expect(run()).toBe("one cli-main.cjs --x object\n");
  expect(compiledIn(folder)).toEqual([]);
});
