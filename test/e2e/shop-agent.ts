// A folder whose agent answers questions about orders: it claims the agent's service, and the agent sends with OpenTelemetry's own
// SDK and exporter.
import fs from "node:fs";
import path from "node:path";
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect, inject } from "vitest";
import { freePort } from "./free-port.ts";

const policy =
  "You answer questions about orders.\nAsk for the order number before anything else.\nNever promise a delivery date.\n";

/** A folder that captures what `<name>-agent` sends. */
export async function capturingShop(name: string): Promise<string> {
  const folder = path.join(inject("runFolder"), name);
  fs.mkdirSync(path.join(folder, "prompts"), { recursive: true });
  fs.writeFileSync(path.join(folder, "prompts", "support.prompt.md"), policy);
  fs.writeFileSync(
    path.join(folder, "homeostat.yaml"),
    `version: 1\ncapture: { services: [${name}-agent], http: ${await freePort()}, grpc: ${await freePort()} }\n`,
  );
  return folder;
}

/** One conversation; each turn of it is a trace. */
export class ShopAgent {
  private readonly provider: BasicTracerProvider;
  private readonly said: object[] = [];

  constructor(
    port: number,
    shop: string,
    private readonly conversation: string,
  ) {
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ "service.name": `${shop}-agent` }),
      spanProcessors: [
        new SimpleSpanProcessor(new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` })),
      ],
    });
  }

  async turn(asked: string, args: object, answer: string): Promise<void> {
    const tracer = this.provider.getTracer("shop");
    const conversation = { "gen_ai.conversation.id": this.conversation };
    const root = tracer.startSpan("invoke_agent shop", {
      attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "shop", ...conversation },
    });
    const inside = trace.setSpan(context.active(), root);
    const id = `call_${this.said.length}`;
    this.said.push({ role: "user", parts: [{ type: "text", content: asked }] });
    const call = {
      role: "assistant",
      parts: [{ type: "tool_call", id, name: "lookup_order", arguments: args }],
    };
    this.model(inside, call);
    const tool = tracer.startSpan(
      "execute_tool lookup_order",
      {
        attributes: {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": "lookup_order",
          "gen_ai.tool.call.id": id,
          "gen_ai.tool.call.arguments": JSON.stringify(args),
          "gen_ai.tool.call.result": JSON.stringify({ status: "sent" }),
        },
      },
      inside,
    );
    tool.end();
    this.said.push(call, {
      role: "tool",
      parts: [{ type: "tool_call_response", id, response: { status: "sent" } }],
    });
    const said = { role: "assistant", parts: [{ type: "text", content: answer }] };
    this.model(inside, said);
    this.said.push(said);
    root.end();
    await this.provider.forceFlush();
  }

  close(): Promise<void> {
    return this.provider.shutdown();
  }

  private model(inside: ReturnType<typeof context.active>, output: object): void {
    const span = this.provider.getTracer("shop").startSpan(
      "chat m-1",
      {
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "m-1",
          "gen_ai.conversation.id": this.conversation,
          "gen_ai.usage.input_tokens": 120,
          "gen_ai.usage.output_tokens": 20,
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: policy }]),
          "gen_ai.input.messages": JSON.stringify(this.said),
          "gen_ai.output.messages": JSON.stringify([{ ...output, finish_reason: "stop" }]),
        },
      },
      inside,
    );
    span.end();
  }
}

/** The port of the receiver once it answers: one serves all windows of the run, and whichever folder came first chose its ports. */
export async function receiverPort(): Promise<number> {
  let port = 0;
  await expect
    .poll(
      async () => {
        port = portInHome() ?? 0;
        return port > 0 && (await isReceiving(port));
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  return port;
}

export const isReceiving = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

function portInHome(): number | undefined {
  const home = path.join(inject("runFolder"), "home");
  const file = fs
    .readdirSync(home, { recursive: true, encoding: "utf8" })
    .find((name) => path.basename(name) === "receiver.json");
  if (file === undefined) return undefined;
  return (JSON.parse(fs.readFileSync(path.join(home, file), "utf8")) as { httpPort: number }).httpPort;
}
