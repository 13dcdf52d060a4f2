/** What an error says, to be shown to a person. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
