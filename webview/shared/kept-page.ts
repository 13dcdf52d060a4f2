/** How a person has a page: what is unfolded in it, and how far it is scrolled. */
interface Kept<S> {
  readonly of?: S;
  readonly opened?: readonly string[];
  readonly scrollY?: number;
}

interface VsCodeApi<S, Intent> {
  postMessage(message: Intent): void;
  getState(): Kept<S> | undefined;
  setState(state: Kept<S>): void;
}

declare function acquireVsCodeApi(): VsCodeApi<unknown, unknown>;

/** How a person has a page, kept over its reload. `S`: what the page is of; `Intent`: what it sends. One a page: the API is given once. */
export class KeptPage<S, Intent> {
  private readonly api = acquireVsCodeApi() as VsCodeApi<S, Intent>;
  private readonly kept = this.api.getState() ?? {};
  private readonly opened = new Set(this.kept.opened);
  private of = this.kept.of;
  /** Where the person was, for the first draw after a reload. */
  private scrollY = this.kept.scrollY;
  private scrolling = 0;

  constructor() {
    window.addEventListener("scroll", () => {
      clearTimeout(this.scrolling);
      this.scrolling = window.setTimeout(() => this.keep(), 300);
    });
  }

  readonly send = (intent: Intent): void => this.api.postMessage(intent);

  readonly isOpen = (key: string): boolean => this.opened.has(key);

  readonly setOpen = (key: string, isOpen: boolean): void => {
    if (isOpen) this.opened.add(key);
    else this.opened.delete(key);
    this.keep();
  };

  /** Another subject begins at its head, with nothing unfolded. */
  begin(state: S, isOther: (before: S) => boolean): void {
    if (this.of && isOther(this.of)) {
      this.opened.clear();
      this.scrollY = 0;
    }
    this.of = state;
    this.keep();
  }

  /** After the first draw. */
  drawn(): void {
    if (this.scrollY !== undefined) window.scrollTo(0, this.scrollY);
    this.scrollY = undefined;
    this.keep();
  }

  private keep(): void {
    const { of } = this;
    this.api.setState({ ...(of && { of }), opened: [...this.opened], scrollY: window.scrollY });
  }
}
