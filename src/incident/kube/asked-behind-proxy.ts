import type { KubeService, RequestAsked } from "../../evidence/index.ts";
import { schemeOfPort } from "./scheme-of-port.ts";

/**
 * The request as a proxy in front of the Service makes it: by the protocol of the Service's port, for TLS ends at the proxy. A Service that
 * lacks the port that is asked for says nothing of its protocol: then it is HTTP, as behind most proxies.
 */
export function askedBehindProxy(asked: RequestAsked, service: KubeService | null): RequestAsked {
  if (asked.scheme !== "https" && asked.scheme !== "http") return asked;
  const port = service?.port ?? null;
  const scheme = port === null ? "http" : (schemeOfPort(port) ?? asked.scheme);
  return { ...asked, scheme };
}
