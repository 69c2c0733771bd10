import type { Applications } from "./applications.ts";
import type { CapturedApplications } from "./captured-applications.ts";

export function createApplications(): Applications & { finish(): CapturedApplications } {
  throw new Error("not yet");
}
