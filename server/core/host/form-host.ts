import { UserError } from "../base/index.ts";
import {
  type CapabilityQueue,
  emptySnapshot,
  type FailureList,
  type Labels,
  type QueryHelp,
  type Slice,
  type Snapshot,
} from "../review/index.ts";
import { type WaitingService, waitingServices } from "./capturing/inbox.ts";
import { stateFolder } from "./capturing/state-folder.ts";
import { type Config, configPath, loadConfig } from "./config.ts";
import type { EvaluateSummary } from "./evaluate-conversations.ts";
import type { Host, Workspace } from "./host.ts";
import { filedSuggestions, type ListedSuggestion } from "./improve/suggestions.ts";
import { loadLabels } from "./labels/labels-file.ts";
import { promptFiles } from "./prompt-files.ts";
import { changeQueue, loadQueue, type QueueRequest, type QueueResult } from "./queue/queue-file.ts";
import { readSlices, saveSlice } from "./slices.ts";

/** A workspace of which only the files are looked at: what is wrong in their form needs no figures. Nothing is written. */
export class FormHost implements Host {
  constructor(private readonly workspace: Workspace) {}

  async snapshot(): Promise<Snapshot> {
    const { policy, thresholds } = await this.config();
    return { ...emptySnapshot, policy, thresholds };
  }

  async promptFiles(): Promise<readonly string[]> {
    const { root, prompts } = this.workspace;
    return (await promptFiles(root, await this.config(), prompts)).map(({ file }) => file);
  }

  importConversations = async (): Promise<never> => needsStore();
  evaluate = async (): Promise<EvaluateSummary> => ({ conversations: 0, evaluations: 0, labels: {} });
  evaluateOnly = (): Promise<EvaluateSummary> => this.evaluate();
  failures = async (): Promise<FailureList> => ({ total: 0, failures: [] });
  findBehaviors = async (): Promise<never> => needsStore();
  importEvaluations = async (): Promise<never> => needsStore();
  decide = async (): Promise<never> => needsStore();
  changeQueue = (request: QueueRequest): Promise<QueueResult> => changeQueue(request, this.workspace);
  queue = async (): Promise<CapabilityQueue> => (await loadQueue(this.workspace.root)).queue;
  label = async (): Promise<never> => needsStore();
  labels = async (): Promise<Labels> => (await loadLabels(this.workspace.root)).labels;
  agreement = async (): Promise<never> => needsStore();
  evaluatorHistory = async (): Promise<never> => needsStore();
  conversations = async (): Promise<{ total: 0; conversations: [] }> => ({ total: 0, conversations: [] });
  conversation = async (): Promise<undefined> => undefined;
  behavior = async (): Promise<undefined> => undefined;
  behaviorLines = async (): Promise<readonly []> => [];
  conditionEvidence = async (): Promise<readonly []> => [];
  trace = async (): Promise<undefined> => undefined;
  traceSpan = async (): Promise<undefined> => undefined;
  traceText = async (): Promise<undefined> => undefined;
  live = async (): Promise<{ total: 0; conversations: [] }> => ({ total: 0, conversations: [] });
  waitingServices = (): Promise<readonly WaitingService[]> => waitingServices(stateFolder());
  completeQuery = async (): Promise<QueryHelp> => ({ completions: [], problems: [] });
  slices = (): Promise<readonly Slice[]> => readSlices(this.workspace.root);
  saveSlice = (slice: Slice): Promise<void> => saveSlice(this.workspace.root, slice);
  reasons = async (): Promise<never> => needsStore();
  proposeTags = async (): Promise<never> => needsStore();
  testEvaluators = async (): Promise<never> => needsStore();
  proposeChecks = async (): Promise<never> => needsStore();
  proposeRubrics = async (): Promise<never> => needsStore();
  proposeForBehavior = async (): Promise<never> => needsStore();
  comparePrompts = async (): Promise<never> => needsStore();
  refreshSuspects = async (): Promise<void> => undefined;
  diagnose = async (): Promise<never> => needsStore();
  askOpinions = async (): Promise<never> => needsStore();
  outcomes = async (): Promise<never> => needsStore();
  chooseConversations = async (): Promise<never> => needsStore();
  planReplay = async (): Promise<never> => needsStore();
  replay = async (): Promise<never> => needsStore();
  planImprove = async (): Promise<never> => needsStore();
  queuedTargets = async () => [];
  improve = async (): Promise<never> => needsStore();
  cycles = async (): Promise<readonly []> => [];
  cycleEvidence = async (): Promise<never> => needsStore();
  caseAnswers = async (): Promise<never> => needsStore();
  suggestions = async (): Promise<readonly ListedSuggestion[]> => filedSuggestions(this.workspace.root);
  writeSuggestion = async (): Promise<never> => needsStore();
  decideSuggestion = async (): Promise<never> => needsStore();
  planAblation = async (): Promise<never> => needsStore();
  ablate = async (): Promise<never> => needsStore();
  dataset = async (): Promise<never> => needsStore();
  memory = async (): Promise<never> => needsStore();
  resetMemory = async (): Promise<never> => needsStore();
  revision = async (): Promise<string> => "";
  close = async (): Promise<void> => undefined;

  private config(): Promise<Config> {
    return loadConfig(configPath(this.workspace.root, this.workspace.configFile), this.workspace);
  }
}

function needsStore(): never {
  throw new UserError("no-store", "Only the form of the files is looked at here.", "Leave out --form.");
}
