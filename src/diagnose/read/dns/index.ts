import { unresolvedIn } from "../hops/unresolved.ts";
import type { Reader } from "../reader.ts";
import { readAnsweredAddresses } from "./answered-addresses.ts";
import { readAuthority } from "./authority.ts";
import { readDelegation } from "./delegation.ts";
import { readDoubtfulAnswer } from "./doubtful-answer.ts";
import { readHostsFile } from "./hosts-file.ts";
import { readInventedAnswer } from "./invented-answer.ts";
import { readLookupEnd } from "./lookup-end.ts";
import { readLookupTime } from "./lookup-time.ts";
import { readReplySource } from "./reply-source.ts";
import { readResolverAgreement } from "./resolver-agreement.ts";
import { readResolverFailure } from "./resolver-failure.ts";
import { readResolverLoss } from "./resolver-loss.ts";
import { readResolverSilence } from "./resolver-silence.ts";
import { readResolverTransport } from "./resolver-transport.ts";
import { readResolverValidation } from "./resolver-validation.ts";

/** Where a proxy says that it could not resolve a name, the client's own look-ups are of another name, by other resolvers. */
const ofOwnLookups =
  (reader: Reader): Reader =>
  (evidence, request) =>
    (unresolvedIn(evidence)?.names.length ?? 0) > 0 ? [] : reader(evidence, request);

const readers: readonly Reader[] = [
  readLookupEnd,
  readLookupTime,
  readResolverSilence,
  readResolverTransport,
  readResolverFailure,
  readResolverValidation,
  readResolverLoss,
  readResolverAgreement,
  readAuthority,
  readDelegation,
  readAnsweredAddresses,
  readHostsFile,
  readDoubtfulAnswer,
  readInventedAnswer,
  readReplySource,
];

/** Every reader of this family. */
export const dnsReaders: readonly Reader[] = readers.map(ofOwnLookups);
