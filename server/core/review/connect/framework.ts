/** Where an agent is to send to, and under which name. `http` and `grpc` are ports of this machine. */
export interface ConnectTarget {
  readonly http: number;
  readonly grpc: number;
  readonly service: string;
}

/** A framework or instrumentation, and how it is made to send what it records. */
export interface Framework {
  readonly id: string;
  readonly name: string;
  readonly language: "shell" | "python" | "javascript" | "json";
  /** Packages whose presence says that a program uses it. */
  readonly packages: readonly string[];
  /** The command that installs what it takes; absent where nothing is missing. */
  readonly install?: string;
  readonly code: (target: ConnectTarget) => string;
  /** Where the framework gives itself a name that cannot be changed. */
  readonly ownService?: string;
  readonly notes: ConnectNotes;
}

/** One sentence each: what to do so that this is recorded. */
export interface ConnectNotes {
  /** Texts of messages and tool calls. */
  readonly content: string;
  /** Which calls belong to one conversation. */
  readonly conversation: string;
  /** Which prompt, in which version. */
  readonly prompt: string;
}

export const httpUrl = ({ http }: ConnectTarget): string => `http://127.0.0.1:${http}`;
export const tracesUrl = (target: ConnectTarget): string => `${httpUrl(target)}/v1/traces`;
export const logsUrl = (target: ConnectTarget): string => `${httpUrl(target)}/v1/logs`;
export const grpcUrl = ({ grpc }: ConnectTarget): string => `http://127.0.0.1:${grpc}`;

/** A text of Python or JavaScript: both read what JSON writes. */
export const quoted = (text: string): string => JSON.stringify(text);

/** `export NAME='value'` for each: nothing inside of single quotes means anything to a shell. */
export const exportLines = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join("\n");

/** What holds for whoever writes spans by the conventions of OpenTelemetry. */
export const generalNotes: ConnectNotes = {
  content:
    "Set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=span_only and OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental (earlier instrumentations: OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true).",
  conversation:
    'Give a span of each turn the attribute "gen_ai.conversation.id" (or "session.id"): one value for a whole conversation.',
  prompt:
    'Give spans the attributes "gen_ai.prompt.name" and "gen_ai.prompt.version"; without them a prompt is found by its text.',
};

/** For whatever has no way of its own to say which prompt it was. */
export const promptByText = generalNotes.prompt;
