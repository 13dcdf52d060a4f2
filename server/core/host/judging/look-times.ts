/** A look rests so many times as long as it took. */
const restsTimes = 10;

/** When a process looks for what nobody has judged. Times are of one clock, in milliseconds. */
export class LookTimes {
  /** Something may have come that nobody has judged. */
  private isDue = false;
  /** When what the last look left alone, as a model was away or a conversation not over, may be judged: nothing has to come for that. */
  private againAt = Number.POSITIVE_INFINITY;
  /** No look before that, so that what cannot be judged now keeps nobody busy. */
  private restsUntil = 0;

  /** There is something new, or a look was stopped before its end. */
  due(): void {
    this.isDue = true;
  }

  isTime(now: number): boolean {
    return (this.isDue || now >= this.againAt) && now >= this.restsUntil;
  }

  begin(): void {
    this.isDue = false;
    this.againAt = Number.POSITIVE_INFINITY;
  }

  /** `againInMs`: absent where nothing was left. */
  end(from: number, now: number, againInMs = Number.POSITIVE_INFINITY): void {
    this.restsUntil = now + restsTimes * (now - from);
    this.againAt = now + againInMs;
  }
}
