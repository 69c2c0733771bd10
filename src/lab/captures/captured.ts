import type { Host } from "../world/index.ts";

/** A request of an ordinary client that is captured while it runs, and the captures that are judged alone. */
export interface Captured {
  /** Where packets are captured; what is captured there is named `at`, in files and in the product's report. */
  readonly places: readonly CapturePlace[];
  /** Run in the client's namespace while the captures run: `["curl", …]`. Whatever comes of it. */
  readonly request: readonly string[];
  /** The captures that the product is given: one by its file alone, several as `--at NAME FILE` each. */
  readonly view: readonly string[];
  /** The truth shows in the payload, so that frames are captured whole. */
  readonly needsPayload?: boolean;
}

/** A place of a capture. */
export interface CapturePlace {
  readonly at: string;
  readonly host: Host;
}
