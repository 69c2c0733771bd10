import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's heap small. Its young part stays as it begins: what is kept of a capture is kept for long, and a larger one is only filled with
 * what is copied out of it again. Its old part grows by 60 % until it is cleared, where V8 lets it grow to a multiple. Of 1.4 GB with all
 * protocols that is 184 MiB in place of 254, for the same CPU time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=60");
}
