import type { HandProof } from "../../scenario.ts";

/** Asks for six seconds, ten times a second, each on a connection of its own, and shows how long each took. */
export const spikes = (url: string): HandProof => ({
  argv: [
    ...["curl", "-sS", "--rate", "10/s", "--max-time", "6", "-o", "/dev/null"],
    ...["-H", "Connection: close", "-w", "took %{time_total}\n", `${url}?[1-50]`],
  ],
  // A third of a second is far above the line's own round trip.
  faultShows: /took (0\.[3-9]|[1-9])|timed out/,
});
