import type { RawAnswer } from "./http-ask.ts";

/** Whether a stream of others may be silent for ever by what its head says. */
export const isEndless = (head: RawAnswer["head"]): boolean =>
  head?.fields.some(
    ([name, value]) => name === "content-type" && /^(text\/event-stream|application\/grpc)/i.test(value),
  ) ?? false;

/** Octets that a head promises; `null` where it does not. RFC 9110, section 8.6. */
export function promisedBy(head: RawAnswer["head"], method: string): number | null {
  const length = head?.fields.find(([name]) => name === "content-length")?.[1];
  return length === undefined || method === "HEAD" ? null : Number(length);
}

/** What our own library says of octets that are no HTTP/2, in place of what the peer or the kernel says. */
export const isOurComplaint = (error: string | null): boolean =>
  error !== null && /^(ERR_HTTP2_ERROR|PROTOCOL_ERROR|FRAME_SIZE_ERROR|INTERNAL_ERROR)$/.test(error);
