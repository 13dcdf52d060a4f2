import { DocumentIndex } from "../../attribution/index.ts";
import { checkpoint } from "../../base/index.ts";
import { anyOf, equals, type Row, type Store, spanOf } from "../../store/index.ts";

/** Characters that are read of what was given; a gap that nothing in so much fills is not filled by the rest in time. */
const mostRead = 200_000_000;

/** What retrievals gave in all conversations, and the tools of these names: what a query for something missing is tried on. */
export async function storedDocuments(
  store: Store,
  tools: readonly string[],
  signal?: AbortSignal,
): Promise<DocumentIndex> {
  const index = new DocumentIndex();
  const ofTools = `(${equals("kind", "tool")} AND ${anyOf("name", tools)})`;
  const where =
    tools.length === 0 ? equals("kind", "retrieval") : `${equals("kind", "retrieval")} OR ${ofTools}`;
  let read = 0;
  const columns = ["id", "conversationId", "kind", "name", "status", "tool", "documents"] as const;
  for await (const rows of store.tables.spans.parts(columns, where)) {
    await checkpoint(signal);
    for (const row of rows) {
      read += (row.documents?.length ?? 0) + (row.tool?.length ?? 0);
      add(index, row);
    }
    if (read > mostRead) break;
  }
  return index;
}

function add(index: DocumentIndex, row: Row<"spans">): void {
  const { conversationId, name, tool, documents = [], status } = spanOf(row);
  for (const document of documents) index.add(document, name, conversationId);
  if (tool && status !== "error") index.add({ text: tool.result }, tool.name, conversationId);
}
