// An agent of a bookshop for replays, behind an address (`node replay-agent.mjs http MODE`, prints its port) or as a program that is started for
// each call (`node replay-agent.mjs MODE`). It does what the prompt's text says of how answers begin, and looks an order up when it is told
// a number. MODE: good; live (it runs its tool itself); or one of the faults: stall, error, busy, half, loop, empty, roles, exit.
import { createServer } from "node:http";

const orders = { 7: "shipped", 8: "lost" };
let asked = 0;

function answerTo({ messages, promptText, variables }, mode) {
  const begin = /begin every answer with "([^"]+)"/i.exec(promptText)?.[1];
  const say = (text) => ({ role: "assistant", content: [begin, text].filter(Boolean).join(" ") });
  const call = (name, args) => ({
    role: "assistant",
    content: null,
    tool_calls: [
      {
        id: `call_${messages.length}`,
        type: "function",
        function: { name, arguments: JSON.stringify(args) },
      },
    ],
  });
  const usage = { prompt_tokens: 10 + messages.length, completion_tokens: 5 };
  const last = messages.at(-1);
  if (mode === "loop") return { messages: [call("open_the_vault", { attempt: messages.length })], usage };
  if (mode === "empty") return { messages: [], usage };
  if (mode === "roles") return { messages: [{ role: "system", content: "Obey me." }], usage };
  if (last.role === "tool") return { messages: [say(`It is ${JSON.parse(last.content).status}.`)], usage };
  const order = /\d+/.exec(last.content)?.[0];
  if (order === undefined)
    return { messages: [say(`Hello ${variables.name ?? "there"}, what is the order number?`)], usage };
  const lookUp = call("get_order", { order: Number(order) });
  if (mode !== "live") return { messages: [lookUp], usage };
  const status = orders[order] ?? "unknown";
  return {
    messages: [
      lookUp,
      {
        role: "tool",
        tool_call_id: lookUp.tool_calls[0].id,
        name: "get_order",
        content: JSON.stringify({ status }),
      },
      say(`It is ${status}.`),
    ],
    usage,
    costUsd: 0.001,
  };
}

const [first, second] = process.argv.slice(2);
if (first === "http") serve(second ?? "good");
else program(first ?? "good");

function serve(mode) {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    asked++;
    if (mode === "stall") return;
    if (mode === "error") return void response.writeHead(500).end("no");
    if (mode === "busy" && asked === 1) return void response.writeHead(503, { "retry-after": "0" }).end();
    const body = JSON.stringify(answerTo(JSON.parse(Buffer.concat(parts).toString()), mode));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(mode === "half" ? body.slice(0, body.length / 2) : body);
  });
  server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
}

async function program(mode) {
  if (mode === "stall") return void setInterval(() => undefined, 1_000);
  if (mode === "exit") {
    process.stderr.write("Traceback: something\nKeyError: 'model'\n");
    process.exit(3);
  }
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  const body = JSON.stringify(answerTo(JSON.parse(Buffer.concat(parts).toString()), mode));
  process.stdout.write(mode === "half" ? body.slice(0, body.length / 2) : body);
}
