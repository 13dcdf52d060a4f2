import * as vscode from "vscode";
import {
  commands,
  type InFolder,
  type KeyPlaceItem,
  type KeyPlacesResult,
  type KeyRequest,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import type { Keys } from "../models/keys.ts";
import { inFolderGiven } from "../workspace-folder.ts";

/** Setting and removing the keys of models, each for the one place that the configuration names. */
export function registerKeyCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  keys: Keys,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.setKey, (_: unknown, folder?: unknown) =>
      setKey(connection, keys, inFolderGiven(folder)),
    ),
    vscode.commands.registerCommand(commands.removeKey, () => removeKey(keys)),
  );
}

async function setKey(connection: Connection, keys: Keys, folder: InFolder): Promise<void> {
  if (!vscode.workspace.isTrusted)
    return void vscode.window.showInformationMessage(
      "This workspace is not trusted, so it does not say where a key is sent.",
    );
  const { places } = await connection.request<KeyPlacesResult>(methods.keyPlaces, folder);
  const place = places.length === 0 ? await tellNone(folder) : await chosen(places, keys);
  if (!place) return;
  const { origin, variable } = place;
  const key = await vscode.window.showInputBox({
    title: `Key for ${origin}`,
    prompt: `Kept in VS Code's secret storage as ${variable}. It is sent to ${origin} and nowhere else.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : "A key has letters, digits and signs, and no blanks.",
  });
  if (key === undefined) return;
  await keys.set(place, key.trim());
  void vscode.window.showInformationMessage(
    `The key ${variable} for ${origin} is kept and is used from now on${place.isInEnvironment ? ", in place of the environment's" : ""}.`,
  );
}

async function tellNone({ folder }: InFolder): Promise<undefined> {
  const open = "Open the Configuration";
  const message =
    "No model in homeostat.yaml wants a key: write `apiKeyEnv:` with a name of your choice beside its `baseUrl:`, and save the file.";
  if ((await vscode.window.showInformationMessage(message, open)) === open)
    await vscode.commands.executeCommand(commands.openConfig, undefined, folder);
  return undefined;
}

/** The place is what a person must see: a key goes there. */
async function chosen(places: readonly KeyPlaceItem[], keys: Keys): Promise<KeyPlaceItem | undefined> {
  if (places.length === 1) return places[0];
  const state = (place: KeyPlaceItem): string =>
    keys.has(place) ? "set" : place.isInEnvironment ? "in the environment" : "missing";
  const choice = await vscode.window.showQuickPick(
    places.map((place) => ({
      label: place.origin,
      description: `${place.variable}, ${state(place)}`,
      detail: `For ${place.uses.join(", ")}`,
      place,
    })),
    { title: "Whose key?", matchOnDescription: true, matchOnDetail: true },
  );
  return choice?.place;
}

async function removeKey(keys: Keys): Promise<void> {
  const places = keys.places();
  if (places.length === 0)
    return void vscode.window.showInformationMessage("No key of a model is kept in VS Code.");
  const choice = await vscode.window.showQuickPick(
    places.map((place: KeyRequest) => ({ label: place.origin, description: place.variable, place })),
    { title: "Which key is forgotten?", matchOnDescription: true },
  );
  if (!choice) return;
  await keys.remove(choice.place);
  void vscode.window.showInformationMessage(
    `The key ${choice.place.variable} for ${choice.place.origin} is kept no more.`,
  );
}
