import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/python";
import { after, before, type CodeLanguage, type CodeLiteral, collectLiterals } from "./code-literal.ts";
import { pythonOwners } from "./python-owners.ts";
import { isClosed, PythonText } from "./python-text.ts";

export const python: CodeLanguage = {
  parser,
  literals: pythonLiterals,
  bodies: new Set(["Script", "Body"]),
};

const skipped = new Set(["TypeDef", "TypeDefinition", "ImportStatement"]);
const leaves = new Set(["String", "FormatString"]);

function pythonLiterals(source: string, tree: Tree): CodeLiteral[] {
  const texts = new PythonText(source);
  return collectLiterals(tree, {
    skipped,
    leaves,
    isLeaf: (node) => !/^[bB]|^[rR][bB]/.test(source.slice(node.from, node.from + 2)) && !saysNothing(node),
    isClosed: (node) => isClosed(node, source),
    textAround: (node) => texts.textAround(node),
    literal: (root) => ({
      ...pythonOwners(source, root),
      isTagged: false,
      read: () => texts.read(root),
    }),
  });
}

/** Keys of dictionaries and subscripts. */
function saysNothing(node: SyntaxNode): boolean {
  const parent = node.parent?.name;
  if (parent === "DictionaryExpression") return after(node)?.name === ":";
  return parent === "MemberExpression" && before(node)?.name === "[";
}
