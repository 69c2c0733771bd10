import type { CatalogueRow } from "./row.ts";

/** The causes of the boundary `response`. */
export const responseRows: readonly CatalogueRow[] = [
  {
    id: "return-route-missing",
    boundary: "response",
    meaning: "Requests arrive, and the answers have no route back.",
    explainedBy: ["masquerade-missing"],
    explainedByAny: null,
  },
  {
    id: "asymmetric-path-dropped",
    boundary: "response",
    meaning: "The answers take another way, and a stateful device or rp_filter drops them.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "reply-from-wrong-address",
    boundary: "response",
    meaning: "The answer comes from another address than was asked, so the client ignores or resets it.",
    explainedBy: [],
    explainedByAny: null,
  },
  {
    id: "response-truncated",
    boundary: "response",
    meaning: "The connection ends before the length that was promised.",
    explainedBy: [],
    explainedByAny: null,
  },
];
