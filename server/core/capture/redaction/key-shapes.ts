import { afterEscape, beginsWord, latin1 } from "./bytes.ts";
import type { Stretch } from "./emails.ts";

/**
 * Shapes of secrets as their makers publish them. Each begins with a fixed text, of which the search looks for four bytes (`triggers`);
 * the expression is tried there and nowhere else, at one place, with bounded repetition, so that no text can make it slow.
 */
interface KeyShape {
  /** Four bytes; `?` is any letter or digit. */
  readonly triggers: readonly string[];
  /** Where the shape begins, seen from the trigger: usually where that does. */
  readonly back?: number;
  /** The secret is group 1 where there is one, else the whole. */
  readonly shape: RegExp;
}

const shapes: readonly KeyShape[] = [
  // OpenAI, Anthropic, OpenRouter, Langfuse and many that took over their form.
  { triggers: ["sk-?"], shape: /sk-[A-Za-z0-9][\w-]{18,250}/y },
  { triggers: ["AKIA", "ASIA", "ABIA", "ACCA"], shape: /A[KSBC][IC]A[A-Z0-9]{16}(?!\w)/y },
  { triggers: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], shape: /gh[pousr]_[A-Za-z0-9]{20,251}/y },
  { triggers: ["b_pa"], back: 5, shape: /github_pat_\w{20,251}/y },
  { triggers: ["glpa", "gldt", "glrt", "glpt"], shape: /gl(?:pat|dt|rt|ptt)-[\w-]{18,100}/y },
  {
    triggers: ["xoxa", "xoxb", "xoxc", "xoxd", "xoxe", "xoxo", "xoxp", "xoxr", "xoxs"],
    shape: /xox[a-eoprs][-.][\w%-]{10,250}/y,
  },
  { triggers: ["xapp"], shape: /xapp-\d-[\w-]{10,250}/y },
  { triggers: ["ks.s"], back: 3, shape: /hooks\.slack\.com\/(?:services|workflows)\/([\w/+-]{20,200})/y },
  { triggers: ["AIza"], shape: /AIza[\w-]{35}/y },
  { triggers: ["GOCS"], shape: /GOCSPX-[\w-]{20,40}/y },
  { triggers: ["ya29"], shape: /ya29\.[\w-]{20,2000}/y },
  { triggers: ["sk_l", "sk_t", "rk_l", "rk_t"], shape: /[sr]k_(?:live|test)_[A-Za-z0-9]{10,250}/y },
  { triggers: ["npm_"], shape: /npm_[A-Za-z0-9]{36}/y },
  { triggers: ["pypi"], shape: /pypi-[\w-]{50,500}/y },
  { triggers: ["hf_?"], shape: /hf_[A-Za-z0-9]{30,50}/y },
  { triggers: ["SG.?"], shape: /SG\.[\w-]{16,32}\.[\w-]{16,64}/y },
  { triggers: ["dop_", "doo_", "dor_"], shape: /do[opr]_v1_[a-f0-9]{64}/y },
  { triggers: ["shpa", "shpc", "shps"], shape: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/y },
  { triggers: ["gsk_"], shape: /gsk_[A-Za-z0-9]{20,100}/y },
  { triggers: ["xai-"], shape: /xai-[A-Za-z0-9]{20,150}/y },
  { triggers: ["r8_?"], shape: /r8_[A-Za-z0-9]{30,50}/y },
  { triggers: ["pplx"], shape: /pplx-[A-Za-z0-9]{30,100}/y },
  { triggers: ["dapi"], shape: /dapi[a-f0-9]{32}(?:-\d)?/y },
  { triggers: ["lsv2"], shape: /lsv2_(?:pt|sk)_[a-f0-9_]{32,80}/y },
  { triggers: ["tvly"], shape: /tvly-[\w-]{20,80}/y },
  { triggers: ["hvs."], shape: /hvs\.[\w-]{20,300}/y },
  { triggers: ["ntn_"], shape: /ntn_[A-Za-z0-9]{40,60}/y },
  { triggers: ["lin_"], shape: /lin_api_[A-Za-z0-9]{30,60}/y },
  { triggers: ["AGE-"], shape: /AGE-SECRET-KEY-1[A-Z0-9]{58}/y },
  // The third part may be empty: an unsigned token gives its holder's data away all the same.
  { triggers: ["eyJ?"], shape: /eyJ[\w-]{8,4000}\.eyJ[\w-]{8,16000}\.[\w-]{0,4000}/y },
  { triggers: ["Bear", "bear", "BEAR"], shape: /bearer(?: |%20|\+){1,2}([\w.~+/=-]{16,16000})/iy },
  { triggers: ["Basi", "basi"], shape: /basic ([A-Za-z0-9+/]{16,1000}={0,2})(?![\w ])/iy },
];

/** Names whose value is a secret: `password=…`, `"api_key": "…"`, as JSON inside a string too. */
const names: readonly KeyShape[] = [
  { triggers: ["assw", "ASSW", "assp", "ASSP"], back: 1, shape: /pass(?:word|wd|phrase)/iy },
  { triggers: ["pwd=", 'pwd"', "pwd:", "pwd'", "pwd\\", "PWD="], shape: /pwd/iy },
  { triggers: ["secr", "Secr", "SECR"], shape: /secret(?:[_-]?(?:access[_-]?)?key)?/iy },
  {
    triggers: ["api_", "api-", "apik", "apiK", "Api_", "ApiK", "Api-", "API_", "API-", "APIK"],
    shape: /api[_-]?(?:key|secret|token)/iy,
  },
  { triggers: ["te_k", "te-k", "teKe", "TE_K"], back: 5, shape: /private[_-]?key/iy },
  { triggers: ["ss_k", "ss-k", "ssKe", "SS_K"], back: 4, shape: /access[_-]?key/iy },
  { triggers: ["ntKe"], back: 5, shape: /AccountKey/y },
  { triggers: ["toke", "Toke", "TOKE"], shape: /token(?!s)/iy },
];

/** Names of whole attributes: here the trigger stands in the key, and the value is looked at by the walker. */
const attributeTriggers = ["oriz", "ORIZ", "ooki", "OOKI"];

const keyBlock = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** Lines of base64 and headers, whose ends may be escaped. */
const keyBlockBody = /^(?:[\w+/=:,.\s-]|\\+[nr])*/;
const keyBlockEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const keyBlockTrigger = "TE K";

export const keyTriggers: readonly string[] = [
  ...[...shapes, ...names].flatMap(({ triggers }) => triggers),
  ...attributeTriggers,
  keyBlockTrigger,
];

/** `long`: whether a look at many bytes is allowed; the finder says with `undefined` that there is nothing. */
type Finder = (bytes: Uint8Array, at: number, long: boolean) => Stretch | undefined;

const matchAt = (shape: RegExp, text: string, at: number): RegExpExecArray | null => {
  shape.lastIndex = at;
  return shape.exec(text);
};

const shortLook = 300;
const longLook = 24_000;
const runsOn = /^[\w.~+/=-]+$/;

const finderOfShape =
  ({ shape, back = 0 }: KeyShape): Finder =>
  (bytes, at, long) => {
    const start = at - back;
    if (start < 0 || !beginsWord(bytes, start)) return undefined;
    const text = latin1(bytes, start, start + shortLook);
    let match = matchAt(shape, text, 0);
    const goesOn = text.length === shortLook && runsOn.test(text.slice(shortLook / 2));
    if (long && goesOn && (!match || match[0].length === shortLook))
      match = matchAt(shape, latin1(bytes, start, start + longLook), 0);
    if (!match) return undefined;
    const end = start + match[0].length;
    return { start: end - (match[1] ?? match[0]).length, end };
  };

const mostName = 40;
const mostValue = 512;

const finderOfName =
  ({ shape, back = 0 }: KeyShape): Finder =>
  (bytes, at) => {
    const start = at - back;
    if (start < 0) return undefined;
    const text = latin1(bytes, start, start + mostName + mostValue);
    const name = matchAt(shape, text, 0);
    if (!name) return undefined;
    const value = valueAfter(text, name[0].length, /token/i.test(name[0]) ? "token" : "secret");
    return value && { start: start + value.start, end: start + value.end };
  };

/** What stands between a name and its value: the end of a quoted name, a colon or equals sign, the quote that opens the value. */
const link = /(\\{0,8}["'])?[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}(\\{0,8}["'])?/y;

function valueAfter(text: string, at: number, sort: "token" | "secret"): Stretch | undefined {
  const between = matchAt(link, text, at);
  if (!between) return undefined;
  const start = at + between[0].length;
  const quote = between[2];
  const rest = text.slice(start);
  if (quote !== undefined) {
    const end = rest.search(/["'\\]/);
    const value = end < 0 ? rest : rest.slice(0, end);
    return isSecretValue(value, sort) ? { start, end: start + value.length } : undefined;
  }
  const value = /^[^\s"'\\&;,<>(){}[\]|]*/.exec(rest)![0];
  // Without quotes it may be prose ("password: must be long"): secrets have digits.
  return /\d/.test(value) && value.length >= 6 && isSecretValue(value, sort)
    ? { start, end: start + value.length }
    : undefined;
}

const placeholder =
  /^(?:[*x.•-]+|<.*|\$.*|\{.*|\[.*|%.*|null|none|true|false|undefined|string|text|hidden|password|secret|required|optional|redacted|your[-_ ]?.*|env[.:].*|process\.env.*|os\.environ.*)$/i;

/** Whether the value of a name like `password` is one, and not a label, a type or a place to put it. `token` names much else as well. */
export function isSecretValue(value: string, sort: "token" | "secret"): boolean {
  if (value.length < 4 || value.length > 16_000 || /\s/.test(value) || placeholder.test(value)) return false;
  return sort === "secret" || (value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value));
}

const secretName =
  /(?:^|[._\- ])(?:[a-z]+[_-])?(?:pass(?:word|wd|phrase)|pwd|secret|api[_-]?key|apikey|(?:secret|private|access|account)[_-]?key|client[_-]?secret|authorization|cookie|set-cookie)$/i;
const camelName = /(?:[a-z0-9](?:Password|Secret|ApiKey|AccessKey|PrivateKey))$/;
const tokenName = /(?:^|[._\- ])(?:[a-z]+[_-])?token$|[a-z]Token$/i;

/** What an attribute, or a member of an object, of this name holds: undefined where the name says nothing. */
export const sortOfName = (name: string): "token" | "secret" | undefined =>
  secretName.test(name) || camelName.test(name) ? "secret" : tokenName.test(name) ? "token" : undefined;

/** Whether a setting of this name and value lets somebody in. `stop_token: END` is none. */
export function isSecret(name: string, value: string): boolean {
  const sort = sortOfName(name);
  return sort === "secret" || (sort === "token" && isSecretValue(value, sort));
}

/** A private key in PEM, to the end of its block; where that is missing, as far as it looks like one. */
const keyBlockAt: Finder = (bytes, at) => {
  const before = latin1(bytes, at - 60, at);
  const begins = before.lastIndexOf("-----BEGIN ");
  if (begins < 0) return undefined;
  const start = at - before.length + begins;
  const head = matchAt(keyBlock, latin1(bytes, start, start + 100), 0);
  if (!head) return undefined;
  const from = start + head[0].length;
  const body = keyBlockBody.exec(latin1(bytes, from, from + longLook))![0];
  const close = keyBlockEnd.exec(body);
  return { start, end: from + (close ? close.index + close[0].length : body.length) };
};

const finders: ReadonlyMap<string, readonly Finder[]> = (() => {
  const made = new Map<string, Finder[]>();
  const add = (trigger: string, finder: Finder): void => {
    made.set(trigger, [...(made.get(trigger) ?? []), finder]);
  };
  for (const one of shapes) for (const trigger of one.triggers) add(trigger, finderOfShape(one));
  for (const one of names) for (const trigger of one.triggers) add(trigger, finderOfName(one));
  add(keyBlockTrigger, keyBlockAt);
  return made;
})();

/** Bytes from one long look that found nothing to the next: else a text of beginnings alone would be read thousands of times. */
const longLookEvery = 2_000;

/** Finds the secrets of one text, whose triggers are told in their order. */
export class KeyFinder {
  private done = 0;
  private longFrom = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The secret that the trigger at `at` belongs to, where it is none that was found before. */
  at(at: number): Stretch | undefined {
    if (at < this.done) return undefined;
    const four = latin1(this.bytes, at, at + 4);
    const long = at >= this.longFrom;
    for (const find of finders.get(four) ?? finders.get(`${four.slice(0, 3)}?`) ?? []) {
      const found = find(this.bytes, at, long);
      if (!found || found.end <= found.start) continue;
      this.done = found.end;
      return found;
    }
    if (long) this.longFrom = at + longLookEvery;
    return undefined;
  }
}

const credentials = /:\/\/[^\s:/@"'\\]{0,100}:([^\s/@"'\\]{1,200})$/;

/** The password of a URL (`postgres://user:password@host`) before the `@` at `at`. */
export function passwordBefore(bytes: Uint8Array, at: number): Stretch | undefined {
  const from = Math.max(0, at - 320);
  const text = latin1(bytes, from, at);
  const scheme = text.lastIndexOf("://");
  if (scheme < 0) return undefined;
  const password = credentials.exec(text.slice(scheme))?.[1];
  return password === undefined || placeholder.test(password)
    ? undefined
    : { start: afterEscape(bytes, at - password.length), end: at };
}
