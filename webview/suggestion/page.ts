import type { CaseAnswersResult, SuggestionPageIntent } from "../../server/protocol/index.ts";

/** What the parts of the page are given: the way out, what the person has unfolded, and what they chose. */
export interface Page {
  readonly send: (intent: SuggestionPageIntent) => void;
  readonly isOpen: (key: string) => boolean;
  readonly setOpen: (key: string, isOpen: boolean) => void;
}

/** The same with what is chosen on the page. */
export interface ChoosingPage extends Page {
  readonly choice: Choice;
  /** Something was chosen: what follows from it is drawn anew. */
  readonly chosen: () => void;
  readonly answersOf: (caseId: string) => CaseAnswersResult | undefined;
}

/**
 * Which hunks are wanted, and which flags got their second yes. What is left out is kept over a reload; a yes is not: whoever comes back
 * reads the flag again.
 */
export class Choice {
  private readonly confirmed = new Set<string>();

  constructor(private readonly page: Page) {}

  isWanted(hunk: string): boolean {
    return !this.page.isOpen(`left:${hunk}`);
  }

  want(hunk: string, isWanted: boolean): void {
    this.page.setOpen(`left:${hunk}`, !isWanted);
  }

  isConfirmed(rule: string): boolean {
    return this.confirmed.has(rule);
  }

  confirm(rule: string, isConfirmed: boolean): void {
    if (isConfirmed) this.confirmed.add(rule);
    else this.confirmed.delete(rule);
  }

  forget(): void {
    this.confirmed.clear();
  }
}
