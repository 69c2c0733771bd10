import { captureVocabulary } from "./capture.ts";
import { tcpConnectVocabulary } from "./tcp-connect.ts";
import { tcpHostVocabulary } from "./tcp-host.ts";
import { tcpPathVocabulary } from "./tcp-path.ts";
import { tcpPilesVocabulary } from "./tcp-piles.ts";
import { wayVocabulary } from "./way.ts";

/** Propositions about connections, the hosts at their ends, and the way between. */
export const tcpVocabulary = {
  ...tcpConnectVocabulary,
  ...tcpHostVocabulary,
  ...tcpPilesVocabulary,
  ...tcpPathVocabulary,
  ...wayVocabulary,
  ...captureVocabulary,
};
