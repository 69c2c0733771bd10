import type { CapturedApplications } from "../src/capture/index.ts";

const none = { kept: [], leftOut: 0 };

/** What a capture shows of applications: nothing, unless a test says otherwise. */
export const applicationsSeen = (value: Partial<CapturedApplications> = {}): CapturedApplications => ({
  tls: none,
  http: none,
  dns: none,
  dnsPatterns: {
    searchLists: [],
    halfAnsweredPairs: [],
    pairs: 0,
    fiveSecondRetries: [],
    fiveSecondRetryCount: 0,
  },
  quic: none,
  databases: none,
  otherConnections: 0,
  connectionsLeftOut: 0,
  ...value,
});
