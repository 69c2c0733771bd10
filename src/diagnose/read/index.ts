import { dnsReaders } from "./dns/index.ts";
import { httpReaders } from "./http/index.ts";
import type { Reader } from "./reader.ts";
import { tcpReaders } from "./tcp/index.ts";
import { tlsReaders } from "./tls/index.ts";

/** Every reader. */
export const readers: readonly Reader[] = [...dnsReaders, ...tcpReaders, ...tlsReaders, ...httpReaders];
