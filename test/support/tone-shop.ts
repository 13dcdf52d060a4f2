import { greetingPrompt, greetingShop, rightGreeting } from "./greeting-shop.ts";
import type { Reflects } from "./scripted-reflection.ts";

/** The line that fails: the scripted model obeys the first greeting that it reads. */
export const wrongGreeting = 'Begin every answer with "Hello,".';

export const tonePrompt = `${greetingPrompt}
## Tone

- ${wrongGreeting}
- Use the words of whoever asks.

## Names

- Call people by the name that they sign with.
`;

/** The greeting shop with a section about tone, whose first line tells the wrong greeting; `polite` covers that line. */
export function toneShop(url: string): Record<string, string> {
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const files = greetingShop(url);
  return {
    ...files,
    "shop.prompt.md": tonePrompt,
    "chats.jsonl": files["chats.jsonl"]!.replaceAll(inJson(greetingPrompt), () => inJson(tonePrompt)),
    "homeostat.yaml": files["homeostat.yaml"]!.replace(
      'value: "Dear guest," }]',
      'value: "Dear guest," }], covers: ["Begin every answer"]',
    ),
  };
}

/** What mends it takes two places: the wrong greeting goes, and the right one comes. Neither does anything alone: the first greeting that is read is obeyed. */
export const reflectsOnTone: Reflects = ({ lines }) => {
  const wrong = lines.find(({ text }) => text.includes(wrongGreeting));
  const last = lines.at(-1);
  return wrong && last
    ? [
        [
          { action: "remove", line: wrong.number },
          { action: "add", line: last.number, text: rightGreeting },
        ],
      ]
    : [];
};
