import { hostPort } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { askedDns, isHeard, type ResolverRecords, resolversOf, serverKey } from "./resolver-records.ts";

/** An answer from elsewhere that came once may be another client's; the same again is the way's. */
const ENOUGH_ANSWERS = 2;

type Source = Evidence<"dns-reply-source">;

/**
 * Whether a resolver that a client hears nothing of does answer, from another address or port than was asked. The client's
 * socket is connected, so the kernel drops such an answer. udp(7); RFC 5452, section 9.1.
 */
export const readReplySource: Reader = (evidence, request) => {
  const resolvers = resolversOf(evidence, request);
  if (resolvers === null || !askedDns(evidence, request)) return [];
  const strength = resolvers.completeBy.length > 0 ? "states" : "suggests";
  const basis = [resolvers.config, ...resolvers.completeBy];
  const asked = ofKind(evidence, "dns-reply-source").filter(({ vantage }) => vantage === request.client);
  const silent = resolvers.list
    .filter((one) => !isHeard(one))
    .map((one) => ({ one, sources: asked.filter((source) => isAbout(source, one)) }));
  const strange = silent.filter(({ sources }) =>
    sources.some(({ value }) => value.fromServer === 0 && strangeAnswers(value) >= ENOUGH_ANSWERS),
  );
  const isEachSilentToAll =
    silent.length > 0 &&
    silent.every(
      ({ sources }) => sources.length > 0 && sources.every(({ value }) => strangeAnswers(value) === 0),
    );
  const [first] = strange;
  const source = first?.sources.find(({ value }) => value.strangeSource !== null)?.value;
  return [
    ...observe("resolver-answers-from-elsewhere", true, {
      records: strange.flatMap(({ one, sources }) => [...sources, ...one.udp, ...basis]),
      strength,
      slots: {
        resolver: first?.one.server ?? "",
        strangeResolver: first?.one.server ?? "",
        strangeSource: source?.strangeSource ?? "",
      },
    }),
    ...observe("resolver-answers-from-elsewhere", false, {
      records: isEachSilentToAll ? silent.flatMap(({ sources }) => sources) : [],
    }),
  ];
};

const strangeAnswers = ({ fromOtherAddress, fromOtherPort }: Source["value"]): number =>
  fromOtherAddress + fromOtherPort;

const isAbout = ({ value }: Source, { server }: ResolverRecords): boolean =>
  serverKey(server) === hostPort(value.server, value.port);
