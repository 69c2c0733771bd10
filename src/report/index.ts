/**
 * A run told to a person or a program: terminal, JSON, HTML. Decides nothing.
 *
 * @module
 */
export { type FlowFilters, filtersOf } from "./capture-filters.ts";
export { captureHtml } from "./capture-html.ts";
export { markedFrames } from "./capture-ladder.ts";
export type { CapturePage, Ladder } from "./capture-page.ts";
export { captureText } from "./capture-text.ts";
export { type Trouble, troubleOf, worstFlows } from "./capture-trouble.ts";
export { COMPARE_SCHEMA, type ComparedRuns, compareJsonText, compareText } from "./compare.ts";
export { describe } from "./describe.ts";
export {
  type HostFinding,
  type HostPage,
  type HostState,
  type HostStyle,
  hostText,
} from "./host.ts";
export { hostLive } from "./host-live.ts";
export { reportHtml } from "./html.ts";
export { jsonLine, REPORT_SCHEMA, type ReportJson, reportJson, reportJsonText } from "./json.ts";
export { KUBE_SCHEMA, kubeJsonText, kubeUnreadText } from "./kube-json.ts";
export type { KubePage } from "./kube-page.ts";
export { kubeText } from "./kube-text.ts";
export { leftBehind } from "./left-behind.ts";
export { pathText, tableOf as pathTable } from "./path.ts";
export { mtrJson, pathJson } from "./path-json.ts";
export type { ExperimentRun, Run } from "./run.ts";
export { reportText, type TextStyle, verdictLine } from "./text.ts";
export { clockTime, duration, isoTime, parseIsoTime, percent } from "./units.ts";
