import type { Cause } from "../../cause.ts";

/** Host or path of the request match no route of the proxy. */
export const routeNotMatched: Cause = {
  id: "route-not-matched",
  boundary: "proxy",
  at: "path",
  must: ["route-missing"],
  may: ["other-path-serves"],
  never: [],
  proves: [{ "route-missing": true }],
  explains: ["no-route-for-request", "proxy-answers-error"],
  refines: null,
  explainedBy: [],
  toldApartBy: { "source-address-not-allowed": "the same request from another source address" },
  summary: "the request for {path} matches no route in front of the application: {status}",
  fix: [
    "Compare host and path of the request with the proxy's server names, locations and routes",
    "See which server answers when no name matches: it is the default one",
    "Ask the application itself for the path, past the proxy",
  ],
  prevention: [
    "Let the default server say what it is, so that a wrong name is seen as such",
    "Test each public route after each change of the proxy's configuration",
  ],
  source: "RFC 9110, sections 15.5.5 and 15.5.20; nginx, How nginx processes a request",
};
