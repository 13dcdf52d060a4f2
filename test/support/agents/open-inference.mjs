// The bookshop's agent around the bare `openai` package, with OpenInference's instrumentation of it.

import { setSession } from "@arizeai/openinference-core";
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { context } from "@opentelemetry/api";
import * as openai from "openai";
import { serve } from "./bookshop.mjs";
import { overEachTransport, settings } from "./telemetry.mjs";

const instrumentation = new OpenAIInstrumentation();
instrumentation.manuallyInstrument(openai);

await overEachTransport("open-inference-shop", async ({ provider, id, order }) => {
  instrumentation.setTracerProvider(provider);
  const client = new openai.OpenAI({ baseURL: settings.model, apiKey: "unused" });
  await context.with(setSession(context.active(), { sessionId: id }), () =>
    serve(client, order, { model: settings.modelName }),
  );
});
