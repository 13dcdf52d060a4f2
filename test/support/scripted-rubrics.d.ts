/**
 * How the scripted model writes rubrics: by rules, no model. A rubric of its own forms, so that it can judge by it: it asks for the word
 * that the line has in quotation marks, for one that goes with a manner it knows, else for the line's longest word.
 */
type Texts = readonly {
  readonly label: string;
  readonly text: string;
}[];
/** `order`: what a text told a gullible model to answer. */
export declare function rubricOf(texts: Texts, order: string | undefined): Record<string, string>;
