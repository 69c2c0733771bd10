import type { Cause } from "../../cause.ts";
import { deadlineTooShort } from "./deadline-too-short.ts";
import { hostsFileOverridesDns } from "./hosts-file-overrides-dns.ts";
import { proxyEnvironmentMisdirects } from "./proxy-environment-misdirects.ts";

/** The causes of this boundary. */
export const clientCauses: readonly Cause[] = [
  hostsFileOverridesDns,
  proxyEnvironmentMisdirects,
  deadlineTooShort,
];
