import type { CodeTable, PhraseTable } from "../table.ts";
import { chromium, firefox } from "./browsers.ts";
import { certificates } from "./certificates.ts";
import { curlExits, curlWords } from "./curl.ts";
import { ciliumDrops, retinaDrops } from "./datapath.ts";
import { dnsExtended, dnsRcodes } from "./dns.ts";
import { durations } from "./durations.ts";
import { awsStatus, cloudflare, edgeReasons, nginxStatus } from "./edges.ts";
import { envoyFlags } from "./envoy-flags.ts";
import { envoyLines } from "./envoy-lines.ts";
import { errno } from "./errno.ts";
import { errnoNumbers } from "./errno-numbers.ts";
import { go } from "./go.ts";
import { haproxyChecks, haproxyStates } from "./haproxy.ts";
import { haproxyLines } from "./haproxy-lines.ts";
import { httpStatus } from "./http-status.ts";
import { icmp6Codes, icmpCodes, icmpWords } from "./icmp.ts";
import { java } from "./java.ts";
import { kernelCounters } from "./kernel-counters.ts";
import { kernelLines } from "./kernel-lines.ts";
import { exitCodes, kubernetesReasons } from "./kubernetes.ts";
import { kubernetesLines } from "./kubernetes-lines.ts";
import { mysql } from "./mysql.ts";
import { mysqlLines } from "./mysql-lines.ts";
import { nginx } from "./nginx.ts";
import { node } from "./node.ts";
import { openssl } from "./openssl.ts";
import { dotnet, php, ruby } from "./other-runtimes.ts";
import { pgbouncer } from "./pgbouncer.ts";
import { postgres } from "./postgres.ts";
import { proxyStatus } from "./proxy-status.ts";
import { python } from "./python.ts";
import { redis } from "./redis.ts";
import { resolvers } from "./resolvers.ts";
import { sqlstate } from "./sqlstate.ts";
import { tlsAlerts } from "./tls-alerts.ts";
import { wrappers } from "./wrappers.ts";

/** Every table of sentences. */
export const phraseTables: readonly PhraseTable[] = [
  errno,
  icmpWords,
  kernelLines,
  resolvers,
  certificates,
  openssl,
  haproxyLines,
  envoyLines,
  nginx,
  kubernetesLines,
  postgres,
  pgbouncer,
  mysqlLines,
  redis,
  curlWords,
  node,
  go,
  java,
  python,
  dotnet,
  php,
  ruby,
  wrappers,
];

/** Every table of codes. */
export const codeTables: readonly CodeTable[] = [
  errnoNumbers,
  icmpCodes,
  icmp6Codes,
  kernelCounters,
  dnsRcodes,
  dnsExtended,
  tlsAlerts,
  haproxyStates,
  haproxyChecks,
  envoyFlags,
  proxyStatus,
  nginxStatus,
  cloudflare,
  awsStatus,
  edgeReasons,
  kubernetesReasons,
  exitCodes,
  ciliumDrops,
  retinaDrops,
  sqlstate,
  mysql,
  curlExits,
  chromium,
  firefox,
  httpStatus,
  durations,
];
