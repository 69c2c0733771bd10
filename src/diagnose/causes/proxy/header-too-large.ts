import type { Cause } from "../../cause.ts";

/** The header fields of request or response exceed a buffer. */
export const headerTooLarge: Cause = {
  id: "header-too-large",
  boundary: "proxy",
  at: "path",
  must: ["proxy-head-limit-met"],
  may: ["small-head-passes"],
  never: [],
  proves: [{ "request-head-refused": true }, { "proxy-head-limit-met": true }],
  explains: ["request-head-refused", "proxy-answers-error", "request-unreadable"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "not-tls": "openssl s_client -connect {address}:{port}",
  },
  summary: "{largeHead} at {hostPort} are larger than a buffer on the way takes ({status})",
  fix: ["{smallerHead}", "Raise the buffer at the proxy that refuses: {headBuffer}"],
  prevention: [
    "Keep sessions on the server's side: a cookie grows until it meets the smallest buffer on the way",
  ],
  source: "RFC 6585, section 5; RFC 9110, section 15.5.15; nginx, large_client_header_buffers",
};
