import type { SliceSeen } from "./seen.ts";

/** What all slices of a Service hold together. */
export interface EndpointsCounted {
  readonly ready: number;
  readonly serving: number;
  /** Ready ones, by name of the port. */
  readonly byPort: ReadonlyMap<string, number>;
}

/** Endpoints of each Service, by `ns/name`. A dual-stack Service has slices of each family; all count. */
export function readyOf(slices: readonly SliceSeen[]): ReadonlyMap<string, EndpointsCounted> {
  const found = new Map<string, { ready: number; serving: number; byPort: Map<string, number> }>();
  for (const { namespace, service, ready, serving, ports } of slices) {
    if (service === null) continue;
    const key = `${namespace}/${service}`;
    const counted = found.get(key) ?? { ready: 0, serving: 0, byPort: new Map<string, number>() };
    counted.ready += ready;
    counted.serving += serving;
    for (const port of ports) counted.byPort.set(port, (counted.byPort.get(port) ?? 0) + ready);
    found.set(key, counted);
  }
  return found;
}
