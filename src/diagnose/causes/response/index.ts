import type { Cause } from "../../cause.ts";
import { asymmetricPathDropped } from "./asymmetric-path-dropped.ts";
import { replyFromWrongAddress } from "./reply-from-wrong-address.ts";
import { responseTruncated } from "./response-truncated.ts";
import { returnRouteMissing } from "./return-route-missing.ts";

/** The causes of this boundary. */
export const responseCauses: readonly Cause[] = [
  responseTruncated,
  returnRouteMissing,
  asymmetricPathDropped,
  replyFromWrongAddress,
];
