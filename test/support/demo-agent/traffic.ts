/** Conversations of a demo's agent as it runs with a prompt, as an export of chats. */
import { drawFrom } from "../../../scripts/demo/draw.ts";
import { retype } from "../../../scripts/demo/retype.ts";
import { type ChatMessage, scriptedModelName } from "../scripted-model.ts";
import { demoAgent } from "./demo-agent.ts";
import type { DemoTool, DemoWorld, Wish } from "./world.ts";

export interface Opening {
  readonly wish: string;
  readonly text: string;
}

/** So many openings, drawn by a seed; each is said once as it is written, and after that in other words. */
export function openingsOf({ wishes }: DemoWorld, count: number, seed: number): Opening[] {
  const draw = drawFrom(seed, 7);
  const bag = Object.entries(wishes).flatMap(([wish, { weight = 1 }]) => Array<string>(weight).fill(wish));
  const said = new Set<string>();
  return Array.from({ length: count }, () => {
    const wish = draw.pick(bag);
    const { says } = wishes[wish]!;
    const [made, written] = [true, false].map((isMade) => says.filter((one) => one.includes("{") === isMade));
    const from = [made!, written!].filter((some) => some.length > 0);
    const plain = filled(draw.pick(draw.pick(from)), (options) => draw.pick(options));
    const text = said.has(plain) ? retype(plain, draw) : plain;
    said.add(plain);
    return { wish, text };
  });
}

const filled = (template: string, pick: (options: readonly string[]) => string): string =>
  template.replace(/\{([^{}]*)\}/g, (_, options: string) => pick(options.split("|")));

/** What the agent understands of what people open with: of what is said otherwise than it was written, too. */
export function understoodIn(world: DemoWorld, openings: readonly Opening[]): Map<string, Wish> {
  return new Map(openings.map(({ wish, text }) => [text, world.wishes[wish]!]));
}

export const toolDefinitions = (tools: readonly DemoTool[]) =>
  tools.map(({ name, description }) => ({
    type: "function" as const,
    function: {
      ...{ name, description },
      parameters: { type: "object", properties: { id: { type: "integer" } }, required: [] },
    },
  }));

export interface Chat {
  readonly id: string;
  readonly wish: string;
  readonly messages: readonly ChatMessage[];
}

/** Conversations with that text of the prompt. */
export function trafficOf(world: DemoWorld, prompt: string, count: number, seed: number): Chat[] {
  const openings = openingsOf(world, count, seed);
  const agent = demoAgent({ understood: understoodIn(world, openings) });
  const tools = toolDefinitions(world.tools ?? []);
  return openings.map(({ wish, text }, i) => {
    const draw = drawFrom(seed, 100_000 + i);
    const messages: ChatMessage[] = [
      { role: "system", content: prompt },
      { role: "user", content: text },
    ];
    for (let step = 0; step < 3; step++) {
      const own = {
        model: scriptedModelName,
        messages,
        ...(tools.length > 0 && { tools }),
        seed: seed * 1_000_003 + i,
      };
      const message = agent(own);
      messages.push(message);
      const [call] = message.tool_calls ?? [];
      if (!call) break;
      const tool = world.tools?.find(({ name }) => name === call.function.name);
      const isDown = draw.chance(tool?.fails ?? 0);
      messages.push({
        role: "tool",
        tool_call_id: call.id,
        content: JSON.stringify(isDown ? { error: "503 Service Unavailable" } : tool?.gives),
      });
    }
    return { id: `s${seed}-${String(i).padStart(4, "0")}`, wish, messages };
  });
}
