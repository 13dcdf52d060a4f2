import { describe, expect, it } from "vitest";
import { connectReport, type SentService } from "./connect-report.ts";
import { connectSnippet } from "./connect-snippet.ts";

const snippet = connectSnippet("vercel-ai", { http: 4318, grpc: 4317, service: "shop-agent" })!;
const sent = (more: Partial<SentService>) =>
  connectReport(
    {
      ...{ name: "shop-agent", spans: 2, logs: 0, root: "/projects/shop" },
      ...{ content: true, conversation: true, prompt: true },
      ...more,
    },
    snippet,
    "/projects/shop",
  );

describe("what is said of the service that sent first", () => {
  it("is all that is wished for", () => {
    expect(sent({})).toMatchObject({
      isExpected: true,
      heading: "shop-agent sends.",
      missing: [],
      place: "It goes into this workspace.",
    });
  });

  it("names what is missing, in the order of the advice, which has the framework's own switch", () => {
    const { missing, advice } = sent({ content: false, prompt: false });
    expect(missing).toEqual(["message content", "prompt names or versions"]);
    expect(advice[1]).toContain("recordInputs");
  });

  it("says so where it is another service than was waited for", () => {
    expect(sent({ name: "hotel" })).toMatchObject({
      isExpected: false,
      heading: "hotel sends; shop-agent has not yet.",
    });
  });

  it("says where its conversations go", () => {
    expect(sent({ root: "/projects/hotel" }).place).toBe("It goes into the workspace /projects/hotel.");
    const { root: _, ...nobodys } = { name: "x", spans: 1, logs: 0, root: "" };
    const seen = { content: true, conversation: true, prompt: true };
    expect(connectReport({ ...nobodys, ...seen }, snippet, "/projects/shop").place).toMatch(/inbox/);
  });

  it("keeps to one line whatever the service calls itself", () => {
    expect(sent({ name: "a\u001b[31m\nb\u202e" }).heading).toBe("a [31m b sends; shop-agent has not yet.");
  });
});
