import type { Boundary } from "../base/index.ts";
import type { Target } from "../config/index.ts";

/**
 * A target narrowed to the boundaries that are to be looked at: a request whose later steps are left out is one of a
 * shorter scheme. What comes before a wanted step is walked all the same: it cannot be reached otherwise.
 */
export function narrow(target: Target, wanted: ReadonlySet<Boundary>): Target {
  const wants = (...ids: readonly Boundary[]) => ids.some((id) => wanted.has(id));
  if (target.scheme === "dns" || wants("proxy", "app", "response", "service", "cni", "database"))
    return target;
  if (wants("tls") && (target.scheme === "https" || target.scheme === "grpcs" || target.scheme === "tls"))
    return { ...target, scheme: "tls" };
  if (wants("client", "link", "route", "path", "tcp", "tls")) return { ...target, scheme: "tcp" };
  return { ...target, scheme: "dns", path: "/", questionType: null };
}
