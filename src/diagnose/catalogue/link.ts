import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `link`. */
export const linkRows: readonly CatalogueRow[] = [
  {
    id: "interface-down",
    boundary: "link",
    meaning: "The interface of the route is down or has no carrier.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "no-address",
    boundary: "link",
    meaning: "The interface has no usable address.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "neighbour-unresolved",
    boundary: "link",
    meaning: "ARP or neighbour discovery for the next hop fails.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "duplicate-address",
    boundary: "link",
    meaning: "Two hosts on the wire claim one address.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "subnet-mask-mismatch",
    boundary: "link",
    meaning: "A wrong prefix length lets a remote host look local, or a local one remote.",
    explainedBy: [],
    explainedByAny: null,
  },
];
