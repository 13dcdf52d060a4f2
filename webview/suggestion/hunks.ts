import type { ShownDiffLine, ShownHunk, ShownSuggestion } from "../../server/protocol/index.ts";
import { button, html, unseen } from "../shared/dom.ts";
import { section } from "../shared/section.ts";
import { plural } from "../shared/wording.ts";
import type { ChoosingPage } from "./page.ts";

const deciding: readonly ShownSuggestion["state"][] = ["waiting", "rejected", "reverted"];

/** Every hunk as a small diff, with what it does alone; a box says whether it is wanted. */
export function hunksSection({ hunks, state, flags }: ShownSuggestion, page: ChoosingPage): HTMLElement {
  const canChoose = deciding.includes(state) && hunks.filter(({ place }) => place === "open").length > 1;
  const flagged = new Set(flags.flatMap(({ hunk }) => hunk ?? []));
  return section(
    {
      ...{ id: "hunks", title: "What it changes" },
      note: canChoose
        ? `${plural(hunks.length, "hunk")}; each was measured, those without a tick are left out`
        : plural(hunks.length, "hunk"),
    },
    ...hunks.map((hunk, index) =>
      hunkPart(hunk, { index, canChoose, isFlagged: flagged.has(hunk.id), page }),
    ),
  );
}

interface HunkPlace {
  readonly index: number;
  readonly canChoose: boolean;
  readonly isFlagged: boolean;
  readonly page: ChoosingPage;
}

const placeWords: Readonly<Record<ShownHunk["place"], string | undefined>> = {
  open: undefined,
  done: "in the text already",
  stale: "stale: these lines were changed since",
};

function hunkPart(hunk: ShownHunk, { index, canChoose, isFlagged, page }: HunkPlace): HTMLElement {
  const { id, file, line, place, operator, reason, worth, diff } = hunk;
  const title = `Hunk ${index + 1}${operator === undefined ? "" : `: ${operator}`}`;
  return html(
    "div",
    { class: `hunk ${place}`, role: "group", "aria-label": title },
    html(
      "div",
      { class: "line" },
      canChoose && place === "open" ? wantBox(id, title, page) : html("strong", {}, title),
      button(
        {
          ...{ key: `hunk:${id}`, look: "link" },
          act: () => page.send({ type: "openHunk", hunk: id }),
          attributes: { title: "Open this place in the prompt" },
        },
        `${file}:${line + 1}`,
      ),
      html("span", { class: "faint" }, worth),
      isFlagged ? html("span", { class: "badge" }, "needs a second yes") : undefined,
      placeWords[place] ? html("span", { class: "standing short" }, placeWords[place]) : undefined,
    ),
    html(
      "div",
      { class: "diff", tabindex: 0, role: "region", "aria-label": `${title}, as a diff` },
      ...diff.map(diffLine),
    ),
    reason === undefined ? undefined : html("p", { class: "faint" }, reason),
  );
}

function wantBox(id: string, title: string, page: ChoosingPage): HTMLElement {
  const box = html("input", {
    type: "checkbox",
    class: "hunk",
    "data-key": `want:${id}`,
    "aria-label": title,
  });
  box.checked = page.choice.isWanted(id);
  box.addEventListener("change", () => {
    page.choice.want(id, box.checked);
    page.chosen();
  });
  return html("label", { class: "want" }, box, html("strong", {}, title));
}

const signs = { same: " ", removed: "−", added: "+" } as const;
const spoken = { same: "", removed: "removed: ", added: "added: " } as const;

/** A sign and words for who sees no color: what went, what came, and inside of a line what differs. */
const diffLine = ({ kind, pieces }: ShownDiffLine): HTMLElement =>
  html(
    "div",
    { class: `diff-line ${kind}` },
    html("span", { class: "sign", "aria-hidden": "true" }, signs[kind]),
    html(
      "span",
      { class: "text" },
      spoken[kind] === "" ? undefined : unseen(spoken[kind]),
      ...pieces.map(({ text, isChanged }) =>
        isChanged ? html(kind === "removed" ? "del" : "ins", {}, text) : text,
      ),
    ),
  );
