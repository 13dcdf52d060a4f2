import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { type FileMark, readCollectorFolder } from "./collector-folder.ts";

let folder: string;
let marks: readonly FileMark[];
beforeEach(() => {
  folder = ownFolder();
  marks = [];
});

const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
const append = (name: string, content: string | Buffer): void => appendFileSync(join(folder, name), content);
/** A line as a file exporter writes it, long enough to be told from others by its beginning. */
const line = (n: number): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[{"n":${n}}]}]}]}\n`;
const framed = (...messages: readonly Buffer[]): Buffer =>
  Buffer.concat(
    messages.flatMap((message) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(message.length);
      return [length, message];
    }),
  );
const message = (n: number): Buffer => Buffer.from([0x0a, 4, 0x12, 2, 0x12, n, 0x0a, 0]);

/** Reads what is new and remembers it, as an import does. */
async function read(): Promise<{ texts: string[]; problems: string[] }> {
  const texts: string[] = [];
  const problems: string[] = [];
  const known = new Map<string, FileMark>();
  for await (const step of readCollectorFolder(folder, marks)) {
    texts.push(
      ...step.requests.map(({ encoding, bytes }) =>
        encoding === "json"
          ? (/"n":(\d+)/.exec(Buffer.from(bytes).toString())?.[1] ?? "?")
          : `proto ${bytes[5]}`,
      ),
    );
    problems.push(...step.problems);
    if (step.mark) known.set(step.file, step.mark);
  }
  marks = [...known.values()];
  return { texts, problems };
}

describe("a folder that a collector writes into", () => {
  test("is read once, and then what was added", async () => {
    write("traces.json", line(1) + line(2));
    write("logs.json", line(3));
    expect((await read()).texts.sort()).toEqual(["1", "2", "3"]);
    expect(await read()).toEqual({ texts: [], problems: [] });
    append("traces.json", line(4));
    expect(await read()).toEqual({ texts: ["4"], problems: [] });
  });

  test("half a line at the end is no damage and is read when it is whole", async () => {
    write("traces.json", line(1) + line(2).slice(0, 20));
    expect(await read()).toEqual({ texts: ["1"], problems: [] });
    append("traces.json", line(2).slice(20));
    expect(await read()).toEqual({ texts: ["2"], problems: [] });
  });

  test("a last line that lacks its end and is whole is read at once, and only once", async () => {
    write("traces.json", line(1) + line(2).trimEnd());
    expect(await read()).toEqual({ texts: ["1", "2"], problems: [] });
    append("traces.json", `\n${line(3)}`);
    expect(await read()).toEqual({ texts: ["3"], problems: [] });
  });

  test("a rotated file is the same file under another name; the new one under the old name is new", async () => {
    write("traces.json", line(1) + line(2));
    await read();
    append("traces.json", line(3));
    renameSync(join(folder, "traces.json"), join(folder, "traces-2026-01-02T03-04-05.000.json"));
    write("traces.json", line(4));
    expect(await read()).toEqual({ texts: ["3", "4"], problems: [] });
    expect(await read()).toEqual({ texts: [], problems: [] });
  });

  test("a file that was begun anew is read from its start", async () => {
    write("traces.json", line(1) + line(2) + line(3));
    await read();
    truncateSync(join(folder, "traces.json"));
    append("traces.json", line(7));
    expect(await read()).toEqual({ texts: ["7"], problems: [] });
    write("traces.json", line(8) + line(9) + line(10) + line(11));
    expect(await read()).toEqual({ texts: ["8", "9", "10", "11"], problems: [] });
  });

  test("messages behind their lengths, protobuf or JSON; half of one is left for the next time", async () => {
    const bytes = framed(message(1), Buffer.from(line(2).trimEnd()), message(3));
    write("traces.pb", bytes.subarray(0, -3));
    expect(await read()).toEqual({ texts: ["proto 1", "2"], problems: [] });
    append("traces.pb", bytes.subarray(-3));
    expect(await read()).toEqual({ texts: ["proto 3"], problems: [] });
  });

  test("a message that is none costs itself", async () => {
    write("traces.pb", framed(message(1), Buffer.from("nonsense"), message(2)));
    expect(await read()).toEqual({
      texts: ["proto 1", "proto 2"],
      problems: ["No OTLP message at byte 12; left out."],
    });
  });

  test("large files come in steps, each with the place up to which it is safe", async () => {
    write("traces.json", Array.from({ length: 1200 }, (_, i) => line(i)).join(""));
    const offsets: number[] = [];
    for await (const { mark, requests } of readCollectorFolder(folder, []))
      offsets.push(mark!.offset, requests.length);
    expect(offsets.filter((_, i) => i % 2 === 1)).toEqual([500, 500, 200]);
    // Killed after the first step: the second run goes on behind it.
    for await (const { mark } of readCollectorFolder(folder, [])) {
      marks = [mark!];
      break;
    }
    const { texts } = await read();
    expect([texts.length, texts[0]]).toEqual([700, "500"]);
  });

  test("what a collector did not write is named; what it may yet become is not", async () => {
    write("readme.txt", "these are traces");
    write("empty.json", "");
    expect(await read()).toEqual({ texts: [], problems: [expect.stringContaining("homeostat import FILE")] });
  });
});

const packed = framed(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0, 0]));
test.skipIf("createZstdDecompress" in (await import("node:zlib")))(
  "packed with zstd on a Node that cannot unpack it: the next step is said, and nothing is taken for read",
  async () => {
    write("traces.zst", packed);
    expect(await read()).toEqual({ texts: [], problems: [expect.stringContaining("Node 22.15")] });
    expect(marks).toEqual([]);
  },
);
