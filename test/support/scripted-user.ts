/**
 * How the scripted model plays the user of a recorded conversation: it says the recorded messages in their order, each once, and is done
 * after the last. It sees nothing but the prompt: what stands in the fences.
 */
export function scriptedUserTurn(system: string, user: string): string | undefined {
  const mark = /a line that begins with <<<([0-9a-f]+) and the line \1>>>/.exec(system)?.[1];
  if (!mark || !system.startsWith("You play the user")) return undefined;
  const fenced = user.split(`<<<${mark} `).slice(1);
  const [goal = "", soFar = ""] = fenced.map((part) =>
    part.slice(part.indexOf("\n") + 1, part.indexOf(`\n${mark}>>>`)),
  );
  const next = goal
    .split("\n")
    .map((line) => line.replace(/^- /, ""))
    .find((line) => !soFar.includes(`User: ${line}`));
  return JSON.stringify({ thought: "by the script", isDone: next === undefined, message: next ?? "" });
}
