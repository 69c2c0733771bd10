import type { Cause } from "../../cause.ts";

/** The body of the request exceeds what the proxy takes. */
export const bodyTooLarge: Cause = {
  id: "body-too-large",
  boundary: "proxy",
  at: "path",
  must: ["proxy-body-limit-met", "small-body-passes"],
  may: [],
  never: [],
  proves: [
    { "request-body-refused": true },
    { "cut-while-sending": true, "proxy-body-limit-met": true },
    // Who passes a body on while it comes meets the limit in the middle of it, and answers as if its upstream had failed. Caddy, request_body.
    { "proxy-answers-error": true, "proxy-body-limit-met": true },
  ],
  explains: ["request-body-refused", "cut-while-sending", "proxy-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "proxy-protocol-mismatch": "the same request with a small body",
    "peer-resets": "the same request with a small body",
  },
  toldApartFromAllBy:
    "the same request with a small body, and the proxy's error log at the time of the request",
  summary:
    "the request's body of {requestOctets} octets is above the limit in front of the application ({status})",
  fix: [
    "Raise the limit at the proxy that refuses: nginx `client_max_body_size`, Envoy `max_request_bytes`, Traefik `maxRequestBodyBytes`",
    "Or send the data in parts",
  ],
  prevention: ["Set the same limit at every hop, and state it where the interface is described"],
  source: "RFC 9110, section 15.5.14; nginx, client_max_body_size",
};
