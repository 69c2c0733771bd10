import type { CaptureComparison, Endpoint } from "../../evidence/index.ts";

/** Flows of each kind that one record holds. */
const MOST_FLOWS = 64;

/** What a comparison says of one server, which either place may know by this address and port: the value of one record. */
export function comparisonOf(
  { places, pairs }: CaptureComparison,
  { address, port }: Endpoint,
): CaptureComparison {
  const isIt = (end: Endpoint): boolean => end.address === address && end.port === port;
  return {
    places,
    pairs: pairs.map((pair) => ({
      ...pair,
      flows: pair.flows.filter(({ ends }) => ends.some(({ server }) => isIt(server))).slice(0, MOST_FLOWS),
      unmatched: pair.unmatched.filter(({ server }) => isIt(server)).slice(0, MOST_FLOWS),
    })),
  };
}
