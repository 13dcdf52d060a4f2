import type { Node } from "./nodes.ts";

/** What is suspected together: a line is one suspect, however it fails and whatever puts it to work. */
export function suspectName(node: Node): string {
  if (node.kind === "line") return `line ${node.line}`;
  if (node.kind === "conflict") return `lines ${node.line} and ${node.other}`;
  if (node.kind === "hard") return `hard ${node.of}`;
  return node.kind === "missing" ? `missing ${node.at.name}` : `mark ${node.cause} ${node.mark}`;
}
