import type { Cause } from "../../cause.ts";

/** Redirects lead back to where they started. */
export const redirectLoop: Cause = {
  id: "redirect-loop",
  boundary: "proxy",
  at: "path",
  must: ["redirects-without-end"],
  may: [],
  never: [],
  proves: [{ "redirects-without-end": true }],
  explains: ["redirects-without-end"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "redirects of {target} lead {ledTo} {location}",
  fix: [
    "See who redirects: curl -sIL --max-redirs 10 {target}",
    "Where a proxy ends TLS and the application redirects to https: let the proxy send X-Forwarded-Proto, and the application believe it",
    "Where names redirect to each other (www and bare): let one of them answer",
  ],
  prevention: ["Let one place decide on the canonical scheme and name"],
  source: "RFC 9110, section 15.4",
};
