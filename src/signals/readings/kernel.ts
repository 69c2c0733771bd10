import type { Reading } from "../signal.ts";
import { loss } from "./connection.ts";

/** rp_filter. Source: ip-sysctl, rp_filter. */
export const reverse: Reading = {
  proves: "The kernel dropped packets whose source it would not route back the way they came (rp_filter).",
  doesNotProve: "That this request's were among them.",
  boundaries: ["response"],
  causes: ["asymmetric-path-dropped"],
  strength: "names-actor",
  next: ["ip route get SOURCE from ADDRESS iif INTERFACE", "sysctl net.ipv4.conf.all.rp_filter"],
};

/** Timestamps and TIME_WAIT. Source: snmp_counter of the kernel. */
export const timestamps: Reading = {
  ...loss,
  proves: "Segments were dropped for their timestamps or sequence, or TIME_WAIT was cut short.",
  boundaries: ["path", "client"],
  causes: ["time-wait-churn", "middlebox-resets"],
};
