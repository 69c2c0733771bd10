/**
 * A run told to a person or a program: terminal, JSON, HTML. Decides nothing.
 *
 * @module
 */
export { describe } from "./describe.ts";
export { reportHtml } from "./html.ts";
export { REPORT_SCHEMA, type ReportJson, reportJson, reportJsonText } from "./json.ts";
export type { ExperimentRun, Run } from "./run.ts";
export { reportText, type TextStyle, verdictLine } from "./text.ts";
export { clockTime, duration, isoTime, parseIsoTime, percent } from "./units.ts";
