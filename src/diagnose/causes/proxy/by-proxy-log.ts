/** What tells a failure behind a proxy from others there, for each of these causes. */
export const byProxyLog = (...causes: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    causes.map((cause) => [
      cause,
      "the proxy's error log at the time of the request, or the same request sent from the proxy to its upstream",
    ]),
  );
