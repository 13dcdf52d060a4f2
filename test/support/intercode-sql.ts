import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

interface Episode {
  readonly task_id: number;
  readonly query: string;
  readonly hardness: string;
  readonly turn_history: { readonly actions: readonly string[]; readonly observations: readonly string[] };
  readonly summary: { readonly max_reward: number };
}

/** How a run was prompted: the name of the prompt, its text, and a second system message where it had one. */
export interface InterCodeRun {
  readonly prompt: string;
  readonly system: string;
  /** The run does not record what stood in it. */
  readonly context?: string;
}

/**
 * Episodes of InterCode-SQL as chats, one a line: what the agent executed and what the database said. Passed is what got the whole
 * reward once, as its makers count.
 */
export function interCodeChats(file: string, { prompt, system, context }: InterCodeRun): string {
  const episodes = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as Record<string, Episode>;
  return Object.values(episodes)
    .map(({ task_id, query, hardness, turn_history: { actions, observations }, summary }) =>
      JSON.stringify({
        id: `${prompt} ${task_id}`,
        task_id: `sql ${task_id}`,
        prompt,
        hardness,
        reward: summary.max_reward === 1 ? 1 : 0,
        messages: [
          { role: "system", content: system },
          ...(context === undefined ? [] : [{ role: "system", content: context }]),
          { role: "user", content: query },
          ...actions.flatMap((action, turn) => [
            { role: "assistant", content: action },
            { role: "user", content: observations[turn] ?? "" },
          ]),
        ],
      }),
    )
    .join("\n");
}
