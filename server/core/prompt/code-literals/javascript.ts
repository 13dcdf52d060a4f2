import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/javascript";
import {
  before,
  type CodeLanguage,
  type CodeLiteral,
  collectLiterals,
  maxName,
  roleInName,
} from "./code-literal.ts";
import { javascriptOwners } from "./javascript-owners.ts";
import { isClosed, JavaScriptText, tagOf } from "./javascript-text.ts";

const bodies = new Set(["Script", "Block", "ClassBody", "SwitchBody"]);
const withDialect = (dialect: string): CodeLanguage => ({
  parser: parser.configure({ dialect }),
  literals: javascriptLiterals,
  bodies,
});

/** TypeScript and JavaScript, by what the extension allows; JSX and type assertions exclude each other. */
export const javascript = {
  ts: withDialect("ts"),
  tsx: withDialect("ts jsx"),
  js: withDialect("jsx"),
};

const skipped = new Set([
  "ImportDeclaration",
  "TypeAnnotation",
  "TypeAliasDeclaration",
  "InterfaceDeclaration",
  "TypeArgList",
]);
const leaves = new Set(["String", "TemplateString"]);

function javascriptLiterals(source: string, tree: Tree): CodeLiteral[] {
  const texts = new JavaScriptText(source);
  return collectLiterals(tree, {
    skipped,
    leaves,
    isLeaf: (node) => !saysNothing(node, source),
    isClosed: (node) => isClosed(node, source),
    textAround: (node) => texts.textAround(node),
    literal: (root, leaves) => literalOf(source, texts, root, leaves),
  });
}

function literalOf(
  source: string,
  texts: JavaScriptText,
  root: SyntaxNode,
  leaves: readonly SyntaxNode[],
): Omit<CodeLiteral, "starts"> {
  const owners = javascriptOwners(source, root);
  const tag = leaves.map((leaf) => tagOf(leaf, source)).find((name) => name !== undefined);
  const isTagged = tag !== undefined && /^(?:prompt|[a-z]\w{0,40}Prompt|systemMessage)$/.test(tag);
  const role = owners.role ?? (isTagged ? roleInName(tag) : undefined);
  return { ...owners, ...(role && { role }), isTagged, read: () => texts.read(root) };
}

/** Strings that say nothing to a model: paths of modules, keys, types, titles of tests. */
function saysNothing(node: SyntaxNode, source: string): boolean {
  const parent = node.parent;
  switch (parent?.name) {
    case "ExportDeclaration":
      return before(node)?.name === "from";
    case "ExportGroup":
    case "ImportType":
    case "LiteralType":
    case "DynamicImport":
    case "PropertyType":
    case "MethodType":
    case "MethodDeclaration":
      return true;
    case "Property":
    case "PropertyDeclaration":
    case "PatternProperty":
      return !/^(?::|Equals)$/.test(before(node)?.name ?? "");
    case "MemberExpression":
      return before(node)?.name === "[";
    case "ArgList":
      return before(node)?.name === "(" && isTest(before(parent), source);
  }
  return false;
}

const isTest = (callee: SyntaxNode | null, source: string): boolean =>
  callee !== null &&
  callee.to - callee.from < maxName &&
  /^(?:it|test|describe|suite|context|bench)(?:\.|$|\()/.test(source.slice(callee.from, callee.to));
