import { expect, it } from "vitest";
import { type AskedModel, askedText } from "./asked-model.ts";

const asked: AskedModel = {
  model: "llama3.2",
  origin: "http://127.0.0.1:11434",
  requests: 214,
  names: 9,
  calls: 24,
  fellBack: 0,
  unasked: 0,
  maxCalls: 500,
  isHopeless: false,
};

it("says what was asked, where, and what became of it", () => {
  expect(askedText(asked)).toBe(
    "asked llama3.2 at http://127.0.0.1:11434: 214 requests and 9 names in 24 calls",
  );
  expect(askedText({ ...asked, names: 0, calls: 1, fellBack: 3 })).toBe(
    "asked llama3.2 at http://127.0.0.1:11434: 214 requests in 1 call, 3 fell back to the users' own words",
  );
  expect(askedText({ ...asked, calls: 0, requests: 0, names: 0 })).toMatch(
    /asked llama.* nothing: it has read/,
  );
  expect(askedText({ ...asked, unasked: 40, maxCalls: 24 })).toMatch(
    /40 more .* the limit of 24 calls .*models\.chat\.maxCalls.* The next search goes on$/,
  );
  expect(askedText({ ...asked, fellBack: 10, isHopeless: true })).toMatch(
    /check that this model can answer in JSON/,
  );
  expect(askedText({ ...asked, model: "a\u001b[31mb\nc" })).not.toMatch(/\p{Cc}/u);
});
