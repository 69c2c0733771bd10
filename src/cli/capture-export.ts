import { type Exported, type ExportForm, exportCapture } from "../capture/index.ts";
import { refuseWriting } from "./save-file.ts";

/**
 * Writes flows and events of a capture.
 *
 * @returns one sentence of what was written.
 * @throws FaultlineError where a file cannot be written.
 */
export async function exportTo(path: string, exported: Exported, form: ExportForm): Promise<string> {
  try {
    const paths = await exportCapture(path, exported, form);
    return `Wrote ${exported.flows.length} flows and their events to ${paths.join(" and ")}`;
  } catch (error) {
    throw refuseWriting(path, error);
  }
}
