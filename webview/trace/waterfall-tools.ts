import type { TraceSpanKind, TraceWaterfall } from "../../server/protocol/index.ts";
import { button, html } from "../shared/dom.ts";
import { count, plural } from "../shared/wording.ts";
import { kindIcon } from "./kind-icon.ts";
import { kindNames, type WaterfallState } from "./rows.ts";

export interface WaterfallToolActs {
  /** Of the state something was changed that says which rows are shown. */
  readonly onFilter: () => void;
  readonly zoomToSelection: () => void;
  readonly showAll: () => void;
  readonly fold: (isFolded: boolean) => void;
}

/** What stands above the waterfall: which spans to show, how near, how folded; and a line of what is not to be seen. */
export class WaterfallTools {
  readonly element = html("div", { class: "tools", role: "toolbar", "aria-label": "Spans to show" });
  readonly note = html("p", { class: "note", role: "status" });

  constructor(
    private readonly state: WaterfallState,
    private readonly acts: WaterfallToolActs,
  ) {}

  /** `shown`: how many of the rows are. */
  show({ rows, unit, pauses }: TraceWaterfall, shown: number): void {
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    this.element.replaceChildren(
      ...this.filters(rows),
      html("span", { class: "gap" }),
      tool("zoom", "Zoom to span", this.acts.zoomToSelection, "Fill the width with the selected span (+)"),
      this.state.zoom ? tool("unzoom", "Whole time", this.acts.showAll, "Show all of the time (-)") : "",
      rows.some(({ below }) => below > 0) ? this.foldTool() : "",
    );
    if (focused) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    this.note.textContent = [
      shown < rows.length
        ? `${count(shown)} of ${plural(rows.length, "span")} shown`
        : plural(rows.length, "span"),
      unit === "order" ? "no times were recorded: they stand in their order" : "",
      pauses.length > 0 ? `${plural(pauses.length, "pause")} left out` : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }

  private filters(rows: TraceWaterfall["rows"]): HTMLElement[] {
    const { state } = this;
    const kinds = (Object.keys(kindNames) as TraceSpanKind[]).flatMap((kind) => {
      const number = rows.filter((row) => row.kind === kind).length;
      return number > 0 ? [this.kindButton(kind, number)] : [];
    });
    const errors = rows.filter(({ status }) => status === "error").length;
    if (errors === 0) return kinds;
    const act = (): void => {
      state.errorsOnly = !state.errorsOnly;
    };
    return [...kinds, this.toggle("errors", state.errorsOnly, act, `errors ${count(errors)}`)];
  }

  private foldTool(): HTMLElement {
    return this.state.collapsed.size > 0
      ? tool("expand", "Unfold all", () => this.acts.fold(false))
      : tool("collapse", "Fold all", () => this.acts.fold(true));
  }

  private kindButton(kind: TraceSpanKind, number: number): HTMLElement {
    const { kinds } = this.state;
    const act = (): void => {
      if (!kinds.delete(kind)) kinds.add(kind);
    };
    const element = this.toggle(`kind:${kind}`, kinds.has(kind), act, `${kindNames[kind]} ${count(number)}`);
    element.prepend(kindIcon(kind));
    return element;
  }

  private toggle(key: string, isOn: boolean, act: () => void, label: string): HTMLElement {
    return button(
      {
        key,
        look: "quiet",
        act: () => {
          act();
          this.acts.onFilter();
        },
        attributes: { "aria-pressed": String(isOn) },
      },
      label,
    );
  }
}

const tool = (key: string, label: string, act: () => void, title?: string): HTMLElement =>
  button({ key, look: "quiet", act, attributes: { title } }, label);
