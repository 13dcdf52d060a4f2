/** `<example>`, `<good_example>`, `<example id="2">`: what such a tag holds is no order. */
export const isExampleTag = (name: string): boolean =>
  /^(?:example|sample|few-?shot)/i.test(name) || /[_-]examples?$/i.test(name);

/** The tag holds one example, so that all of it is one. */
export const isSingleExample = (name: string): boolean => isExampleTag(name) && !/s$|shot/i.test(name);

const title =
  /^(?:\d+[.)]\s*)?(?:few-?shot\s+)?(examples?|samples?)(?:\s+#?\d{1,3})?(?:\s+(?:inputs?|outputs?|conversations?|dialogues?|interactions?|responses?|answers?|questions?))*(?:\s*(?:\(|[:–—-]\s).*|:)?$/i;

/** "Examples", "Example 2: refunds", "Sample output": a section that holds nothing else. */
export const isExampleTitle = (heading: string): boolean => title.test(heading.trim());

/** "Example 2 (refunds)": what stands in it is one example, even where it sounds like an order. */
export const isSingleExampleTitle = (heading: string): boolean =>
  /^(?:example|sample)$/i.test(title.exec(heading.trim())?.[1] ?? "");

/** "System Prompt": a code block under it holds the prompt itself. */
export const isPromptTitle = (heading: string): boolean =>
  /^(?:the\s+)?(?:system\s+)?(?:prompt|instructions?)(?:\s+(?:template|text))?:?$/i.test(heading.trim());
