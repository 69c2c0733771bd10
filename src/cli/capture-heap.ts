import { setFlagsFromString } from "node:v8";

/**
 * Keeps the young part of V8's heap as small as it begins. What is kept of a capture is kept for long: a larger one is only filled with what
 * is copied out of it again. Of 1.5 GB with all protocols: 210 MiB in place of 350, and a tenth less CPU time.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
