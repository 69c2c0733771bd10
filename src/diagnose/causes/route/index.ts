import type { Cause } from "../../cause.ts";

/** The causes of this boundary. */
export const routeCauses: readonly Cause[] = [];
