/** The text of server/core/review/query/parser.ts as the grammar says it. */
export declare const generatedParser: () => string;
