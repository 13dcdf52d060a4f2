import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { CancellationToken } from "vscode-languageserver";
import {
  auditFileName,
  decidedSentence,
  editLabel,
  LineIndex,
  type ListedSuggestion,
  type PlacedSuggestion,
  placeSuggestion,
  type SuggestedHunk,
  type SuggestionDecision,
  suggestedTextOver,
  suggestionEvidence,
  suggestionSummary,
  suggestionTitle,
  takeBack,
  tame,
  touchedRange,
  UserError,
  worthText,
} from "../../core/index.ts";
import type * as protocol from "../../protocol/index.ts";
import { methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { refuseUnsaved } from "./refuse-unsaved.ts";
import { longWork, requestFolder } from "./requests.ts";

const unsaved = { name: auditFileName, code: "audit-unsaved", again: "decide again" };

/** Suggestions as people meet them: listed, laid over the documents as they are being edited, and decided about. */
export function registerSuggestions(server: Server): void {
  const { connection } = server;
  connection.onRequest(
    methods.suggestions,
    async (request: protocol.InFolder): Promise<protocol.SuggestionsResult> => {
      const folder = server.folderAt(request.folder);
      if (!folder) return { suggestions: [] };
      return { suggestions: await Promise.all(folder.suggestions.map((one) => itemOf(server, folder, one))) };
    },
  );
  connection.onRequest(
    methods.suggestion,
    async (request: protocol.SuggestionRequest): Promise<protocol.SuggestionItem | null> => {
      const folder = server.folderAt(request.folder);
      const found = folder && listedAs(folder, request.id);
      return found ? itemOf(server, folder, found) : null;
    },
  );
  connection.onRequest(
    methods.suggestionEdits,
    (request: protocol.SuggestionEditsRequest): Promise<protocol.SuggestionEditsResult> =>
      editsOf(server, request),
  );
  connection.onRequest(
    methods.decideSuggestion,
    async (request: protocol.DecideSuggestionRequest, token: CancellationToken) => {
      const folder = requestFolder(server, request);
      await refuseUnsaved(server, folder, unsaved);
      const decision = await decisionOf(server, folder, request);
      if (!decision) return { said: "Nothing was recorded: none of its edits is in the text." };
      return longWork(
        server,
        folder,
        request,
        token,
        async (_, work): Promise<protocol.DecideSuggestionResult> =>
          decidedResult(await folder.work.decideSuggestion(decision, work)),
      );
    },
  );
}

/** By its id or the beginning of it, as the command line takes it. */
function listedAs({ suggestions }: Folder, id: string): ListedSuggestion | undefined {
  const found = suggestions.filter(
    ({ suggestion }) => suggestion.id === id || (id.length >= 4 && suggestion.id.startsWith(id)),
  );
  return found.length === 1 ? found[0] : undefined;
}

function listed(folder: Folder, id: string): ListedSuggestion {
  const found = listedAs(folder, id);
  if (found) return found;
  throw new UserError(
    "suggestion-unknown",
    `There is no suggestion ${tame(id, 80)} in this folder.`,
    "It may be of another workspace, or of a store that is not at hand.",
  );
}

/** A file of a suggestion as it stands: as it is being edited where it is open, else as it is on disk. */
interface Standing {
  readonly file: string;
  readonly uri: string;
  readonly version: number | undefined;
  readonly text: string;
  readonly placed: PlacedSuggestion;
}

async function standingOf(
  server: Server,
  folder: Folder,
  { suggestion }: ListedSuggestion,
  place: typeof placeSuggestion = placeSuggestion,
): Promise<Standing[]> {
  const files = Object.keys(suggestion.base).filter((file) => isInside(folder, file));
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder.root, file);
      const uri = pathToFileURL(path).href;
      const open = server.documents.get(uri);
      const text = open?.getText() ?? (await readFile(path, "utf8").catch(() => ""));
      return { file, uri, version: open?.version, text, placed: place(suggestion, file, text) };
    }),
  );
}

/** A store may come from elsewhere: nothing outside of the workspace is read or edited because it says so. */
function isInside({ root }: Folder, file: string): boolean {
  const inside = relative(root, join(root, file));
  return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside) && !isAbsolute(file);
}

async function itemOf(
  server: Server,
  folder: Folder,
  one: ListedSuggestion,
): Promise<protocol.SuggestionItem> {
  const { suggestion, state } = one;
  const { id, target, prompt, flags, atMs, base } = suggestion;
  const files = await standingOf(server, folder, one);
  const edits = files.flatMap((file) => editsIn(file, base));
  return {
    ...{ id, state, atMs, edits },
    title: suggestionTitle(suggestion),
    summary: suggestionSummary(suggestion),
    evidence: suggestionEvidence(suggestion),
    isStale: edits.some(({ standing }) => standing === "stale"),
    isDone: edits.length > 0 && edits.every(({ standing }) => standing === "done"),
    target: { ...target, name: tame(target.name, 120) },
    prompt: tame(prompt.name, 120),
    files: files.map(({ file, uri }) => ({ file, uri })),
    flags: flags.map(({ rule, message, hunk }) => ({
      ...{ rule, message: tame(message, 400) },
      ...(hunk !== undefined && { edit: hunk }),
    })),
  };
}

function editsIn(
  { file, uri, text, placed }: Standing,
  base: ListedSuggestion["suggestion"]["base"],
): protocol.SuggestedEditItem[] {
  const [now, then] = [new LineIndex(text), new LineIndex(base[file] ?? "")];
  const items = (hunks: readonly SuggestedHunk[], standing: protocol.EditStanding) =>
    hunks.map((hunk) => {
      const { start } = touchedRange(hunk);
      const line = (standing === "open" ? now : then).positionAt(start).line;
      return editItem(hunk, { uri, standing, line });
    });
  return [...items(placed.hunks, "open"), ...items(placed.stale, "stale"), ...items(placed.done, "done")];
}

function editItem(
  hunk: SuggestedHunk,
  place: Pick<protocol.SuggestedEditItem, "uri" | "standing" | "line">,
): protocol.SuggestedEditItem {
  const worth = worthText(hunk);
  const { id, file, replaced, text, reason } = hunk;
  return {
    ...{ id, file, ...place, label: editLabel(hunk) },
    ...{ removed: replaced, added: text },
    ...(worth !== undefined && { worth }),
    ...(reason !== undefined && { reason: tame(reason, 400) }),
  };
}

async function editsOf(
  server: Server,
  request: protocol.SuggestionEditsRequest,
): Promise<protocol.SuggestionEditsResult> {
  const folder = requestFolder(server, request);
  const one = listed(folder, request.id);
  const { base } = one.suggestion;
  const isWanted = ({ id }: { readonly id: string }): boolean => request.edits?.includes(id) ?? true;
  const files = await standingOf(server, folder, one, request.back ? takeBack : placeSuggestion);
  const others = (standing: protocol.EditStanding) =>
    files
      .flatMap((file) => editsIn(file, base))
      .filter((edit) => edit.standing === standing && isWanted(edit));
  return {
    files: files.flatMap(({ file, uri, version, text, placed }) => {
      const hunks = placed.hunks.filter(isWanted);
      if (hunks.length === 0) return [];
      const lines = new LineIndex(text);
      const edits = hunks.map((hunk) => ({
        ...editItem(hunk, { uri, standing: "open", line: lines.positionAt(touchedRange(hunk).start).line }),
        range: lines.rangeOf(hunk.range),
      }));
      const after = suggestedTextOver(text, hunks);
      return [{ file, uri, before: text, after, edits, ...(version !== undefined && { version }) }];
    }),
    stale: others("stale"),
    done: others("done"),
  };
}

/** What a person decided, with what is in the documents by now; undefined where nothing of it was made. */
async function decisionOf(
  server: Server,
  folder: Folder,
  request: protocol.DecideSuggestionRequest,
): Promise<SuggestionDecision | undefined> {
  const { kind, reason, confirmed, who, onCurrentBranch, pullRequest } = request;
  const one = listed(folder, request.id);
  const files = await standingOf(server, folder, one);
  const there = files.flatMap(({ placed }) => placed.done.map(({ id }) => id));
  // What somebody unticked in the preview was not accepted; what was accepted in part is approved in part.
  const isMade = kind === "accept" || (kind === "approve" && one.state === "accepted" && there.length > 0);
  const hunks = request.edits ?? (isMade ? there : undefined);
  if (kind === "accept" && there.length === 0) return undefined;
  return {
    ...{ kind, suggestion: one.suggestion.id },
    ...(hunks && hunks.length < one.suggestion.hunks.length && { hunks }),
    ...(reason !== undefined && { reason }),
    ...(confirmed && { confirmed }),
    ...(who !== undefined && { who }),
    ...(onCurrentBranch && { onto: "current" as const }),
    ...(pullRequest && { pullRequest }),
  };
}

function decidedResult({
  entry,
  commit,
  pullRequest,
}: Awaited<ReturnType<Folder["work"]["decideSuggestion"]>>): protocol.DecideSuggestionResult {
  return {
    state: entry.action,
    said: decidedSentence(entry, commit),
    ...(commit && {
      commit: { id: commit.commit, branch: commit.branch, isNewBranch: commit.isNewBranch },
    }),
    ...(pullRequest && {
      pullRequest: {
        ...(pullRequest.url !== undefined && { url: pullRequest.url }),
        ...(pullRequest.next !== undefined && { next: tame(pullRequest.next, 400) }),
      },
    }),
  };
}
