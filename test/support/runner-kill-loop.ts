import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Store } from "../../server/core/store/index.ts";
import { dist } from "./built.ts";
import { runCli } from "./run-cli.ts";
import { tempFolder } from "./temp-folder.ts";

export interface RunnerKills {
  readonly kills: number;
  readonly samples: number;
  /** Samples asked about although their evaluation was stored; samples without an evaluation at the end, and with several. */
  readonly askedThoughStored: number;
  readonly lost: number;
  readonly doubled: number;
  /** Answers that a kill took before they could be stored, so that they were asked for again. */
  readonly askedAgain: number;
  /** Kills that left evaluations behind of conversations that did not count as judged yet. */
  readonly midway: number;
}

/** A check that notes each sample it is asked about where a kill of its process leaves it, and takes some milliseconds, as a judge would. */
const config = (log: string): string => `version: 1
evaluators:
  - name: noted
    assert:
      - type: javascript
        value: |
          process.getBuiltinModule("node:fs").appendFileSync(${JSON.stringify(log)}, output + "\\n");
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4);
          return output.length % 3 > 0;
  - { name: plain, assert: [{ type: contains, value: answer }] }
`;

/** Kills `homeostat evaluate` (kill -9) at random moments of its work, then lets it come to its end. */
export async function runnerKillLoop(options: {
  readonly kills: number;
  readonly samples: number;
  readonly random: () => number;
  readonly onKill?: (round: number, stored: number) => void;
}): Promise<RunnerKills> {
  const { kills, samples, random } = options;
  const chats = Array.from({ length: samples }, (_, i) =>
    JSON.stringify({
      id: `c-${i}`,
      messages: [
        { role: "user", content: `question ${i}` },
        { role: "assistant", content: `answer ${i}` },
      ],
    }),
  );
  const folder = tempFolder("runner-killed", { "chats.jsonl": `${chats.join("\n")}\n` });
  try {
    const log = folder.file("asked.txt");
    folder.write("homeostat.yaml", config(log));
    const asked = (): string[] => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
    await runCli(folder.path, "import", "chats.jsonl");
    let [askedThoughStored, midway] = [0, 0];
    let stored: readonly string[] = [];
    const settle = (from: number): void => {
      const known = new Set(stored);
      askedThoughStored += asked()
        .slice(from)
        .filter((output) => known.has(output)).length;
    };
    for (let round = 0; round < kills; round++) {
      const from = asked().length;
      const child = spawn(process.execPath, [dist.cli, "evaluate"], { cwd: folder.path, stdio: "ignore" });
      const ended = new Promise<void>((done) => child.once("exit", () => done()));
      while (asked().length === from && child.exitCode === null) await setTimeout(5);
      await setTimeout(random() * 1_500);
      child.kill("SIGKILL");
      await ended;
      settle(from);
      const now = await inventory(folder.path);
      stored = now.outputs;
      if (now.judged < stored.length) midway++;
      options.onKill?.(round, stored.length);
    }
    const from = asked().length;
    const { code, stderr } = await runCli(folder.path, "evaluate");
    if (code !== 0) throw new Error(stderr);
    settle(from);
    const { outputs } = await inventory(folder.path);
    const there = new Set(outputs);
    return {
      ...{ kills, samples, askedThoughStored, midway },
      lost: samples - there.size,
      doubled: outputs.length - there.size,
      askedAgain: asked().length - samples,
    };
  } finally {
    folder.remove();
  }
}

/** Whose evaluations are stored, once for each row, and how many conversations count as judged. */
async function inventory(root: string): Promise<{ readonly outputs: string[]; readonly judged: number }> {
  const store = await Store.open(`${root}/.homeostat`);
  try {
    const rows = await store.tables.evaluations.read({
      where: "`evaluator` = 'noted'",
      columns: ["conversationId"],
    });
    return {
      outputs: rows.map(({ conversationId = "" }) => conversationId.replace("c-", "answer ")),
      judged: await store.tables.judged.count(),
    };
  } finally {
    store.close();
  }
}
