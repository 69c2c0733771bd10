import type { Proposition } from "../proposition.ts";
import { databaseSessionVocabulary } from "./database-session.ts";
import { databaseStateVocabulary } from "./database-state.ts";
import { dnsVocabulary } from "./dns.ts";
import { httpVocabulary } from "./http.ts";
import { kubeNetworkVocabulary } from "./kube-network.ts";
import { kubePodVocabulary } from "./kube-pod.ts";
import { kubeServiceVocabulary } from "./kube-service.ts";
import { seriesVocabulary } from "./series.ts";
import { tcpVocabulary } from "./tcp.ts";
import { tlsVocabulary } from "./tls.ts";

const all = {
  ...dnsVocabulary,
  ...tcpVocabulary,
  ...tlsVocabulary,
  ...httpVocabulary,
  ...seriesVocabulary,
  ...databaseSessionVocabulary,
  ...databaseStateVocabulary,
  ...kubeServiceVocabulary,
  ...kubeNetworkVocabulary,
  ...kubePodVocabulary,
};

/** The name of a proposition. Closed: a reader can find nothing else, and a cause can predict nothing else. */
export type ObservationName = keyof typeof all;

/** Every proposition about a request that this program knows. */
export const vocabulary: Readonly<Record<ObservationName, Proposition>> = all;

/** Every name, in the order of the walk. */
export const observationNames = Object.keys(all) as readonly ObservationName[];
