import { type Passage, patternPassage } from "./passage.ts";
import { pick } from "./words.ts";

/** What a pattern of ours finds, with texts that hold it beyond doubt. */
export const formPassage = (pattern: RegExp, examples: readonly string[]): Passage => ({
  ...patternPassage(pattern.source, pattern.flags),
  ignoresCase: true,
  example: (random) => pick(examples, random),
});

/** An anchored form, which is none behind other text. */
const alone = (text: string): string => `\n\n${text}\n\n`;

/** Forms of an answer, by the type of the check that looks for them. */
export const formPassages: Readonly<Record<string, Passage>> = {
  markdown: formPassage(
    /^#{1,6} .*$|^[ \t]*[-*+] \S.*$|^\d+[.)] \S.*$|^> .*$|^(?:```|~~~)|^\|.*\|$|\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`|\[[^\][\n]+\]\([^()\s]+\)/im,
    [
      alone("## What comes next"),
      alone("- first this\n- then that"),
      alone("1. first this\n2. then that"),
      "**This matters.**",
      "See [our page](https://example.com/help).",
      "Type `restart` now.",
      alone("```\nrestart\n```"),
      alone("> As was said before."),
    ],
  ),
  "markdown-table": formPassage(/^.*\|.*\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|.*$(?:\n.*\|.*$)*/im, [
    alone("| day | open |\n| --- | --- |\n| Monday | yes |"),
    alone("day | open\n--- | ---\nMonday | yes"),
    alone("| item | price |\n|:-----|------:|\n| lamp | 12 |"),
  ]),
  "code-block": formPassage(/^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?(?:^[ \t]*\1[ \t]*$|$(?![\s\S]))/im, [
    alone("```\nrestart\n```"),
    alone("```python\nprint(1)\n```"),
    alone("~~~\nrestart now\n~~~"),
  ]),
  title: formPassage(/^(?<![\s\S])\s*(?:#{1,6} +\S.*|\*\*[^*\n]+\*\*[ \t]*$|<<[^<>\n]+>>)/im, [
    "# Your order\n\n",
    "**Your order**\n\n",
    "## What to know\n\n",
  ]),
  postscript: formPassage(/^[ \t*_]*P\.? ?S\.?:?[ \t]+\S.*$/im, [
    alone("P.S. We are closed on Monday."),
    alone("PS: We are closed on Monday."),
    alone("P.S.: Bring your card."),
  ]),
  comma: formPassage(/(?<!\d),|,(?!\d)/i, ["Well, yes.", "this, that and more", "So, there it is."]),
  exclamation: formPassage(/!/i, ["Great!", "What a day!", "Here we go!"]),
  "contains-json": formPassage(/\{\s*"[\s\S]*?\}|\[\s*[{"\d][\s\S]*?\]/i, [
    '{"item": "lamp", "price": 12}',
    '[{"item": "lamp"}]',
  ]),
  "contains-xml": formPassage(/<(\w+)>[\s\S]*?<\/\1>/i, ["<order><id>7</id></order>", "<city>Ghent</city>"]),
  "contains-html": formPassage(/<(p|b|ul|div|a)\b[^>]*>[\s\S]*?<\/\1>/i, [
    "<p>Your order</p>",
    "<b>Ghent</b>",
    "<ul><li>one</li></ul>",
  ]),
  "contains-sql": formPassage(/```sql\s[\s\S]*?```/i, [
    alone("```sql\nSELECT id FROM orders;\n```"),
    alone("```sql\nDELETE FROM orders WHERE id = 7;\n```"),
  ]),
};
