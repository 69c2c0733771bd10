import type { Paint } from "./paint.ts";
import type { Run } from "./run.ts";

/** What every section of the page is given. */
export interface Page {
  readonly run: Run;
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
  readonly verbose: boolean;
}
