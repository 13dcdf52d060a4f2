import type { Message, Outcome } from "../store/index.ts";
import type { Draft } from "./captured.ts";
import { type Entry, readDocument } from "./entries.ts";
import { draftsOf, type Format, type FormatInput, type Found } from "./format.ts";
import { messageFrom, textOfContent, toolCallOf } from "./openai-messages.ts";
import {
  defined,
  type Fields,
  idOf,
  isFields,
  numberOf,
  smallAttributes,
  textOf,
  timeMsOf,
} from "./wire-values.ts";

/**
 * Results of tau2-bench: one object `{timestamp, info, tasks, simulations}`. The system message is not in the file; the policy in
 * `info` is the part of it that is, and stands in for it.
 */
export const tau2Bench: Format = {
  name: "tau2-bench",
  detect: ({ shape, keys }) => shape !== "array" && keys.has("simulations"),
  read: readTau2,
};

async function* readTau2(input: FormatInput): AsyncGenerator<Found> {
  const info = await infoOf(input);
  if (!info)
    yield { problem: { reason: 'There is no "info": the simulations have no system text and no model.' } };
  const members = new Map([["simulations", "elements"]] as const);
  yield* draftsOf(readDocument(input.open(), members), (entry) => draftOf(entry, info ?? {}));
}

/** `info` may stand behind the simulations that need it, so it is looked for first; where it comes first, that is soon over. */
async function infoOf(input: FormatInput): Promise<Fields | undefined> {
  for await (const { entry } of readDocument(input.peek(), new Map([["info", "whole"]] as const)))
    if (entry && isFields(entry.value)) return entry.value;
  return undefined;
}

function draftOf({ value }: Entry, info: Fields): Draft | string {
  if (!isFields(value) || !Array.isArray(value.messages))
    return 'Not a simulation: it has no "messages" array.';
  const id = idOf(value.id);
  if (id === undefined) return "The simulation has no id.";
  const said = sayings(value.messages);
  if ("reason" in said) return said.reason;
  if (said.messages.length === 0) return "The simulation holds no messages.";
  const policy = isFields(info.environment_info) ? textOf(info.environment_info.policy) : undefined;
  const isStored = said.messages[0]!.role === "system";
  const reward = isFields(value.reward_info) ? value.reward_info : {};
  const durationS = numberOf(value.duration);
  return {
    id,
    ...said,
    systemText: isStored ? undefined : policy,
    taskId: idOf(value.task_id),
    trial: numberOf(value.trial),
    outcome: outcomeOf(reward),
    model: isFields(info.agent_info) ? textOf(info.agent_info.llm) : undefined,
    status: /error/.test(String(value.termination_reason)) ? "error" : "ok",
    startMs: timeMsOf(value.start_time),
    endMs: timeMsOf(value.end_time),
    durationMs: durationS === undefined ? undefined : Math.round(durationS * 1000),
    costUsd: numberOf(value.agent_cost),
    attributes: attributesOf(
      value,
      reward,
      info,
      isStored ? "messages" : policy === undefined ? undefined : "environment_info.policy",
    ),
  };
}

/** The score is the reward; a task counts as solved from 1 on, as tau2-bench itself reckons. */
function outcomeOf(rewardInfo: Fields): Outcome | undefined {
  const reward = numberOf(rewardInfo.reward);
  if (reward === undefined) return undefined;
  const basis = Array.isArray(rewardInfo.reward_basis) ? ` (${rewardInfo.reward_basis.join(", ")})` : "";
  return {
    label: reward >= 1 - 1e-6 ? "pass" : "fail",
    score: Math.min(1, Math.max(0, reward)),
    explanation: `reward ${reward}${basis}`,
  };
}

/** Never the `llm_args`: published result files hold API keys in them. */
function attributesOf(
  simulation: Fields,
  rewardInfo: Fields,
  info: Fields,
  systemTextFrom: string | undefined,
): Fields {
  const assertions = Array.isArray(rewardInfo.nl_assertions) ? rewardInfo.nl_assertions.filter(isFields) : [];
  return smallAttributes({
    systemTextFrom,
    terminationReason: simulation.termination_reason,
    seed: simulation.seed,
    userCostUsd: numberOf(simulation.user_cost),
    domain: isFields(info.environment_info) ? info.environment_info.domain_name : undefined,
    gitCommit: info.git_commit,
    rewardBreakdown: rewardInfo.reward_breakdown,
    nlAssertions: assertions.map(({ nl_assertion, met }) => ({ assertion: nl_assertion, met })),
  });
}

/**
 * The messages as the agent saw them. The simulated user has tools of its own (`requestor: "user"`): their calls and results never
 * reach the agent and are kept as asides. So are tokens and costs of the user's messages: somebody else's model spent them.
 */
function sayings(
  list: readonly unknown[],
): Required<Pick<Draft, "messages" | "asides">> | { readonly reason: string } {
  const messages: Message[] = [];
  const asides: Required<Draft>["asides"][number][] = [];
  for (const [index, raw] of list.entries()) {
    if (!isFields(raw))
      return { reason: `Message ${index + 1} is not an object; the conversation was left out.` };
    const calls = (Array.isArray(raw.tool_calls) ? raw.tool_calls : []).filter(isFields);
    const ofUser = calls.filter((call) => call.requestor === "user" || raw.role === "user");
    const aside = (name: string, attributes: Fields) =>
      asides.push({ after: messages.length, name, attributes: { requestor: "user", ...attributes } });

    for (const call of ofUser.map(toolCallOf))
      aside(`user tool ${call.name}`, { callId: call.id, arguments: call.args });
    if (raw.role === "tool" && raw.requestor === "user") {
      aside("user tool result", { callId: idOf(raw.id), result: textOfContent(raw.content) });
      continue;
    }
    // A user who only used a tool has said nothing to the agent.
    if (raw.role === "user" && ofUser.length > 0 && textOfContent(raw.content) === "") continue;
    const made = messageFrom({
      ...raw,
      tool_calls: calls.filter((call) => !ofUser.includes(call)),
      tool_call_id: raw.tool_call_id ?? raw.id,
    });
    if ("reason" in made)
      return { reason: `${made.reason} (message ${index + 1}); the conversation was left out.` };
    const { costUsd, usage, ...plain } = made.message;
    messages.push(plain.role === "assistant" ? defined<Message>({ ...plain, costUsd, usage }) : plain);
  }
  return { messages, asides };
}
