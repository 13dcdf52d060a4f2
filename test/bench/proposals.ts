// `npm run bench -- proposals [--out DIR] [--per-line 3] [--seed 1]`: the first check that "Add a check for this line" proposes for each line
// of tau-bench's airline policy, on the recorded runs of gpt-4o, a set on which no pattern was made. Prints what each would flag. With
// --out it writes a page for each check with the line, drawn failing samples and their conversations, for a reader who has seen neither.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { conversationText, openHost, seededRandom, shuffle } from "../../server/core/index.ts";
import type { FailureBundle } from "../../server/core/review/index.ts";
import { realData } from "../support/real-data.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    "per-line": { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
  },
});
const perLine = Number(values["per-line"]);
const data = realData("a-traces", "tau-bench-airline");
if (data) await main(data);

async function main(from: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "homeostat-proposals-"));
  for (const name of ["gpt-4o-airline.json.gz", "wiki.md"]) copyFileSync(join(from, name), join(root, name));
  const prompts = [{ name: "airline", file: "wiki.md" }];
  writeFileSync(join(root, "homeostat.yaml"), JSON.stringify({ version: 1, prompts }));
  const host = await openHost({ root, trusted: false });
  try {
    const { added } = await host.importConversations([join(root, "gpt-4o-airline.json.gz")], undefined);
    const { lines } = await host.proposeChecks({ file: "wiki.md" });
    const proposed = lines.flatMap(({ text, line, proposals: [first] }) =>
      first ? [{ ...first, text, line }] : [],
    );
    writeFileSync(
      join(root, "homeostat.yaml"),
      JSON.stringify({ version: 1, prompts, evaluators: proposed.map(({ entry }) => entry) }),
    );
    await host.evaluate();
    console.log(
      `${added} conversations, ${lines.length} lines, ${proposed.length} with a check\n\nline  check${" ".repeat(35)}fails of`,
    );
    for (const { name, line, figure } of proposed)
      console.log(
        `${String(line + 1).padEnd(6)}${name.padEnd(40)}${String(figure.failed).padStart(5)} ${figure.n}`,
      );
    const { failures } = await host.failures({ limit: 100_000 });
    let [pages, drawn] = [0, 0];
    for (const { name, text } of proposed) {
      const own = failures.filter(({ evaluator }) => evaluator === name);
      if (own.length === 0 || !values.out) continue;
      const some = shuffle(own, seededRandom(Number(values.seed))).slice(0, perLine);
      const parts: string[] = [];
      for (const one of some) parts.push(await pageOf(one, (id) => host.conversation(id)));
      mkdirSync(values.out, { recursive: true });
      writeFileSync(
        join(values.out, `${name}.md`),
        [`The line of the policy:\n\n> ${text}`, ...parts].join("\n\n"),
      );
      pages++;
      drawn += some.length;
    }
    console.log(
      JSON.stringify({
        ...{ conversations: added, lines: lines.length, checks: proposed.length, pages, drawn },
        figures: Object.fromEntries(
          proposed.map(({ name, line, figure: { n, failed } }) => [name, { line: line + 1, n, failed }]),
        ),
      }),
    );
  } finally {
    await host.close();
    rmSync(root, { recursive: true, force: true });
  }
}

async function pageOf(
  { conversationId, input, output, reason }: FailureBundle,
  find: Awaited<ReturnType<typeof openHost>>["conversation"],
): Promise<string> {
  const detail = await find(conversationId);
  return `## ${conversationId}\n\nThe check: ${reason}\n\nIts sample, input:\n${input}\n\noutput:\n${output}\n\nThe whole conversation:\n\n${detail ? conversationText(detail).text : ""}`;
}
