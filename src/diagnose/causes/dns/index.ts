import type { Cause } from "../../cause.ts";
import { dnssecBogus } from "./dnssec-bogus.ts";
import { firstResolverDead } from "./first-resolver-dead.ts";
import { intermittentLoss } from "./intermittent-loss.ts";
import { largeAnswerLost } from "./large-answer-lost.ts";
import { nameDoesNotExist } from "./name-does-not-exist.ts";
import { negativeAnswerCached } from "./negative-answer-cached.ts";
import { noAddressRecord } from "./no-address-record.ts";
import { oneAddressDead } from "./one-address-dead.ts";
import { resolverRefuses } from "./resolver-refuses.ts";
import { resolverServfail } from "./resolver-servfail.ts";
import { resolverUnreachable } from "./resolver-unreachable.ts";
import { resolversDisagree } from "./resolvers-disagree.ts";
import { searchPathAmplification } from "./search-path-amplification.ts";
import { staleAnswer } from "./stale-answer.ts";
import { udpBlockedTcpWorks } from "./udp-blocked-tcp-works.ts";
import { wrongAddress } from "./wrong-address.ts";

/** The causes of this boundary. */
export const dnsCauses: readonly Cause[] = [
  nameDoesNotExist,
  noAddressRecord,
  resolverUnreachable,
  firstResolverDead,
  resolverRefuses,
  resolverServfail,
  dnssecBogus,
  searchPathAmplification,
  udpBlockedTcpWorks,
  largeAnswerLost,
  resolversDisagree,
  intermittentLoss,
  staleAnswer,
  wrongAddress,
  oneAddressDead,
  negativeAnswerCached,
];
