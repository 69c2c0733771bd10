import type { Cause } from "../../cause.ts";
import { appError } from "./app-error.ts";
import { appSlow } from "./app-slow.ts";
import { crashLooping } from "./crash-looping.ts";
import { notListening } from "./not-listening.ts";
import { outOfMemoryKilled } from "./out-of-memory-killed.ts";
import { podNotRunning } from "./pod-not-running.ts";
import { readinessFailing } from "./readiness-failing.ts";
import { shutdownRace } from "./shutdown-race.ts";

/** The causes of this boundary. */
export const appCauses: readonly Cause[] = [
  appSlow,
  appError,
  shutdownRace,
  outOfMemoryKilled,
  crashLooping,
  readinessFailing,
  podNotRunning,
  notListening,
];
