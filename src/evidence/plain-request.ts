import type { RequestAsked } from "./request-asked.ts";

/** What every request says of itself, and whatever was asked for beyond that. */
type Said = Pick<RequestAsked, "target" | "scheme" | "host" | "hostIsAddress" | "port"> &
  Partial<Omit<RequestAsked, "tls">> & { readonly tls?: Partial<RequestAsked["tls"]> };

/** A request of a caller who gave no option: a GET of `/`, without a body, a deadline, a proxy or bounds of its own. */
export const plainRequest = ({ tls, ...said }: Said): RequestAsked => ({
  path: "/",
  questionType: null,
  method: "GET",
  dataOctets: 0,
  deadline: null,
  expectStatus: null,
  tls: {
    minVersion: null,
    maxVersion: null,
    alpn: [],
    clientCertificate: false,
    trustNamed: false,
    ...tls,
  },
  proxy: null,
  resolvers: [],
  profile: null,
  ...said,
});
