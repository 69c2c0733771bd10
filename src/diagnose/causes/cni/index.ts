import type { Cause } from "../../cause.ts";
import { forwardingDisabled } from "./forwarding-disabled.ts";
import { masqueradeMissing } from "./masquerade-missing.ts";
import { networkpolicyDeniesEgress } from "./networkpolicy-denies-egress.ts";
import { networkpolicyDeniesIngress } from "./networkpolicy-denies-ingress.ts";
import { nodeNotReady } from "./node-not-ready.ts";
import { overlayMtuTooLarge } from "./overlay-mtu-too-large.ts";
import { podRouteMissing } from "./pod-route-missing.ts";

/** The causes of this boundary. */
export const cniCauses: readonly Cause[] = [
  networkpolicyDeniesIngress,
  networkpolicyDeniesEgress,
  masqueradeMissing,
  podRouteMissing,
  overlayMtuTooLarge,
  forwardingDisabled,
  nodeNotReady,
];
