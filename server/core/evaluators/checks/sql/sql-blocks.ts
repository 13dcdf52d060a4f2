const OPENING = /^[ \t]{0,3}(`{3,}|~{3,})[ \t]*(.*)$/;
const CLOSING = /^[ \t]{0,3}(`{3,}|~{3,})[ \t]*$/;

/** What stands in the closed code blocks of markdown that are marked `sql`, or not marked. */
export function sqlBlocks(text: string): string[] {
  const blocks: string[] = [];
  let open: { readonly fence: string; readonly isSql: boolean; readonly lines: string[] } | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    if (!open) {
      const opening = OPENING.exec(line);
      if (opening) open = { fence: opening[1]!, isSql: /^(?:sql)?$/i.test(opening[2]!.trim()), lines: [] };
      continue;
    }
    const fence = CLOSING.exec(line)?.[1];
    if (!fence || fence[0] !== open.fence[0] || fence.length < open.fence.length) {
      open.lines.push(line);
      continue;
    }
    if (open.isSql) blocks.push(open.lines.join("\n").trim());
    open = undefined;
  }
  return blocks;
}
