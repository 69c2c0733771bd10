import type { EvidenceKind } from "./evidence.ts";

/** The version of each kind's shape that this program writes. A higher number comes with an upgrade beside the kind. */
export const kindVersions: Readonly<Record<EvidenceKind, number>> = {
  "request-asked": 1,
  symptom: 1,
  attempt: 1,
  series: 1,
  "hosts-file": 1,
  "resolver-config": 1,
  "name-lookup": 1,
  "dns-exchange": 1,
  "dns-sample": 1,
  "dns-survey": 1,
  "dns-trace": 1,
  "tcp-connect": 1,
  "proxy-connect": 1,
  "tls-handshake": 1,
  "http-exchange": 1,
  "idle-connection": 1,
  "clock-reading": 1,
  "kernel-counters": 1,
  "kernel-log": 1,
  "socket-table": 1,
  "local-routes": 1,
  neighbours: 1,
  "process-limits": 1,
};
