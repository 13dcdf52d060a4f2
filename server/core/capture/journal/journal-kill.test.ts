import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { JournalWriter } from "./journal-writer.ts";
import { entryOf, journalFolder, readAll } from "./testing.ts";

/** A process that appends numbered entries, several at a time, and prints the number of each once it is acknowledged. */
const writerProgram = `
import { JournalWriter } from "./journal-writer.ts";
const [folder, first, length, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5])];
const writer = await JournalWriter.open(folder, { segmentBytes: 1_000_000 });
let n = first;
const one = async () => {
  while (n < first + count) {
    const mine = n++;
    const text = mine + " " + "x".repeat((mine * 7919) % length);
    const entry = { signal: "traces", encoding: "json", receivedMs: Date.now(), bytes: Buffer.from(text) };
    await writer.append(entry).then(
      () => process.stdout.write("ok " + mine + "\\n"),
      (error) => (process.stdout.write("no " + mine + " " + error.code + "\\n"), new Promise((r) => setTimeout(r, 50))),
    );
  }
};
await Promise.all([one(), one(), one(), one(), one()]);
await writer.close();
`;

function writerIn(folder: string): string {
  const outfile = join(folder, "writer.mjs");
  buildSync({
    stdin: { contents: writerProgram, resolveDir: import.meta.dirname, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
  });
  return outfile;
}

/** What a writer said until it ended. */
async function saidBy(child: ChildProcess, onLine: (line: string) => void = () => {}): Promise<string[]> {
  const said: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => {
    said.push(line);
    onLine(line);
  });
  await new Promise((done) => child.on("close", done));
  return said;
}

const numbersOf = (lines: readonly string[], word: string): number[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1]));

describe("kill -9 of the writer", () => {
  test("loses no acknowledged entry, doubles none, and what it left is read over", {
    timeout: 120_000,
  }, async () => {
    const folder = journalFolder();
    const program = writerIn(folder);
    const journal = join(folder, "journal");
    const random = seededRandom(11);
    const acknowledged = new Set<number>();
    for (let round = 0; round < 15; round++) {
      const child = spawn(process.execPath, [program, journal, String(round * 1e6), "40000", "1000000"]);
      let isDoomed = false;
      const lines = await saidBy(child, () => {
        if (!isDoomed) setTimeout(() => child.kill("SIGKILL"), random() * 60);
        isDoomed = true;
      });
      for (const n of numbersOf(lines, "ok")) acknowledged.add(n);
    }
    const { texts } = await readAll(journal, 3_000_000);
    const numbers = texts.map((text) => Number(text.split(" ")[0]));
    expect(acknowledged.size).toBeGreaterThan(100);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect([...acknowledged].filter((n) => !new Set(numbers).has(n))).toEqual([]);
    for (const text of texts) {
      const [n, rest] = text.split(" ");
      expect(rest).toBe("x".repeat((Number(n) * 7919) % 40_000));
    }
  });
});

/** A small file system of its own, as root or in a name space of its own. */
function canMount(folder: string): boolean {
  try {
    mkdirSync(folder);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a full disk", () => {
  test("is told, keeps what was acknowledged, and goes on when there is room again", async ({ skip }) => {
    const folder = journalFolder();
    const small = join(folder, "small");
    if (!canMount(small)) skip("no small file system could be mounted here (not root)");
    try {
      writeFileSync(join(small, "ballast"), Buffer.alloc(1_200_000));
      const told: (string | undefined)[] = [];
      const journal = join(small, "journal");
      const writer = await JournalWriter.open(journal, {
        segmentBytes: 200_000,
        onTrouble: (trouble) => told.push(trouble?.code),
      });
      const kept: string[] = [];
      const refused: string[] = [];
      const append = async (n: number): Promise<void> => {
        const text = `${n} ${"y".repeat(30_000)}`;
        await writer.append(entryOf(text)).then(
          () => kept.push(text),
          (error) => {
            expect(error.code).toBe("journal-disk-full");
            refused.push(text);
          },
        );
      };
      for (let n = 0; n < 60; n += 4) await Promise.all([n, n + 1, n + 2, n + 3].map(append));
      expect(refused.length).toBeGreaterThan(20);
      expect(kept.length).toBeGreaterThan(10);
      expect((await readAll(journal)).texts.sort()).toEqual([...kept].sort());
      rmSync(join(small, "ballast"));
      for (let n = 60; n < 70; n++) await append(n);
      expect(kept.at(-1)).toMatch(/^69 /);
      expect(told).toEqual(["journal-disk-full", undefined]);
      await writer.close();
      const read = await readAll(journal);
      expect(read.texts.sort()).toEqual([...kept].sort());
      expect(read.damage).toEqual([]);
    } finally {
      execFileSync("umount", [small]);
    }
  });
});
