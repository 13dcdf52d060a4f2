/** Setting a model's key: which place it is for is said, and it is given for that one alone. */
import { beforeEach, expect, it, vi } from "vitest";
import { unsealed } from "../../server/lsp/unsealed.ts";
import { commands, type KeyPlaceItem, methods } from "../../server/protocol/index.ts";
import { registerKeyCommands } from "../commands/keys.ts";
import type { Connection } from "../connection.ts";
import { tellModelTrouble } from "../model-trouble.ts";
import { Keys } from "./keys.ts";
import { sealed } from "./sealed.ts";
import { serveModels } from "./serve-models.ts";

/** As much of the editor as these need. */
const editor = vi.hoisted(() => ({
  isTrusted: true,
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  /** What a person types into the input box, and the label of the entry or button that is chosen. */
  typed: undefined as string | undefined,
  picked: undefined as string | undefined,
  inputs: [] as { title: string; prompt: string; password: boolean }[],
  lists: [] as { label: string; description: string }[][],
  messages: [] as string[],
}));
vi.mock("vscode", () => {
  const tell = async (message: string, ...buttons: string[]) => {
    editor.messages.push(message);
    return buttons.find((one) => one === editor.picked);
  };
  return {
    Uri: { parse: (text: string) => ({ toString: () => text }) },
    commands: {
      registerCommand: (id: string, run: (...args: unknown[]) => unknown) => editor.commands.set(id, run),
      executeCommand: async (id: string, ...args: unknown[]) => editor.commands.get(id)?.(...args),
    },
    window: {
      showInformationMessage: tell,
      showErrorMessage: tell,
      showInputBox: async (options: (typeof editor.inputs)[number]) => {
        editor.inputs.push(options);
        return editor.typed;
      },
      showQuickPick: async (items: { label: string; description: string }[]) => {
        editor.lists.push(items);
        return items.find(({ label }) => label === editor.picked);
      },
    },
    workspace: {
      get isTrusted() {
        return editor.isTrusted;
      },
      getWorkspaceFolder: () => undefined,
    },
  };
});

const place = (origin: string, variable = "MY_KEY"): KeyPlaceItem => ({
  ...{ origin, variable, uses: ["models.chat"], isInEnvironment: false },
});
const secret = Buffer.alloc(32, 1);
let places: KeyPlaceItem[];
/** Why the configuration does not say where keys go. */
let unreadable: Error | undefined;
let stored: Map<string, string>;
let state: Map<string, unknown>;
let keys: Keys;
/** What the server is answered. */
let serve: (request: { variable: string; origin: string }) => Promise<{ sealed: string | null }>;

beforeEach(() => {
  Object.assign(editor, { isTrusted: true, typed: undefined, picked: undefined });
  Object.assign(editor, { inputs: [], lists: [], messages: [] });
  places = [place("https://api.example.com")];
  unreadable = undefined;
  stored = new Map();
  state = new Map();
  const context = {
    subscriptions: [],
    secrets: {
      get: async (name: string) => stored.get(name),
      store: async (name: string, value: string) => void stored.set(name, value),
      delete: async (name: string) => void stored.delete(name),
    },
    globalState: {
      get: (name: string, fallback: unknown) => state.get(name) ?? fallback,
      update: async (name: string, value: unknown) => void state.set(name, value),
    },
  } as never;
  keys = new Keys(context);
  const connection = {
    request: async (method: string) => {
      if (unreadable) throw unreadable;
      return method === methods.keyPlaces ? { places } : undefined;
    },
  } as unknown as Connection;
  registerKeyCommands(context, connection, keys);
  serveModels(
    {
      onRequest: (method: string, handler: typeof serve) => {
        if (method === methods.key) serve = handler;
      },
    } as never,
    { keys, secret, languageModels: {} as never },
  );
});
const run = (command: string) => editor.commands.get(command)!();
const given = async (origin: string, variable = "MY_KEY") => {
  const { sealed: text } = await serve({ variable, origin });
  return text === null ? undefined : unsealed(text, secret);
};

it("a key is asked for where nobody looks over one's shoulder, with the place it is for, and given for that place alone", async () => {
  editor.typed = " sk-1 ";
  await run(commands.setKey);
  expect(editor.inputs).toMatchObject([
    {
      title: "Key for https://api.example.com",
      prompt: expect.stringContaining("sent to https://api.example.com and nowhere else"),
      password: true,
    },
  ]);
  expect(await given("https://api.example.com")).toBe("sk-1");
  expect(await given("https://api.example.com", "OTHER")).toBeUndefined();
  for (const other of ["http://api.example.com", "https://api.example.com:444", "https://evil.example"])
    expect(await given(other)).toBeUndefined();
  // Anything that is not the secret storage knows the name alone.
  expect(JSON.stringify([...state, ...editor.messages])).not.toContain("sk-1");
});

it("of several places one is chosen, and what is known of each is said", async () => {
  places = [place("https://a.example"), { ...place("https://b.example"), isInEnvironment: true }];
  [editor.typed, editor.picked] = ["sk-b", "https://b.example"];
  await run(commands.setKey);
  expect(editor.lists[0]!.map(({ description }) => description)).toEqual([
    "MY_KEY, missing",
    "MY_KEY, in the environment",
  ]);
  expect(editor.messages.at(-1)).toContain("in place of the environment's");
  expect([await given("https://a.example"), await given("https://b.example")]).toEqual([undefined, "sk-b"]);
  await run(commands.setKey);
  expect(editor.lists[1]![1]!.description).toBe("MY_KEY, set");
});

it("a key that is removed is given no more, also one that no configuration names any longer", async () => {
  editor.typed = "sk-1";
  await run(commands.setKey);
  places = [];
  editor.picked = "https://api.example.com";
  await run(commands.removeKey);
  expect(await given("https://api.example.com")).toBeUndefined();
  expect([...stored]).toEqual([]);
  await run(commands.removeKey);
  expect(editor.messages.at(-1)).toBe("No key of a model is kept in VS Code.");
});

it("a workspace that is not trusted is given none, and sets none", async () => {
  editor.typed = "sk-1";
  await run(commands.setKey);
  editor.isTrusted = false;
  expect(await given("https://api.example.com")).toBeUndefined();
  await run(commands.setKey);
  expect(editor.inputs).toHaveLength(1);
});

it("a missing key is told with the command as a button", async () => {
  [editor.typed, editor.picked] = ["sk-1", "Set the Key"];
  await tellModelTrouble({ code: "model-key", message: "There is no key." }, {});
  expect(await given("https://api.example.com")).toBe("sk-1");
});

it("what goes wrong behind the button is said, with the command's own message", async () => {
  editor.picked = "Set the Key";
  unreadable = new Error("homeostat.yaml is no YAML: line 3.");
  await tellModelTrouble({ code: "model-key", message: "There is no key." }, {});
  expect(editor.messages).toEqual(["There is no key.", "homeostat.yaml is no YAML: line 3."]);
});

it("what is sealed nobody reads without the secret, and no two are alike", () => {
  const [one, other] = [sealed("sk-1", secret), sealed("sk-1", secret)];
  expect(one).not.toBe(other);
  expect(Buffer.from(one, "base64").toString("latin1")).not.toContain("sk-1");
  expect([unsealed(one, secret), unsealed(other, secret)]).toEqual(["sk-1", "sk-1"]);
  expect(unsealed(one, Buffer.alloc(32, 2))).toBeUndefined();
});
