import type { DefaultTreeAdapterTypes } from "parse5";
import { textCheck } from "../text-check.ts";

export const isHtml = textCheck({
  name: "is-html",
  doc: "The whole output is HTML: it holds at least one element of HTML (or a custom one, with a hyphen), and no text stands outside of elements unless it wrote `<body>` itself. What begins with `<?xml` is none.",
  claim: "be HTML",
  open: async () => {
    const { parse } = await import("parse5");
    return (output) => problemOf(output, (text) => parse(text, { sourceCodeLocationInfo: true }));
  },
});

export const containsHtml = textCheck({
  name: "contains-html",
  doc: "The output holds HTML somewhere: at least two signs of it among tags (opening and closing, self-closing), entities, a doctype, comments, attributes, and a tag of a common element, which alone suffices.",
  claim: "contain HTML",
  open: () => (output) => (weightOf(output) >= 2 ? undefined : "too little in it looks like HTML"),
});

const LONGEST = 10 * 1024 * 1024;

/** What in a text counts for HTML, and how much. The signs and their weights are promptfoo's. */
const SIGNS: readonly (readonly [RegExp, number])[] = [
  [/<[a-zA-Z][a-zA-Z0-9-]*(?:\s[^>]*)?>/, 1],
  [/<\/[a-zA-Z][a-zA-Z0-9-]*\s*>/, 1],
  [/<[a-zA-Z][a-zA-Z0-9-]*(?:\s[^>]*)?\/>/, 1],
  [/&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);/, 1],
  [/<!DOCTYPE\s+html/i, 2],
  [/<!--[^-]*(?:-[^-]+)*-->/, 1],
  [/\s[a-zA-Z-]+=\s*["'][^"']*["']/, 1],
  [
    /<(html|head|body|div|span|p|a|img|h[1-6]|ul|ol|li|table|tr|td|th|form|input|button|script|style|link|meta|br|hr)\b/i,
    2,
  ],
];

const weightOf = (text: string): number =>
  text.length > LONGEST ? 0 : SIGNS.reduce((sum, [sign, weight]) => sum + (sign.test(text) ? weight : 0), 0);

const ELEMENTS = new Set(
  (
    "html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 header footer address p hr pre " +
    "blockquote ol ul li dl dt dd figure figcaption main div a em strong small s cite q dfn abbr ruby rt rp data time code " +
    "var samp kbd sub sup i b u mark bdi bdo span br wbr img iframe embed object param picture source video audio track map " +
    "area svg math script noscript canvas ins del table caption colgroup col tbody thead tfoot tr td th form label input " +
    "button select datalist optgroup option textarea output progress meter fieldset legend details summary dialog menu slot template"
  ).split(" "),
);

/** Elements that the parser puts in by itself: only where they are written do they say anything. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  html: /<html(?=[\s>/])/,
  head: /<head(?=[\s>/])/,
  body: /<body(?=[\s>/])/,
};

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function problemOf(output: string, parse: (text: string) => Node): string | undefined {
  const text = output.trim();
  if (text === "") return "it is empty";
  if (text.length > LONGEST) return "it is too long";
  if (/^<\?xml/i.test(text)) return "it is XML";
  const lower = text.toLowerCase();
  const elements = elementsOf(parse(text));
  const body = elements.find(({ tagName }) => tagName === "body");
  if (body && !isWritten(body, lower) && body.childNodes.some(isText))
    return "text stands outside of its elements";
  return elements.some((element) => isOfHtml(element, lower)) ? undefined : "it holds no element of HTML";
}

/** All elements in the order of the document, without recursion: texts may be nested a million deep. */
function elementsOf(root: Node): Element[] {
  const elements: Element[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ("tagName" in node) elements.push(node);
    const children = "childNodes" in node ? node.childNodes : [];
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!);
  }
  return elements;
}

const isText = (node: Node): boolean =>
  node.nodeName === "#text" && "value" in node && node.value.trim() !== "";

const isWritten = ({ tagName, sourceCodeLocation }: Element, lower: string): boolean =>
  WRAPPERS[tagName]!.test(lower) && Boolean(sourceCodeLocation);

function isOfHtml(element: Element, lower: string): boolean {
  const name = element.tagName.toLowerCase();
  if (Object.hasOwn(WRAPPERS, name)) return isWritten(element, lower);
  return ELEMENTS.has(name) || name.includes("-");
}
