import { describe, expect, test } from "vitest";
import { mediaOf } from "./media.ts";
import { messagesOfWire, textOfResult } from "./wire-messages.ts";

const png = "iVBORw0KGgo=";

describe("media by reference", () => {
  test.each([
    [
      "OpenTelemetry blob",
      { type: "blob", modality: "image", mime_type: "image/png", content: png },
      { kind: "image", mimeType: "image/png", bytes: 8 },
    ],
    [
      "OpenTelemetry uri",
      { type: "uri", modality: "video", uri: "gs://a/b.mp4" },
      { kind: "video", uri: "gs://a/b.mp4" },
    ],
    ["OpenTelemetry file", { type: "file", modality: "image", file_id: "f1" }, { kind: "image", uri: "f1" }],
    [
      "OpenAI image",
      { type: "image_url", image_url: { url: "https://x/y.png" } },
      { kind: "image", uri: "https://x/y.png" },
    ],
    [
      "OpenAI inline",
      { type: "input_image", image_url: `data:image/png;base64,${png}` },
      { kind: "image", mimeType: "image/png", bytes: 8 },
    ],
    [
      "OpenAI sound",
      { type: "input_audio", input_audio: { data: png, format: "wav" } },
      { kind: "audio", mimeType: "audio/wav", bytes: 8 },
    ],
    [
      "OpenAI file",
      { type: "file", file: { file_id: "f1", filename: "a.pdf" } },
      { kind: "file", uri: "f1", name: "a.pdf" },
    ],
    [
      "Anthropic",
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: png } },
      { kind: "image", mimeType: "image/jpeg", bytes: 8 },
    ],
    [
      "Anthropic document",
      { type: "document", source: { type: "url", url: "https://x/a.pdf" } },
      { kind: "file", uri: "https://x/a.pdf" },
    ],
    [
      "Gemini inline",
      { inlineData: { mimeType: "audio/mp3", data: png } },
      { kind: "audio", mimeType: "audio/mp3", bytes: 8 },
    ],
    [
      "Gemini file",
      { file_data: { mime_type: "application/pdf", file_uri: "gs://a" } },
      { kind: "file", mimeType: "application/pdf", uri: "gs://a" },
    ],
    [
      "Bedrock",
      { image: { format: "png", source: { bytes: png } } },
      { kind: "image", mimeType: "image/png", bytes: 8 },
    ],
    [
      "Vercel",
      { type: "image", image: png, mediaType: "image/png" },
      { kind: "image", mimeType: "image/png", bytes: 8 },
    ],
    [
      "OpenInference",
      { type: "image", image: { image: { url: "https://x/y.png" } } },
      { kind: "image", uri: "https://x/y.png" },
    ],
    ["Pydantic AI", { type: "image-url", url: "https://x/y.png" }, { kind: "image", uri: "https://x/y.png" }],
  ])("%s", (_, part, expected) => {
    expect(mediaOf(part)).toEqual(expected);
  });

  test("the text shows that something was there, and no byte of it is kept", () => {
    const content = [
      { type: "text", text: "see" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
    ];
    const [message] = messagesOfWire([{ role: "user", content }], "user").messages;
    expect(message).toEqual({
      role: "user",
      text: "see\n[image_url]",
      media: [{ kind: "image", mimeType: "image/png", bytes: 8 }],
    });
    const shot = [
      { type: "text", text: "done" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: png } },
    ];
    expect(textOfResult(shot)).toBe("done\n[image]");
    const [result] = messagesOfWire(
      [{ role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: shot }] }],
      "user",
    ).messages;
    expect(JSON.stringify(result)).not.toContain(png);
    expect(result).toMatchObject({
      role: "tool",
      text: "done\n[image]",
      media: [{ kind: "image", bytes: 8 }],
    });
  });

  test("what is no media says so", () => {
    for (const part of [{}, { type: "text", text: "a" }, { type: "citation", title: "t" }, { id: 1 }])
      expect(mediaOf(part)).toBeUndefined();
  });
});
