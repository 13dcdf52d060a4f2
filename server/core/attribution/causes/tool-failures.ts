import { isFailed } from "../../signals/index.ts";
import type { Message, Span } from "../../store/index.ts";

/**
 * What a failing tool says is wrong. `outage`: it is down, slow, or does not let the agent in. `missing`: it does not have what was asked for.
 * `arguments`: it was called wrongly. `code`: the agent's own program broke. `refused`: it works and says no, as to a sold-out flight.
 * `other`: it failed and does not say why.
 */
export type FailureKind = "outage" | "missing" | "arguments" | "code" | "refused" | "other";

export interface ToolFailure {
  readonly kind: FailureKind;
  readonly messageIndex: number;
  readonly text: string;
  readonly spanId?: string;
}

/** Errors say it in the beginning, programs at the end. */
const HEAD = 600;
const LAST = 3_000;
const TAIL = 400;

/** The order matters: "connection to host not found" is an outage. */
const patterns: readonly (readonly [FailureKind, RegExp])[] = [
  [
    "outage",
    /\btim(?:ed|e)[ -]?out\b|timeout|\b(?:rate.?limit\w*|too many requests|quota (?:exceeded|reached)|throttl\w+)|\b(?:http|status|code|error)\W{0,12}(?:5\d\d|429|401|403)\b|\b(?:5\d\d|429|401|403) (?:client|server|service|bad|too|internal|forbidden|unauthori[sz]ed|gateway)|(?:service|server|system|host|database|api|backend|endpoint) (?:is |was |currently |temporarily )*(?:un(?:available|reachable)|down|not responding|overloaded)|temporarily unavailable|service.?unavailable|internal (?:server )?error|bad gateway|connection (?:refused|reset|error|aborted|failed|closed)|connectionerror|econn(?:refused|reset)|\benotfound\b|could not (?:connect|resolve)|(?:name|dns) resolution|network (?:error|is unreachable)|ssl(?:error|: )|unauthori[sz]ed|forbidden|permission.?denied|access denied|authentication (?:failed|required)|invalid (?:api.?key|credential|token)|not subscribed|insufficientprivileges|captcha/i,
  ],
  [
    "code",
    /\b(?:syntax|indentation|name|attribute|unboundlocal|modulenotfound|import|zerodivision|index|tab|recursion)error\b|\bunknown language\b|\bcommand not found\b|\bis not defined\b|no such (?:table|column)|unknown column|near "[^"\n]{0,40}": syntax error|you have an error in your sql syntax/i,
  ],
  [
    "arguments",
    /validation errors?\b|field required|\b(?:missing|required|unexpected|unknown|invalid|illegal|bad|wrong|unsupported|malformed) (?:\w+ ){0,2}(?:argument|parameter|field|value|input|property|key|keyword|format|request|date|type|option|function|tool|json)s?\b|\b(?:argument|parameter|field|value|input|property|key|option)s?\b[^.\n]{0,40}\b(?:is|are|was|were)? ?(?:required|missing|invalid|not (?:valid|allowed|recogni[sz]ed|supported))|\bdoes not (?:match|add up|conform)|\bdo not (?:match|add up)|\bmust (?:be|have|contain|match|not)\b|\bexpected\b[^.\n]{0,40}\b(?:got|but|found|received)\b|\b(?:type|key|value)error\b|\b(?:400|422)\b|bad request|unprocessable|no such (?:tool|function)|(?:tool|function) [^.\n]{0,60}(?:not found|does not exist)/i,
  ],
  [
    "missing",
    /\bnot[ _-]?found\b|\bno such\b|\bdo(?:es)?(?: not|n't) exist\b|\bnonexist\w+|\b404\b|\bno (?:\w+ ){0,3}(?:found|matches|results?|records?|entr(?:y|ies))\b|\b(?:unknown|could not find|couldn't find|cannot find|unable to find)\b|filenotfound/i,
  ],
  [
    "refused",
    /\bnot (?:enough|available|allowed|permitted|eligible|possible|refundable)\b|\bcannot be\b|\bcan(?:not|'t) \w+|\balready\b|\binsufficient\b|\bexceed\w*\b|\btoo (?:many|much|late|early)\b|\bdeclined\b|\bsold out\b|\bexpired\b|\bunavailable\b/i,
  ],
];

/** What a program printed that ended badly: its last words say why, and all before them may be data. */
const PROGRAM = /^\W{0,3}(?:exit ?code: ?[1-9]|traceback \(most recent call last)/i;
const EXCEPTION = /^(?:\w{1,40}\.){0,6}[A-Z]\w{1,60}(?:: .{0,300})?$/gm;

/** Which kind of failure an error text tells of. */
export function failureKind(text: string): FailureKind {
  const isProgram = PROGRAM.test(text.trimStart());
  const read = (isProgram ? lastWords(text) : text.slice(0, HEAD)).replace(/\s+/g, " ");
  const kind = patterns.find(([, pattern]) => pattern.test(read))?.[0] ?? "other";
  // A program's values are its own, and nobody refuses it.
  return isProgram && !["outage", "missing"].includes(kind) ? "code" : kind;
}

/** The last exception of a traceback with what follows it; without one, the end. */
function lastWords(text: string): string {
  const end = text.trimEnd().slice(-LAST);
  const exception = [...end.matchAll(EXCEPTION)].findLast(([line]) =>
    /error|exception|timeout|unavailable|privileges/i.test(line.split(":")[0]!),
  );
  return exception ? end.slice(exception.index, exception.index + TAIL) : end.slice(-TAIL);
}

/** Every failure of a tool, a retrieval or a model call, by its message and by its span, each once. */
export function toolFailures(
  messages: readonly Message[],
  spans: readonly Span[],
  placeOf: (span: Span) => number,
): ToolFailure[] {
  const failures = new Map<number, ToolFailure>();
  messages.forEach((message, messageIndex) => {
    if (isFailed(message)) failures.set(messageIndex, failureOf(messageIndex, message.text));
  });
  for (const span of spans) {
    if (span.status !== "error" || span.kind === "agent" || span.kind === "other") continue;
    const messageIndex = placeOf(span);
    const known = failures.get(messageIndex);
    if (!known) failures.set(messageIndex, { ...failureOf(messageIndex, textOf(span)), spanId: span.id });
  }
  return [...failures.values()].sort((a, b) => a.messageIndex - b.messageIndex);
}

const failureOf = (messageIndex: number, text: string): ToolFailure => ({
  kind: failureKind(text),
  messageIndex,
  text,
});

/** The error as the span tells it; what the tool gave may say more. */
const textOf = ({ error, tool, name }: Span): string =>
  [error, tool?.result].filter((text) => text !== undefined && text !== "").join(" — ") || `${name} failed`;

/** Results that hold nothing: an empty list or object, null, "no results". A write that gives nothing back is none. */
export function isEmptyResult({ role, text, isError }: Message): boolean {
  if (role !== "tool" || isError || text.length > 400) return false;
  const trimmed = text.trim();
  return EMPTY.test(trimmed) || NOTHING.test(trimmed) || EMPTY_LIST.test(trimmed);
}

const EMPTY = /^(?:\[\s{0,9}\]|\{\s{0,9}\}|null|none|undefined|n\/a)$/i;
const NOTHING =
  /^(?:sorry,? )?(?:there (?:are|were|is|was) )?(?:no|0|zero) (?:[\w-]+ ){0,3}(?:results?|matches|match|records?|documents?|entries|rows?|items?|data|hits?|information)(?: (?:were |was )?(?:found|available|returned|match\w*))?\b|^(?:nothing|none)(?: was)? found\b/i;
/** An object whose only list is empty: {"results": [], "total": 0}. */
const EMPTY_LIST =
  /^\{[^[\]{}]{0,200}"(?:results?|items?|documents?|matches|data|hits|records?|rows|entries|orders|flights)"\s{0,4}:\s{0,4}\[\s{0,9}\][^[\]{}]{0,200}\}$/i;
