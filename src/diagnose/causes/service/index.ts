import type { Cause } from "../../cause.ts";
import { localPolicyWithoutEndpoint } from "./local-policy-without-endpoint.ts";
import { noReadyEndpoints } from "./no-ready-endpoints.ts";
import { selectorMatchesNothing } from "./selector-matches-nothing.ts";
import { serviceMissing } from "./service-missing.ts";
import { serviceNotProgrammed } from "./service-not-programmed.ts";
import { staleEndpoint } from "./stale-endpoint.ts";
import { targetPortMismatch } from "./target-port-mismatch.ts";

/** The causes of this boundary. */
export const serviceCauses: readonly Cause[] = [
  serviceMissing,
  selectorMatchesNothing,
  noReadyEndpoints,
  targetPortMismatch,
  staleEndpoint,
  serviceNotProgrammed,
  localPolicyWithoutEndpoint,
];
