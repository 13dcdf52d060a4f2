import type { Media } from "../../store/index.ts";
import { defined, type Fields, fieldOf, isFields, textOf } from "../wire-values.ts";

/**
 * What a part that is no text refers to: OpenTelemetry's blob, uri and file, the images, sounds and files of OpenAI (both APIs),
 * Anthropic, Gemini, Bedrock, Vercel, LangChain and OpenInference. Where it came inline its size is told and its bytes are left behind.
 */
export function mediaOf(part: Fields): Media | undefined {
  const holder = holderOf(part);
  const kind = kindOf(part, holder);
  if (kind === undefined) return undefined;
  const uri = uriOf(part, holder);
  const isInline = uri?.startsWith("data:") === true;
  const data = isInline ? uri : dataOf(part, holder);
  const ownUri = isInline ? undefined : uri;
  if (ownUri === undefined && data === undefined && !holder.isNamed) return undefined;
  return defined<Media>({
    kind,
    mimeType: mimeTypeOf(part, holder, data),
    uri: ownUri?.slice(0, MAX_URI),
    name: textOf(fieldOf({ ...part, ...holder.fields }, ["filename", "name", "displayName"]))?.slice(0, 256),
    bytes: data === undefined ? undefined : bytesIn(data),
  });
}

/** Longer addresses carry their content in themselves. */
const MAX_URI = 2000;

/** The object inside the part that says where the thing is, and the name it stands under. */
interface Holder {
  readonly name: string;
  readonly fields: Fields;
  readonly text?: string;
  readonly isNamed: boolean;
}

const HOLDERS = [
  "image_url",
  "input_audio",
  "inlineData",
  "inline_data",
  "fileData",
  "file_data",
  "file",
  "source",
  "image",
  "audio",
  "video",
  "document",
] as const;

function holderOf(part: Fields): Holder {
  for (const name of HOLDERS) {
    const value = part[name];
    if (typeof value === "string" && value !== "") return { name, fields: {}, text: value, isNamed: true };
    if (!isFields(value)) continue;
    // Bedrock and OpenInference have one more around it.
    const inner = [value.source, value[name]].find(isFields);
    return { name, fields: inner ? { ...value, ...inner } : value, isNamed: true };
  }
  return { name: "", fields: {}, isNamed: false };
}

/** By the part's type, its modality, the name of what it holds or the type of its content, whichever says so first. */
function kindOf(part: Fields, holder: Holder): Media["kind"] | undefined {
  const mime = textOf(fieldOf({ ...holder.fields, ...part }, MIME)) ?? "";
  const words = [part.modality, part.type, mime, holder.name].map((word) => String(word ?? "").toLowerCase());
  for (const word of words)
    for (const kind of ["image", "audio", "video"] as const) if (word.includes(kind)) return kind;
  const isFile = words.some((word) =>
    /^(?:blob|uri|file|document|binary|media)\b|file|document|^data$/.test(word),
  );
  return isFile || mime !== "" ? "file" : undefined;
}

const MIME = ["mime_type", "mimeType", "media_type", "mediaType"] as const;

function mimeTypeOf(part: Fields, holder: Holder, data: string | undefined): string | undefined {
  const given = textOf(fieldOf({ ...holder.fields, ...part }, MIME));
  const format = textOf(holder.fields.format);
  const own = data === undefined ? undefined : /^data:([\w.+-]+\/[\w.+-]+)/.exec(data.slice(0, 200))?.[1];
  const kind = holder.name === "input_audio" || holder.name === "audio" ? "audio" : holder.name;
  const ofFormat = format && /^(?:image|audio|video)$/.test(kind) ? `${kind}/${format}` : undefined;
  return (given ?? own ?? ofFormat)?.slice(0, 128);
}

function uriOf(part: Fields, holder: Holder): string | undefined {
  if (holder.text !== undefined && isAddress(holder.text)) return holder.text;
  const names = ["url", "uri", "fileUri", "file_uri", "file_url", "file_id", "fileId"] as const;
  const given = textOf(fieldOf(holder.fields, names)) ?? textOf(fieldOf(part, names));
  if (given !== undefined) return given;
  const s3 = holder.fields.s3Location;
  return isFields(s3) ? textOf(s3.uri) : undefined;
}

function dataOf(part: Fields, holder: Holder): string | undefined {
  if (holder.text !== undefined && !isAddress(holder.text)) return holder.text;
  const names = ["data", "bytes", "base64", "file_data"] as const;
  const inside = textOf(fieldOf(holder.fields, names)) ?? textOf(fieldOf(part, names));
  const isBlob = part.type === "blob" || part.type === "binary";
  return inside ?? (isBlob ? textOf(part.content) : undefined);
}

const isAddress = (text: string): boolean =>
  /^(?:data:|[a-z][a-z0-9+.-]*:\/\/|@@@langfuseMedia:)/i.test(text.slice(0, 64));

/** Size of what base64 says, without decoding it. */
function bytesIn(data: string): number {
  const start = data.startsWith("data:") ? data.indexOf(",") + 1 : 0;
  const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor(((data.length - start) * 3) / 4) - padding);
}
