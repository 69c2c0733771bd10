import type { Cause } from "../../cause.ts";
import { responseTruncated } from "./response-truncated.ts";

/** The causes of this boundary. */
export const responseCauses: readonly Cause[] = [responseTruncated];
