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

/** Every reader of this family. */
export const dnsReaders: readonly Reader[] = [
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
