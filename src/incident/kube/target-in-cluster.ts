import { isAddress } from "../../base/index.ts";
import type { Target } from "../../config/index.ts";
import type { KubeEndpoint, KubeService, KubeServicePort } from "../../evidence/index.ts";
import { schemeOfPort } from "./scheme-of-port.ts";

/** A `kube://` target with the address that its Service has; `null` where it has none that could be asked. docs/contract.md, "Configuration". */
export function targetInCluster(
  target: Target,
  service: KubeService | null,
  endpoints: readonly KubeEndpoint[],
): Target | null {
  if (service?.outcome !== "found") return null;
  const { externalName = null } = service;
  if (externalName !== null) return elsewhere(target, externalName, service.port);
  if (service.port === null) return null;
  const scheme = schemeOfPort(service.port);
  if (scheme === null) return null;
  const [address] = service.clusterIps;
  if (!service.isHeadless && address !== undefined)
    return { ...target, scheme, host: address, port: service.port.port };
  // A headless Service is what DNS makes of it: its clients go to a Pod.
  const serving = endpoints.find(({ isReady, port }) => isReady && port !== null);
  if (!service.isHeadless || serving === undefined || serving.port === null) return null;
  return { ...target, scheme, host: serving.address, port: serving.port };
}

/**
 * Where DNS gives another name for the Service. One that looks like an address is none: it is looked up as a name, in vain. Kubernetes,
 * Service, "type: ExternalName".
 */
function elsewhere(target: Target, name: string, declared: KubeServicePort | null): Target | null {
  const port = declared ?? {
    name: null,
    port: target.port,
    protocol: "TCP",
    targetPort: target.port,
    nodePort: null,
  };
  const scheme = schemeOfPort(port);
  return scheme === null || isAddress(name)
    ? null
    : { ...target, scheme, host: name.replace(/\.$/, ""), port: port.port };
}
