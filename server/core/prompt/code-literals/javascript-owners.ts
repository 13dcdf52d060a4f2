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

/** What a text of JavaScript is assigned to, through objects, lists, functions that return it and calls that hand it on. */
export function javascriptOwners(source: string, root: SyntaxNode): Owners {
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
    case "PrefixCast":
    case "AwaitExpression":
    case "CallExpression":
    case "ObjectExpression":
      return parent;
    case "BinaryExpression":
      return isChoice(parent, source) ? parent : undefined;
    case "ConditionalExpression":
      return left ? parent : undefined;
    case "MemberExpression":
      return !left && parent.parent?.name === "CallExpression" ? parent : undefined;
    case "ArrowFunction":
      return left?.name === "Arrow" ? parent : undefined;
    case "ReturnStatement":
      return functionAround(parent, source, owners);
    case "ArrayExpression":
      owners.enterList(pairRole(node, source));
      return parent;
    case "Property":
      return property(node, parent, source, owners);
    case "ArgList":
      return call(parent, source, owners);
    case "JSXEscape":
      return parent.parent?.name === "JSXAttribute"
        ? owners.end(nameOf(parent.parent.firstChild, source))
        : undefined;
    case "EnumBody":
      owners.add(left?.name === "Equals" ? nameOf(before(left), source) : "");
      return owners.end(nameOf(parent.parent?.getChild("TypeDefinition") ?? null, source));
    case "PatternProperty":
      return left?.name === "Equals" ? owners.end(nameOf(parent.firstChild, source)) : undefined;
    case "VariableDeclaration":
    case "PropertyDeclaration":
    case "ParamList":
    case "AssignmentExpression":
      return assigned(left, source, owners);
  }
  return undefined;
}

/** `a ?? "text"`, `a || "text"`, and casts. */
function isChoice(binary: SyntaxNode, source: string): boolean {
  const operator = binary.firstChild && after(binary.firstChild);
  return (
    operator !== null && /^(?:\?\?|\|\||&&|as|satisfies)$/.test(source.slice(operator.from, operator.to))
  );
}

function assigned(equals: SyntaxNode | null, source: string, owners: OwnersBuilder): undefined {
  if (!equals || !/^(?:=|\+=|\?\?=|\|\|=)$/.test(source.slice(equals.from, equals.to))) return;
  let target = before(equals);
  while (target && /^(?:TypeAnnotation|Optional|LogicOp)$/.test(target.name)) target = before(target);
  return owners.end(nameOf(target, source));
}

function property(
  node: SyntaxNode,
  parent: SyntaxNode,
  source: string,
  owners: OwnersBuilder,
): SyntaxNode | undefined {
  const colon = before(node);
  if (colon?.name !== ":") return undefined;
  const name = nameOf(before(colon), source);
  owners.add(name);
  const object = parent.parent;
  if (object && holdsContent(name)) owners.setRole(roleBeside(object, source));
  return object ?? undefined;
}

function call(args: SyntaxNode, source: string, owners: OwnersBuilder): SyntaxNode | undefined {
  const callee = calleeName(source, before(args));
  if (!handsOn(callee)) return undefined;
  owners.setRole(roleInName(callee));
  return args.parent ?? undefined;
}

/** A returned text belongs to its function's name, or to what an anonymous function is assigned to. */
function functionAround(
  statement: SyntaxNode,
  source: string,
  owners: OwnersBuilder,
): SyntaxNode | undefined {
  let node: SyntaxNode | null = statement;
  for (let depth = 0; node && depth < maxDepth; depth++, node = node.parent) {
    if (node.name === "ArrowFunction") return node;
    if (node.name === "FunctionExpression") return node;
    if (/^(?:FunctionDeclaration|MethodDeclaration|Property)$/.test(node.name)) {
      const name = node.getChild("VariableDefinition") ?? node.getChild("PropertyDefinition");
      return owners.end(nameOf(name, source));
    }
  }
  return undefined;
}

/** The `role: "user"` beside a `content`. Only the first properties are looked at. */
function roleBeside(object: SyntaxNode, source: string): Role | undefined {
  let node = object.firstChild;
  for (let seen = 0; node && seen < 60; seen++, node = node.nextSibling) {
    if (node.name !== "Property" || nameOf(node.firstChild, source) !== "role") continue;
    let value = node.lastChild;
    // "system" as const
    while (value?.name === "BinaryExpression") value = value.firstChild;
    return value ? roleOf(nameOf(value, source)) : undefined;
  }
  return undefined;
}

/** `["system", "You are ..."]` */
function pairRole(node: SyntaxNode, source: string): Role | undefined {
  const comma = before(node);
  const first = comma?.name === "," ? before(comma) : null;
  const isPair = first?.name === "String" && before(first)?.name === "[" && after(node)?.name === "]";
  return isPair ? roleOf(nameOf(first, source)) : undefined;
}

/** The name in a target, key or member: `a.prompt`, `a["prompt"]`, `#prompt`, `"prompt"`. */
function nameOf(node: SyntaxNode | null, source: string): string {
  if (!node) return "";
  if (node.name === "MemberExpression") {
    const last = node.lastChild;
    return nameOf(last?.name === "]" ? before(last) : last, source);
  }
  if (!/(?:Name|Definition|String|Identifier|Builtin)$/.test(node.name)) return "";
  return source.slice(node.from, Math.min(node.to, node.from + maxName)).replace(/^["'`#]|["'`]$/g, "");
}
