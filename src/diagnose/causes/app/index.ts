import type { Cause } from "../../cause.ts";
import { appError } from "./app-error.ts";
import { appSlow } from "./app-slow.ts";

/** The causes of this boundary. */
export const appCauses: readonly Cause[] = [appSlow, appError];
