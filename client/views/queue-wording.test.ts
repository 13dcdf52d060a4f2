import { expect, it } from "vitest";
import type { QueueEntry } from "../../server/protocol/index.ts";
import { entryLabel, proposalLabel } from "./queue-wording.ts";

const entry: QueueEntry = {
  ...{ id: "shop/a", what: "reads no handwriting", prompt: "shop", conversations: ["c1", "c2"] },
  ...{ isOpen: true, history: [] },
};

it("says in words what icons and places say", () => {
  expect(entryLabel(entry)).toBe("Open, reads no handwriting, shop, 2 conversations");
  const { prompt: _, ...own } = entry;
  expect(entryLabel({ ...own, isOpen: false, conversations: [], note: "larger model" })).toBe(
    "Handled, reads no handwriting, note: larger model",
  );
  expect(
    proposalLabel({
      ...{ id: "shop/b", what: "a sum that is wrong", why: "", prompt: "shop", failing: 1 },
      ...{ conversations: [], exemplars: [] },
    }),
  ).toBe("Proposed, a sum that is wrong, shop, 1 failure");
});
