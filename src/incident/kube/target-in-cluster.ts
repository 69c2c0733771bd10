import type { Target } from "../../config/index.ts";
import type { KubeEndpoint, KubeService } from "../../evidence/index.ts";
import { schemeOfPort } from "./scheme-of-port.ts";

/** A `kube://` target with the address that its Service has; `null` where it has none that could be asked. docs/contract.md, "Configuration". */
export function targetInCluster(
  target: Target,
  service: KubeService | null,
  endpoints: readonly KubeEndpoint[],
): Target | null {
  if (service?.outcome !== "found" || service.port === null) return null;
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
