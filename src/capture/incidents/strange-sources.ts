import { groupBy, hostPort, type Ms } from "../../base/index.ts";
import type { DnsReplySource } from "../../evidence/index.ts";
import type { CapturedDns } from "../application/index.ts";

/** Resolvers that are told of. */
const MOST_SERVERS = 4;

/** Of each resolver whose questions got an answer from somebody else, from where these came, as a check would have heard it. */
export function strangeSources(exchanges: readonly CapturedDns[], wait: Ms): readonly DnsReplySource[] {
  return groupBy(exchanges, ({ server }) => hostPort(server.address, server.port))
    .flatMap((ofServer): DnsReplySource[] => {
      const strange = ofServer.filter(({ outcome }) => outcome === "other-source");
      const [first] = strange;
      const source = first?.answeredFrom ?? null;
      if (first === undefined || source === null) return [];
      const isOtherPort = ({ answeredFrom, server }: CapturedDns) => answeredFrom?.address === server.address;
      const answersOf = (some: readonly CapturedDns[]) =>
        some.reduce((sum, { moreAnswers }) => sum + 1 + moreAnswers, 0);
      return [
        {
          server: first.server.address,
          port: first.server.port,
          name: first.name,
          type: first.type,
          sent: ofServer.reduce((sum, { sent }) => sum + sent, 0),
          fromServer: ofServer.filter(({ outcome }) => outcome === "answered").length,
          fromOtherAddress: answersOf(strange.filter((one) => !isOtherPort(one))),
          fromOtherPort: answersOf(strange.filter(isOtherPort)),
          strangeSource: hostPort(source.address, source.port),
          errno: null,
          wait,
        },
      ];
    })
    .slice(0, MOST_SERVERS);
}
