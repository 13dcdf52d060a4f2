import { expect, it } from "vitest";
import { kindsOfInput } from "./kinds-of-input.ts";

const link = (conversationId: string, variables: Readonly<Record<string, string>>) => ({
  ...{ id: conversationId, conversationId, variables: JSON.stringify(variables) },
});

it("tags and tools of a conversation, and values of variables that have a few of them", () => {
  const labels = new Map([
    ["a", ["tool=find_order", "model=gpt", "tag=angry", "finish=stop"]],
    ["b", []],
  ]);
  const links = [
    link("a", { plan: "pro", question: "Where is it?", shop: "ours" }),
    link("b", {
      plan: "free",
      question: "Can I get a long refund of everything that I ever bought?",
      shop: "ours",
    }),
    { id: "c", conversationId: "c" },
  ];
  expect(kindsOfInput(labels, links)).toEqual(
    new Map([
      ["a", ["tool find_order", "tag angry", "variable plan: pro", "variable question: Where is it?"]],
      ["b", ["variable plan: free"]],
    ]),
  );
});

it("a variable with many values says nothing of kinds", () => {
  const links = Array.from({ length: 9 }, (_, at) => link(`c${at}`, { question: `Number ${at}?` }));
  expect(kindsOfInput(new Map(), links).size).toBe(0);
});
