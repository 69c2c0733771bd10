/**
 * Flows and events as tables for other tools.
 *
 * @module
 */
export { ENGINE_PACKAGE } from "./engine.ts";
export { type Exported, type ExportForm, exportCapture, exportForm } from "./export.ts";
