import { captureReaders } from "./capture/index.ts";
import { dnsReaders } from "./dns/index.ts";
import { hopReaders } from "./hops/index.ts";
import { hostReaders } from "./host/index.ts";
import { httpReaders } from "./http/index.ts";
import { kubeReaders } from "./kube/index.ts";
import type { Reader } from "./reader.ts";
import { seriesReaders } from "./series/index.ts";
import { tcpReaders } from "./tcp/index.ts";
import { tlsReaders } from "./tls/index.ts";
import { wayReaders } from "./way/index.ts";

export { tellsOfCluster } from "./kube/index.ts";

/** Every reader. */
export const readers: readonly Reader[] = [
  ...dnsReaders,
  ...tcpReaders,
  ...hostReaders,
  ...wayReaders,
  ...tlsReaders,
  ...httpReaders,
  ...hopReaders,
  ...kubeReaders,
  ...captureReaders,
  ...seriesReaders,
];
