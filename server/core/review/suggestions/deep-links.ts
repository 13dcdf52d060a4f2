/** Where our extension is in VS Code's addresses. Others that are built from it have another scheme: there the link is pasted into a command. */
const origin = "vscode://homeostat.homeostat";

/** Links by which a commit or a pull request leads back to what it rests on. They hold an id and nothing else, and only ever open something. */
export const suggestionLink = (id: string): string => `${origin}/suggestion/${encodeURIComponent(id)}`;
export const conversationLink = (id: string): string => `${origin}/conversation/${encodeURIComponent(id)}`;
