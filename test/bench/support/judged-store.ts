import { seededRandom, stableId } from "../../../server/core/base/index.ts";
import { type Message, type Row, Store } from "../../../server/core/store/index.ts";

const conversationsPerBatch = 2_500;
const subjects = ["refund", "booking", "seat", "baggage", "voucher", "meal", "upgrade", "delay"];
const fillers = "the a to of my please flight can you I for in is it and on when how with we will".split(" ");

/** Writes conversations of `turns` turns each that nobody has judged, straight into the tables. */
export async function unjudgedStore(uri: string, conversations: number, turns: number): Promise<void> {
  const store = await Store.open(uri);
  try {
    for (let from = 0; from < conversations; from += conversationsPerBatch) {
      const numbers = Array.from(
        { length: Math.min(conversationsPerBatch, conversations - from) },
        (_, i) => from + i,
      );
      await store.tables.conversations.append(numbers.map((n) => conversationRow(n, turns)));
      await store.tables.spans.append(numbers.flatMap((n) => spanRows(n, turns)));
    }
    await store.compact();
  } finally {
    store.close();
  }
}

const idOf = (n: number): string => stableId(["runner", n]);

const conversationRow = (n: number, turns: number): Row<"conversations"> => ({
  id: idOf(n),
  contentHash: idOf(n),
  sourceFile: "synthetic",
  sourceFormat: "chat",
  messageCount: turns * 2,
  tags: "[]",
  attributes: "{}",
  importedMs: 0,
});

/** Each turn one call: a question, an answer of forty words or so, every tenth as JSON, every third conversation with a tool. */
function spanRows(n: number, turns: number): Row<"spans">[] {
  const random = seededRandom(n + 1);
  const id = idOf(n);
  const words = (length: number): string =>
    Array.from({ length }, () => {
      const from = random() < 0.2 ? subjects : fillers;
      return from[Math.floor(from.length * random())]!;
    }).join(" ");
  return Array.from({ length: turns }, (_, turn): Row<"spans"> => {
    const asked: Message = { role: "user", text: words(15) };
    const text =
      random() < 0.1 ? JSON.stringify({ answer: words(10) }) : words(20 + Math.floor(40 * random()));
    const toolCalls =
      n % 3 === 0 && turn === 1 ? [{ id: `${n}`, name: "search_flights", args: { to: "SEA" } }] : undefined;
    return {
      id: `${id}-${turn}`,
      conversationId: id,
      traceId: `${id}-t`,
      seq: turn,
      kind: "model",
      name: "chat",
      status: "ok",
      input: JSON.stringify([asked]),
      output: JSON.stringify({ role: "assistant", text, ...(toolCalls && { toolCalls }) } satisfies Message),
      attributes: "{}",
    };
  });
}
