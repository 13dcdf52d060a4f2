import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { messageOf, UserError, writeWhole } from "../base/index.ts";
import type { Slice } from "../review/index.ts";

/** Where a team keeps its slices, relative to the workspace: names and queries, one a line. */
export const slicesFileName = "homeostat/slices.yaml";

const head = ` Filters over conversations by name, as in homeostat traces --slice NAME; in a query @NAME refers to one.`;

/** The slices of a workspace in the order of the file. It is edited by hand: what is no name with a query is passed over. */
export async function readSlices(root: string): Promise<Slice[]> {
  const text = await readFile(join(root, slicesFileName), "utf8").catch(() => "");
  return slicesIn(parseDocument(text));
}

function slicesIn({ contents }: Document.Parsed): Slice[] {
  if (!isMap(contents)) return [];
  return contents.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isScalar(value) || typeof value.value !== "string") return [];
    const [name, query] = [String(key.value ?? "").trim(), value.value.trim()];
    return name === "" || query === "" ? [] : [{ name, query }];
  });
}

/**
 * Keeps a query under a name, in place of the one that had it; comments and order stay. Throws `slices-unreadable` rather than write
 * over a file that it does not understand.
 */
export async function saveSlice(root: string, { name, query }: Slice): Promise<void> {
  const file = join(root, slicesFileName);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw unreadable(error.message);
  });
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) throw unreadable(problem.message.split("\n")[0]!);
  if (document.contents !== null && !isMap(document.contents))
    throw unreadable("it holds something else than names with queries");
  if (text.trim() === "") document.commentBefore = head;
  const taken = slicesIn(document).find((one) => one.name.toLowerCase() === name.toLowerCase());
  document.set(taken?.name ?? name, query);
  try {
    await writeWhole(file, document.toString({ lineWidth: 0 }));
  } catch (error) {
    throw new UserError(
      "slices-unwritable",
      `${slicesFileName} could not be written: ${messageOf(error)}`,
      "Check the permissions of the folder and the free disk space.",
    );
  }
}

const unreadable = (why: string): UserError =>
  new UserError(
    "slices-unreadable",
    `${slicesFileName} could not be read: ${why}`,
    "Each line is a name and a query: failing-refunds: is:failing input~refund. Put the file right and save again.",
  );
