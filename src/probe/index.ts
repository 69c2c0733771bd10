/**
 * Probes: each sends something and records what came back. One file per protocol.
 *
 * @module
 */

export { probeAddressConflict } from "./address-conflict.ts";
export { type ClientProfile, clientProfiles } from "./client-profiles.ts";
export { closeGently } from "./close-gently.ts";
export type { ProbeContext } from "./context.ts";
export { type DnsQuestion, plainQuestion, probeDns, probeDnsTogether } from "./dns.ts";
export { type AuthorityQuestion, askAuthorities } from "./dns-authorities.ts";
export { type DescentQuestion, type DescentStart, traceDns } from "./dns-descent.ts";
export { askDrawnNames, type DrawnNamesQuestion } from "./dns-drawn-names.ts";
export { namesToAsk } from "./dns-names-to-ask.ts";
export { probeReplySource, type ReplySourceQuestion } from "./dns-reply-source.ts";
export { rootHints } from "./dns-root-hints.ts";
export { type Survey, surveyResolvers } from "./dns-survey.ts";
export { emptyCall } from "./grpc-call.ts";
export { hostsFileOf, parseHostsFile, readHostsFile } from "./hosts-file.ts";
export { type HttpBounds, type HttpRequest, type HttpStream, httpBounds } from "./http-ask.ts";
export { clockFromExchange } from "./http-clock.ts";
export { authorityOf, exchangeHttp, type HttpAsk } from "./http-exchange.ts";
export {
  type HttpDial,
  type HttpInvestigation,
  investigateHttp,
  proxyHeaderFor,
} from "./http-investigate.ts";
export { type HttpTarget, partsOf, redirectTarget } from "./http-redirect.ts";
export { type IdleWatch, watchIdle } from "./idle-connection.ts";
export { type LookupRequest, lookUpName } from "./name-lookup.ts";
export {
  candidatesOf,
  type LookupRules,
  type PlannedQuestion,
  questionsOf,
} from "./name-lookup-candidates.ts";
export { addressesBySystem, lookUpBySystem } from "./name-lookup-system.ts";
export { type PathRequest, probePath } from "./path.ts";
export { sweepPath } from "./path-sweep.ts";
export { openTunnel, type TunnelAsk } from "./proxy-connect.ts";
export { isExempt, type ProxyChoice, parseProxy, proxyFor } from "./proxy-environment.ts";
export { parseResolverConfig, type ResolverFiles, readResolverConfig } from "./resolver-config.ts";
export { connectOnly, type OpenedTcp, openTcp, type TcpOptions, type TcpTarget } from "./tcp.ts";
export { investigateTcp } from "./tcp-differences.ts";
export { recordTcpInfo } from "./tcp-info.ts";
export { watchLoss } from "./tcp-loss.ts";
export { watchPeer } from "./tcp-watch.ts";
export {
  type ClientIdentity,
  type OpenedTls,
  passesVerification,
  probeTls,
  type TlsAsked,
  type TlsVersion,
} from "./tls.ts";
export { type BundleGiven, type BundleJudgement, type BundleProblem, judgeBundle } from "./tls-bundle.ts";
export { type CertificateJudgement, holdsName, judgeCertificates } from "./tls-certificate.ts";
export { investigateTls } from "./tls-investigate.ts";
export { loadTrust, makeTrust, readPem, type Trust, type TrustAsked } from "./tls-trust.ts";
export { type TlsInvestigation, type TlsVariant, tlsVariants } from "./tls-variants.ts";
