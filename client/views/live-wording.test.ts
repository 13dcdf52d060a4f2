import { describe, expect, it } from "vitest";
import type { CaptureStatus, LiveItem } from "../../server/protocol/index.ts";
import { agoInWords, captureInWords, isGrowing, liveDetails, liveLabel } from "./live-wording.ts";

const nowMs = Date.UTC(2026, 4, 3, 12);
const item = (changes: Partial<LiveItem> = {}): LiveItem => ({
  id: "c1",
  opening: "Where is my parcel?",
  status: "ok",
  errors: 0,
  spans: 3,
  isReceived: true,
  lastMs: nowMs - 12_000,
  ...changes,
});

describe("how long ago", () => {
  it.each([
    [0, "now"],
    [-2_000, "now"],
    [12_000, "12 s ago"],
    [59_999, "59 s ago"],
    [60_000, "1 min ago"],
    [7_199_000, "1 h ago"],
    [3 * 86_400_000, "3 d ago"],
    [40 * 86_400_000, "2026-03-24"],
    [-86_400_000, "2026-05-04"],
  ])("%i ms: %s", (ms, words) => {
    expect(agoInWords(item({ lastMs: nowMs - ms }), nowMs)).toBe(words);
  });
  it.each([undefined, Number.NaN, 1e300])("%s: no time known", (lastMs) => {
    expect(agoInWords(item({ lastMs }), nowMs)).toBe("no time known");
  });
});

it("goes on as long as something came lately, and only where it was received", () => {
  expect(isGrowing(item(), nowMs)).toBe(true);
  expect(isGrowing(item({ lastMs: nowMs - 31_000 }), nowMs)).toBe(false);
  expect(isGrowing(item({ isReceived: false }), nowMs)).toBe(false);
});

it("says what is known, and the marks in words", () => {
  const whole = item({ status: "error", errors: 2, durationMs: 6_240, tokens: 1280, costUsd: 0.0042 });
  expect(liveDetails(whole)).toEqual(["2 errors", "6.2 s", "1280 tokens", "$0.0042", "3 spans"]);
  expect(liveLabel(whole, nowMs)).toBe(
    "Where is my parcel?, ended with an error, still going on, 12 s ago, 2 errors, 6.2 s, 1280 tokens, $0.0042, 3 spans",
  );
  expect(liveDetails(item({ spans: 1, durationMs: 300_000 }))).toEqual(["5 min", "1 span"]);
});

it("says whether capture runs, and what is in its way", () => {
  const status: CaptureStatus = {
    running: true,
    http: 4318,
    grpc: 4317,
    services: [],
    waitingBytes: 0,
    problems: [],
  };
  expect(captureInWords({ ...status, running: false })).toBe("capture is not running");
  expect(captureInWords(status)).toBe("capturing on 4318 and 4317");
  const service = {
    ...{ name: "a", spans: 1, logs: 0, lastMs: 0, content: true, conversation: true, prompt: false },
    ...{ claimed: false, here: false, waiting: 1 },
  };
  expect(captureInWords({ ...status, waitingBytes: 7 * 2 ** 20, services: [service] })).toBe(
    "capturing on 4318 and 4317, 7 MB on the way, 1 service claimed by no folder",
  );
});
