import {
  type Adapter,
  type GateOutcome,
  type Measured,
  type Proposal,
  type ProposalRequest,
  type SearchCase,
  type SearchEvent,
  type Texts,
  textsKey,
} from "../../improve/index.ts";

interface Steps {
  /** Cases were run with one text and judged, or their kept runs were read. */
  ran: {
    readonly cases: readonly string[];
    readonly trial: number;
    readonly candidate: string;
    readonly missing: number;
  };
  /** A model was asked for new texts, or what it had answered was read. */
  reflected: { readonly n: number; readonly component: string; readonly proposals: number };
  gated: { readonly verdict: GateOutcome["verdict"]; readonly trials: GateOutcome["trials"] };
}

type Took = { [K in keyof Steps]: { readonly kind: K; readonly sinceMs: number } & Steps[K] }[keyof Steps];

type Iteration = Extract<SearchEvent, { readonly kind: "iteration" }>;

/** As `SearchEvent`; texts are named by their key, as in `candidate` of what was run: a cycle has many, and a prompt may be long. */
type Searched =
  | Exclude<SearchEvent, Iteration>
  | (Omit<Iteration, "returned"> & { readonly candidate: string });

export type UntimedStep = Searched | Took;

/** Something that was done in a cycle. `atMs`: when it was done, and `sinceMs` when it began, where it took any time. */
export type CycleStep = UntimedStep & { readonly atMs: number };

export function searched(event: SearchEvent): UntimedStep {
  if (event.kind !== "iteration") return event;
  const { returned, ...more } = event;
  return { ...more, candidate: textsKey(returned) };
}

/** Tells of each answer of an adapter with the time that it took. */
export class ToldAdapter implements Adapter {
  constructor(
    private readonly adapter: Adapter,
    private readonly tell: (step: Took) => void,
  ) {}

  async evaluate(texts: Texts, cases: readonly SearchCase[], trial: number): Promise<readonly Measured[]> {
    const sinceMs = Date.now();
    const results = await this.adapter.evaluate(texts, cases, trial);
    const missing = results.filter((one) => "missing" in one).length;
    const candidate = textsKey(texts);
    this.tell({ kind: "ran", sinceMs, cases: cases.map(({ id }) => id), trial, candidate, missing });
    return results;
  }

  async propose(request: ProposalRequest): Promise<Proposal> {
    const sinceMs = Date.now();
    const { n, component } = request;
    const proposal = await this.adapter.propose(request);
    this.tell({ kind: "reflected", sinceMs, n, component, proposals: proposal.texts.length });
    return proposal;
  }

  refuses(texts: Texts): string | undefined {
    return this.adapter.refuses?.(texts);
  }
}
