import type { Config } from "./config.ts";

/** A place that a configuration sends a key to. */
export interface KeyPlace {
  /** Such as https://api.example.com: scheme, host and port. */
  readonly origin: string;
  /** The name under which the key is asked for. */
  readonly variable: string;
  /** Entries of the configuration that ask for it, such as `models.chat`. */
  readonly uses: readonly string[];
  readonly isInEnvironment: boolean;
}

/** The places of a configuration that want a key, each once, in its order. */
export function keyPlaces(
  { models, agents }: Pick<Config, "models" | "agents">,
  env: NodeJS.ProcessEnv = process.env,
): readonly KeyPlace[] {
  const { embeddings, chats } = models;
  const wanted: Wanted[] = [
    ...[...chats].flatMap(([name, chat]): Wanted[] =>
      chat.provider === "vscode" ? [] : [[`models.${name}`, chat.baseUrl, chat.apiKeyEnv]],
    ),
    ...(embeddings.kind === "endpoint"
      ? [["models.embeddings", embeddings.baseUrl, embeddings.apiKeyEnv] satisfies Wanted]
      : []),
    ...agents.flatMap(({ name, settings }): Wanted[] => {
      const use = `the agent ${name}`;
      if (settings.run === "model") return [[use, settings.baseUrl, settings.apiKeyEnv]];
      return settings.run === "http" ? [[use, settings.url, settings.apiKeyEnv]] : [];
    }),
  ];
  const places = new Map<string, KeyPlace>();
  for (const [use, url, variable] of wanted) {
    if (variable === undefined) continue;
    const { origin } = new URL(url);
    const id = `${origin} ${variable}`;
    const uses = [...(places.get(id)?.uses ?? []), use];
    places.set(id, { origin, variable, uses, isInEnvironment: Boolean(env[variable]) });
  }
  return [...places.values()];
}

type Wanted = readonly [use: string, url: string, variable: string | undefined];
