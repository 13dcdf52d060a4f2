const pieces = [
  ..."\n\r\t #*_`~>|-+.:!?,'\"()[]{}<>/\\&@$0aZé\u0301\u00a0\uFEFF\u2028\u200e\uD83D🚚",
  ..."\r\n|\n\n|---\n|...\n|```|<!--|-->| <!-- #x -->|</a>|<a b>|{{|}}|${|](|- |1. |# |> |If |when |, |: |unless ".split(
    "|",
  ),
  "|",
  ...'{%_%}_{#_#}_{{#if a}}_{{/if}}_{{else}}_{% for x in y %}_{% endfor %}_{{role "user"}}_{{{_}}}_{{!--_--}}'.split(
    "_",
  ),
  ..."system:\n~user:\n~role: ~content: ~messages:\n~<poml>~</task>~<item>~&lt;~<![CDATA[~]]>~/>~'''~\"\"\"~f\"~r'~\\u{~\\N{~\\x~\\\n~`~ + ~// prompt\n~# prompt\n~: |\n~: >-\n~&a ~*a~!!x ~? ".split(
    "~",
  ),
];

/** A text cut, doubled, moved and sprinkled with markup in one place. `random` gives 0..1; the same numbers give the same text. */
export function mutatedOnce(text: string, random: () => number): string {
  const at = (length: number): number => Math.floor(random() * (length + 1));
  const [from, to] = [at(text.length), at(text.length)].sort((a, b) => a - b) as [number, number];
  const middle = text.slice(from, to);
  const piece = pieces[Math.floor(random() * pieces.length)]!;
  const change = Math.floor(random() * 5);
  if (change === 0) return text.slice(0, from) + text.slice(Math.min(to, from + 40));
  if (change === 1) return text.slice(0, to) + middle.slice(0, 200) + text.slice(to);
  if (change === 2) return text.slice(0, from) + piece.repeat(1 + at(3)) + text.slice(from);
  if (change === 3) return text.slice(0, from);
  return middle.slice(0, 400) + text.slice(0, from) + text.slice(to);
}
