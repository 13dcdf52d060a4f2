import type { SyntaxNode } from "@lezer/common";
import type { Role } from "../prompt-document.ts";
import {
  after,
  before,
  calleeName,
  handsOn,
  holdsContent,
  maxDepth,
  maxName,
  type Owners,
  OwnersBuilder,
  roleInName,
  roleOf,
} from "./code-literal.ts";

/** What a text of Python is assigned to, through dictionaries, lists, functions that return it and calls that hand it on. */
export function pythonOwners(source: string, root: SyntaxNode): Owners {
  const owners = new OwnersBuilder();
  let node: SyntaxNode | undefined = root;
  for (let depth = 0; node && depth < maxDepth; depth++) node = climb(node, source, owners);
  return owners.finish();
}

/** The node whose owner is this one's owner too; undefined at the end. */
function climb(node: SyntaxNode, source: string, owners: OwnersBuilder): SyntaxNode | undefined {
  const parent = node.parent;
  const left = before(node);
  switch (parent?.name) {
    case "ParenthesizedExpression":
    case "AwaitExpression":
    case "CallExpression":
      return parent;
    case "BinaryExpression":
      return /^(?:or|and)$/.test((left ?? after(node))?.name ?? "") ? parent : undefined;
    case "ConditionalExpression":
      return left?.name === "if" ? undefined : parent;
    case "MemberExpression":
      return !left && parent.parent?.name === "CallExpression" ? parent : undefined;
    case "LambdaExpression":
      return left?.name === ":" ? parent : undefined;
    case "ReturnStatement":
      return functionAround(parent, source, owners);
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
      owners.enterList(pairRole(node, source));
      return parent;
    case "DictionaryExpression":
      return item(node, parent, source, owners);
    case "ArgList":
      return argument(node, parent, source, owners);
    case "AssignStatement":
      return owners.end(targetOf(node, source));
    case "ParamList":
    case "NamedExpression":
      return left?.name === "AssignOp" ? owners.end(nameOf(targetBefore(left), source)) : undefined;
    case "UpdateStatement":
      return left && source.slice(left.from, left.to) === "+="
        ? owners.end(nameOf(before(left), source))
        : undefined;
  }
  return undefined;
}

function item(
  node: SyntaxNode,
  dictionary: SyntaxNode,
  source: string,
  owners: OwnersBuilder,
): SyntaxNode | undefined {
  const colon = before(node);
  if (colon?.name !== ":") return undefined;
  const name = nameOf(before(colon), source);
  owners.add(name);
  if (holdsContent(name)) owners.setRole(valueBeside(dictionary, ":", source));
  return dictionary;
}

function argument(
  node: SyntaxNode,
  list: SyntaxNode,
  source: string,
  owners: OwnersBuilder,
): SyntaxNode | undefined {
  const equals = before(node);
  if (equals?.name === "AssignOp") {
    const name = nameOf(before(equals), source);
    owners.add(name);
    if (holdsContent(name)) owners.setRole(valueBeside(list, "AssignOp", source));
  }
  const callee = calleeName(source, before(list));
  if (!handsOn(callee)) return undefined;
  owners.setRole(roleInName(callee));
  return list.parent ?? undefined;
}

/** Longer tuples are not taken apart. */
const maxTuple = 20;

/** The target of `a: str = "text"`, of `a = b = "text"` (the last), and of `a, b = "text", "other"` by its place. */
function targetOf(node: SyntaxNode, source: string): string {
  let commas = 0;
  let left = before(node);
  while (left && left.name !== "AssignOp") {
    if (left.name === "," && ++commas > maxTuple) return "";
    left = before(left);
  }
  if (!left) return "";
  const isTuple = commas > 0 || after(node)?.name === ",";
  const last = targetBefore(left);
  if (!isTuple) return nameOf(last, source);
  const targets: SyntaxNode[] = [];
  for (let target = last; target && target.name !== "AssignOp"; target = before(target))
    if (target.name !== ",") targets.unshift(target);
  return nameOf(targets[commas] ?? null, source);
}

function targetBefore(equals: SyntaxNode): SyntaxNode | null {
  const target = before(equals);
  return target?.name === "TypeDef" ? before(target) : target;
}

function functionAround(
  statement: SyntaxNode,
  source: string,
  owners: OwnersBuilder,
): SyntaxNode | undefined {
  let node: SyntaxNode | null = statement;
  for (let depth = 0; node && depth < maxDepth; depth++, node = node.parent)
    if (node.name === "FunctionDefinition") return owners.end(nameOf(node.getChild("VariableName"), source));
  return undefined;
}

/** The role that stands beside a content, as `"role": "user"` or `role="user"`. Only the first entries are looked at. */
function valueBeside(list: SyntaxNode, sign: ":" | "AssignOp", source: string): Role | undefined {
  let node = list.firstChild;
  for (let seen = 0; node && seen < 200; seen++, node = node.nextSibling) {
    const key = node.name === sign ? before(node) : null;
    const value = after(node);
    if (key && nameOf(key, source) === "role" && value) return roleOf(nameOf(value, source));
  }
  return undefined;
}

/** `("system", "You are ...")` */
function pairRole(node: SyntaxNode, source: string): Role | undefined {
  const comma = before(node);
  const first = comma?.name === "," ? before(comma) : null;
  const isPair =
    first?.name === "String" &&
    /^[[(]$/.test(before(first)?.name ?? "") &&
    /^[\])]$/.test(after(node)?.name ?? "");
  return isPair ? roleOf(nameOf(first, source)) : undefined;
}

/** The name in a target or key: `a`, `self.prompt`, `a["prompt"]`, `"prompt"`. */
function nameOf(node: SyntaxNode | null, source: string): string {
  if (!node) return "";
  if (node.name === "MemberExpression") {
    const last = node.lastChild;
    return nameOf(last?.name === "]" ? before(last) : last, source);
  }
  if (!/(?:Name|String)$/.test(node.name)) return "";
  return source.slice(node.from, Math.min(node.to, node.from + maxName)).replace(/^["']+|["']+$/g, "");
}
