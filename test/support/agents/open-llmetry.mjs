// The bookshop's agent around the bare `openai` package, with OpenLLMetry's instrumentation of it.
import { OpenAIInstrumentation } from "@traceloop/instrumentation-openai";
import { OpenAI } from "openai";
import { serve } from "./bookshop.mjs";
import { overEachTransport, settings } from "./telemetry.mjs";

const instrumentation = new OpenAIInstrumentation();
instrumentation.manuallyInstrument(OpenAI);

await overEachTransport("open-llmetry-shop", async ({ provider, id, order }) => {
  instrumentation.setTracerProvider(provider);
  const client = new OpenAI({ baseURL: settings.model, apiKey: "unused" });
  // The attribute that OpenLLMetry's SDK writes for its association properties; the instrumentation takes it out of the request.
  const extraAttributes = { "traceloop.association.properties.session_id": id };
  await serve(client, order, { model: settings.modelName, more: { extraAttributes } });
});
