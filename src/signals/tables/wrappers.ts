import { wrapper } from "../readings/benign.ts";
import type { PhraseTable } from "../table.ts";

/** Errors that only carry another one. */
export const wrappers: PhraseTable = {
  product: "wrapper",
  layer: "wrapper",
  phrases: [
    {
      id: "wrapper-fetch-failed",
      patterns: [
        /\bfetch failed\b/i,
        /\bFailed to fetch\b/i,
        /\bNetworkError when attempting to fetch resource\b/i,
        /\bLoad failed\b/,
      ],
      means: "fetch failed: its cause says why, one or more levels down.",
      reading: wrapper,
    },
    {
      id: "wrapper-aggregate",
      patterns: [/\bAggregateError\b/],
      means:
        "Several addresses were tried, 250 ms each at first: judge every inner error by itself, for the outer code is only the first one's.",
      reading: { ...wrapper, boundaries: ["tcp", "dns"], causes: ["one-address-dead", "ipv6-path-broken"] },
    },
    {
      id: "wrapper-max-retry",
      patterns: [
        /\bMaxRetryError\b/,
        /\bMax retries exceeded\b/i,
        /\bNewConnectionError\b/,
        /\bProtocolError\('Connection aborted\.'/,
        /\bClientConnectorError\b|\bClientOSError\b/,
      ],
      means: "A client of Python gave up; the inner error says why.",
      reading: wrapper,
    },
    {
      id: "wrapper-redis-retries",
      patterns: [/\bMaxRetriesPerRequestError\b/, /\bReached the max retries per request limit\b/i],
      means: "ioredis gave up; an earlier error says why.",
      reading: wrapper,
    },
    {
      id: "wrapper-grpc-unavailable",
      patterns: [/\bcode = Unavailable\b/, /\b14 UNAVAILABLE\b/, /\bStatusCode\.UNAVAILABLE\b/],
      means: "gRPC has no connection; the description says why.",
      reading: wrapper,
    },
    {
      id: "wrapper-java",
      patterns: [
        /\bCaused by: /,
        /\bHttpHostConnectException\b|\bResourceAccessException\b|\bWebClientRequestException\b|\bRetryableException\b/,
      ],
      means: "An exception with a cause below it.",
      reading: wrapper,
    },
    {
      id: "wrapper-dotnet",
      patterns: [/\bHttpRequestException\b/, /\bAn error occurred while sending the request\b/i],
      means: "HttpClient failed; the inner exception says why.",
      reading: wrapper,
    },
    {
      id: "wrapper-axios",
      patterns: [
        /\bERR_NETWORK\b/,
        /\bAxiosError: Network Error\b/,
        /\bRequest failed with status code \d{3}\b/,
      ],
      means: "axios failed; the status or cause says why.",
      reading: wrapper,
    },
    {
      id: "wrapper-faraday",
      patterns: [/\bFaraday::(?:ConnectionFailed|TimeoutError|SSLError)\b/],
      means: "Faraday failed; the text behind it says why.",
      reading: wrapper,
    },
  ],
};
