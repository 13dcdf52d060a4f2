/** A calculation that a text writes out and gets wrong. */
export interface WrongSum {
  readonly at: number;
  readonly text: string;
  readonly right: number;
}

const NUMBER = String.raw`[$€£]?(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?)`;
const OPERATOR = String.raw`\s{0,3}[-+*/×÷·−–x]\s{0,3}`;
/**
 * "$364 + $248 + $259 = $871". It may not begin inside a longer expression (a power, a bracket that closes, another operator before it),
 * nor go on after the result (a unit of another size, a fraction, a remainder): what is not whole is not checked.
 */
const EQUATION = new RegExp(
  String.raw`(?<![\w.,:/^√)\]}=$€£])(${NUMBER}(?:${OPERATOR}${NUMBER}){1,12})\s{0,3}=\s{0,3}(-?${NUMBER})(?!\d|[.,:]\d|\s{0,3}[-+*/×÷·−–^%(=<>!√]|[\p{L}_]| \p{L}{1,2}\b| (?:mod|remainder|hundred|thousand|million|billion|percent|times|plus|minus|divided|squared|cubed)\b)`,
  "giu",
);
/** "15% of $200 is $30". */
const PERCENT = new RegExp(
  String.raw`(?<![\w.,-])(\d{1,3}(?:\.\d{1,4})?)\s?% of (${NUMBER})(?: is| =| equals| comes to) (${NUMBER})(?!\d|[.,:]\d|\s{0,3}[-+*/×÷%^]|\s?[\p{L}_])`,
  "gu",
);

/** Linear in the text: every number ends at a dozen digits, every calculation at a dozen terms. */
export function wrongSums(text: string): WrongSum[] {
  const found: WrongSum[] = [];
  for (const match of text.matchAll(EQUATION)) {
    if (/[-+*/×÷^=−–]\s{0,3}$/.test(text.slice(Math.max(0, match.index - 4), match.index))) continue;
    const right = amountOf(match[1]!);
    if (right !== undefined && !isShownAs(right, match[2]!, /[/÷]/.test(match[1]!)))
      found.push({ at: match.index, text: match[0], right });
  }
  for (const match of text.matchAll(PERCENT)) {
    const right = (numberOf(match[1]!) * numberOf(match[2]!)) / 100;
    if (!isShownAs(right, match[3]!, true)) found.push({ at: match.index, text: match[0], right });
  }
  return found;
}

const numberOf = (text: string): number => Number(text.replace(/[$€£,]/g, ""));

/** Multiplication before addition; undefined where the value is none, as after a division by zero. */
function amountOf(expression: string): number | undefined {
  const numbers = (expression.match(new RegExp(NUMBER, "g")) ?? []).map(numberOf);
  const operators = expression.replace(new RegExp(NUMBER, "g"), " ").match(/[-+*/×÷·−–x]/g) ?? [];
  let sum = 0;
  let term = numbers[0]!;
  operators.forEach((operator, i) => {
    const next = numbers[i + 1]!;
    if (/[*×·x]/.test(operator)) term *= next;
    else if (/[/÷]/.test(operator)) term /= next;
    else {
      sum += term;
      term = operator === "+" ? next : -next;
    }
  });
  const value = sum + term;
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a number may be written so: rounded or cut to the digits shown, and after a division to a whole. */
function isShownAs(value: number, shown: string, mayBeRounded: boolean): boolean {
  const digits = shown.replace(/[$€£,]/g, "");
  const unit = 10 ** -(digits.split(".")[1]?.length ?? 0);
  const difference = Math.abs(value - Number(digits));
  if (difference < 1e-9 * Math.max(1, Math.abs(value))) return true;
  return mayBeRounded || unit < 1 ? difference < unit : difference < unit / 2 + 1e-9;
}
