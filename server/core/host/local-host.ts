import type { EvaluationServices } from "../evaluators/index.ts";
import { type ModelAccess, modelAccess } from "../models/index.ts";
import type { Store } from "../store/index.ts";
import { behaviorsDesk } from "./desks/behaviors-desk.ts";
import { captureDesk } from "./desks/capture-desk.ts";
import { diagnosisDesk } from "./desks/diagnosis-desk.ts";
import { HostBase } from "./desks/host-base.ts";
import { improveDesk } from "./desks/improve-desk.ts";
import { judgingDesk } from "./desks/judging-desk.ts";
import { readingDesk } from "./desks/reading-desk.ts";
import { replayDesk } from "./desks/replay-desk.ts";
import type { Host, Workspace } from "./host.ts";

/** A host in this process, on a store that is open. Each desk does what belongs together, on one and the same base. */
export function localHost(
  workspace: Workspace,
  store: Store,
  services: EvaluationServices,
  access: ModelAccess = modelAccess(),
): Host {
  const base = new HostBase(workspace, store, services, access);
  const diagnosis = diagnosisDesk(base);
  return {
    ...captureDesk(base),
    ...judgingDesk(base),
    ...behaviorsDesk(base),
    ...readingDesk(base),
    ...diagnosis,
    ...replayDesk(base, diagnosis),
    ...improveDesk(base, diagnosis),
    close: () => base.close(),
  };
}
