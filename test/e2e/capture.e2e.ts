// From an exporter to the viewer: a folder that claims a service starts the receiver by itself, what an agent sends stands in the
// side bar while it goes on, opens as a trace, and is found by a filter. Capture goes on without the window.
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect, inject, test } from "vitest";
import { openWorkbench } from "./harness.ts";

const policy =
  "You answer questions about orders.\nAsk for the order number before anything else.\nNever promise a delivery date.\n";

test("what an agent sends is seen, opened and found", async (testContext) => {
  const [http, grpc] = [await freePort(), await freePort()];
  const folder = path.join(inject("runFolder"), "shop");
  fs.mkdirSync(path.join(folder, "prompts"), { recursive: true });
  fs.writeFileSync(path.join(folder, "prompts", "support.prompt.md"), policy);
  fs.writeFileSync(
    path.join(folder, "homeostat.yaml"),
    `version: 1\ncapture: { services: [shop-agent], http: ${http}, grpc: ${grpc} }\n`,
  );
  const vscode = await openWorkbench(testContext, { copyOf: folder });
  await vscode.statusItem("Homeostat");
  await untilReceiving(http);

  const agent = new Agent(http);
  await agent.turn("Where is my parcel?", { order: 4711 }, "It is on its way.");
  await vscode.openSideBar("Homeostat");
  await vscode.openView("Live");
  const row = vscode.treeRows("Live").filter({ hasText: "Where is my parcel?" }).first();
  await row.waitFor({ timeout: 60_000 });
  await vscode.screenshot("live");

  await row.click();
  const page = vscode.webview();
  await page.getByText("It is on its way.").first().waitFor();
  expect(await page.locator("body").innerText()).toContain("lookup_order");
  await agent.turn("Can I return it?", { order: 4711 }, "Within 30 days.");
  // The page follows the conversation.
  await page.getByText("Within 30 days.").first().waitFor({ timeout: 60_000 });
  await vscode.screenshotOnly("captured-trace");

  await vscode.command("Homeostat: Filter Conversations");
  await vscode.answer("tool:lookup_order -status:error tokens>100");
  await vscode.treeRows("Failing Conversations").filter({ hasText: "Where is my parcel?" }).first().waitFor();
  await vscode.screenshotOnly("filtered");
  await vscode.command("Homeostat: Filter Conversations");
  await vscode.answer("tool:no_such_tool");
  await expect
    .poll(() => vscode.treeRows("Failing Conversations").filter({ hasText: "parcel" }).count())
    .toBe(0);

  await vscode.page.close();
  await agent.turn("Thanks!", { order: 4711 }, "You are welcome.");
  await agent.close();
  const health = await fetch(`http://127.0.0.1:${http}/healthz`);
  expect(health.ok).toBe(true);
});

/** One conversation of an agent with OpenTelemetry's own SDK and exporter. */
class Agent {
  private readonly provider: BasicTracerProvider;
  private readonly said: object[] = [];

  constructor(port: number) {
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ "service.name": "shop-agent" }),
      spanProcessors: [
        new SimpleSpanProcessor(new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` })),
      ],
    });
  }

  async turn(asked: string, args: object, answer: string): Promise<void> {
    const tracer = this.provider.getTracer("shop");
    const conversation = { "gen_ai.conversation.id": "shop-1" };
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
          "gen_ai.conversation.id": "shop-1",
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

async function untilReceiving(port: number): Promise<void> {
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
