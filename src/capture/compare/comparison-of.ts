import type { CaptureComparison, ComparedFlow, Endpoint } from "../../evidence/index.ts";

/** Flows of each kind that one record holds. */
const MOST_FLOWS = 64;

/** Flows of the same address on other ports that a record holds beside them: whether these pass tells a port from a way. */
const MOST_BESIDE = 8;

/** What a comparison says of one server, which either place may know by this address and port: the value of one record. */
export function comparisonOf(
  { places, pairs }: CaptureComparison,
  { address, port }: Endpoint,
): CaptureComparison {
  const isIt = (end: Endpoint): boolean => end.address === address && end.port === port;
  const isOf = ({ ends }: ComparedFlow): boolean => ends.some(({ server }) => isIt(server));
  const isBeside = (flow: ComparedFlow): boolean =>
    !isOf(flow) && flow.ends.some(({ server }) => server.address === address);
  return {
    places,
    pairs: pairs.map((pair) => ({
      ...pair,
      flows: [
        ...pair.flows.filter(isOf).slice(0, MOST_FLOWS),
        ...pair.flows.filter(isBeside).slice(0, MOST_BESIDE),
      ],
      unmatched: pair.unmatched.filter(({ server }) => isIt(server)).slice(0, MOST_FLOWS),
    })),
  };
}
