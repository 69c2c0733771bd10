import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `route`. */
export const routeRows: readonly CatalogueRow[] = [
  {
    id: "no-route",
    boundary: "route",
    meaning: "The kernel has no route to the destination (ENETUNREACH).",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "route-blackholed",
    boundary: "route",
    meaning: "A blackhole, unreachable or prohibit route takes the destination.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "gateway-unreachable",
    boundary: "route",
    meaning: "The gateway of the route is not on the link, or does not answer.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "wrong-route-preferred",
    boundary: "route",
    meaning:
      "A more specific route or rule sends the packets the wrong way, while another route of this host serves.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "address-range-overlap",
    boundary: "route",
    meaning: "Two networks on the path use one range, so one of them cannot be reached.",
    explainedBy: [],
    explainedByAny: null,
  },
];
