export interface Prompted {
  /** What is asked for, by the names of the fields. */
  readonly fields: readonly string[];
  readonly numbers: readonly {
    readonly number: number;
    readonly texts: readonly {
      readonly label: string;
      readonly text: string;
    }[];
  }[];
}
/** What a prompt of ours shows, number by number; undefined where it is another prompt. */
export declare function promptedIn(system: string, user: string): Prompted | undefined;
/** The answer, as JSON. */
export declare function readingOf({ fields, numbers }: Prompted, isGullible: boolean): string;
