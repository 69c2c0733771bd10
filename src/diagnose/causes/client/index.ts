import type { Cause } from "../../cause.ts";
import { clockSkew } from "./clock-skew.ts";
import { closeWaitLeak } from "./close-wait-leak.ts";
import { deadlineTooShort } from "./deadline-too-short.ts";
import { ephemeralPortsExhausted } from "./ephemeral-ports-exhausted.ts";
import { fileDescriptorsExhausted } from "./file-descriptors-exhausted.ts";
import { halfOpenConnections } from "./half-open-connections.ts";
import { hostsFileOverridesDns } from "./hosts-file-overrides-dns.ts";
import { localFirewallBlocks } from "./local-firewall-blocks.ts";
import { proxyEnvironmentMisdirects } from "./proxy-environment-misdirects.ts";
import { retryStorm } from "./retry-storm.ts";
import { timeWaitChurn } from "./time-wait-churn.ts";

/** The causes of this boundary. */
export const clientCauses: readonly Cause[] = [
  hostsFileOverridesDns,
  proxyEnvironmentMisdirects,
  clockSkew,
  deadlineTooShort,
  ephemeralPortsExhausted,
  fileDescriptorsExhausted,
  closeWaitLeak,
  timeWaitChurn,
  halfOpenConnections,
  retryStorm,
  localFirewallBlocks,
];
