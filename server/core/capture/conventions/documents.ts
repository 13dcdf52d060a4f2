import type { RetrievedDocument } from "../../store/index.ts";
import { defined, type Fields, fieldOf, idOf, isFields, numberOf, smallAttributes } from "../wire-values.ts";
import { unpacked } from "./attribute-reader.ts";
import { textOfValue } from "./wire-messages.ts";

/** Retrieved documents are quoted, not archived. */
const MAX_DOCUMENTS = 100;
const MAX_TEXT = 8000;

/**
 * Documents as a retrieval gave them: in the fields of OpenTelemetry, OpenInference, LangChain, LlamaIndex, or as bare texts. A list that
 * stands under a name (`{documents: [...]}`) is taken from there. Undefined where nothing is told, empty where it is told that there were none.
 */
export function documentsOf(raw: unknown): readonly RetrievedDocument[] | undefined {
  const value = unpacked(raw);
  const list = Array.isArray(value)
    ? value
    : isFields(value)
      ? fieldOf(value, ["documents", "source_documents", "results", "matches", "nodes", "chunks", "output"])
      : undefined;
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, MAX_DOCUMENTS).map(documentOf);
}

function documentOf(raw: unknown): RetrievedDocument {
  if (!isFields(raw)) return { text: shortened(textOfValue(raw)) };
  const inner = [raw.document, raw.node].find(isFields);
  const value: Fields = inner ? { ...raw, ...inner } : raw;
  const kwargs = isFields(value.kwargs) ? value.kwargs : value;
  const text = fieldOf(kwargs, [
    "content",
    "text",
    "page_content",
    "pageContent",
    "document",
    "body",
    "chunk",
    "snippet",
  ]);
  const metadata = unpacked(kwargs.metadata);
  return defined<RetrievedDocument>({
    id: idOf(fieldOf(kwargs, ["id", "document_id", "doc_id", "id_", "node_id", "url"]))?.slice(0, 500),
    text: shortened(text === undefined ? textOfValue(raw) : textOfValue(text)),
    score: numberOf(fieldOf(kwargs, ["score", "relevance_score", "similarity", "distance"])),
    metadata: isFields(metadata) && Object.keys(metadata).length > 0 ? smallAttributes(metadata) : undefined,
  });
}

const shortened = (text: string): string => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);
