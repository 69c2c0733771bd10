import { tcpConnectVocabulary } from "./tcp-connect.ts";
import { tcpHostVocabulary } from "./tcp-host.ts";
import { tcpPathVocabulary } from "./tcp-path.ts";
import { wayVocabulary } from "./way.ts";

/** Propositions about connections, the hosts at their ends, and the way between. */
export const tcpVocabulary = {
  ...tcpConnectVocabulary,
  ...tcpHostVocabulary,
  ...tcpPathVocabulary,
  ...wayVocabulary,
};
