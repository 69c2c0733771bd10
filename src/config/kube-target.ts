import { FaultlineError } from "../base/index.ts";
import { quote } from "./quote.ts";
import type { Target } from "./target.ts";

/** A Service of a cluster, as a target names it. */
export interface KubeServiceNamed {
  readonly namespace: string;
  readonly service: string;
  /** Number or name of the Service's port; `null` where none is given. */
  readonly port: number | string | null;
}

/** RFC 1123, section 2.1, as Kubernetes takes it for names of objects: 63 octets of lower-case letters, digits and hyphens. */
export const KUBE_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A port's name: an IANA service name, 15 octets with a letter among them. RFC 6335, section 5.1. */
const PORT_NAME = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/;

const EXAMPLE = "Write kube://namespace/service[:port][/path], for example kube://shop/api:80/health";

/**
 * Reads `kube://namespace/service[:port][/path]`. Until the cluster was asked, its host is the Service's name in the cluster.
 *
 * @throws FaultlineError `BAD_TARGET`
 */
export function parseKubeTarget(given: string): Target {
  const refuse = (what: string): never => {
    throw new FaultlineError("BAD_TARGET", `Cannot parse target "${quote(given)}": ${what}\n${EXAMPLE}`);
  };
  const rest = given.slice("kube://".length).replace(/#.*$/s, "");
  if (/[\s\p{Cc}]/u.test(rest)) refuse("it holds a space or a control character");
  const [, namespace = "", service = "", portText, path = ""] =
    /^([^/?:@]*)\/([^/?:]*)(?::([^/?]*))?([/?].*)?$/s.exec(rest) ??
    refuse("it names no namespace and Service");
  if (!KUBE_LABEL.test(namespace))
    refuse(namespace === "" ? "it names no namespace" : `"${quote(namespace)}" is no namespace`);
  if (!KUBE_LABEL.test(service))
    refuse(service === "" ? "it names no Service" : `"${quote(service)}" is no Service's name`);
  const port = portText === undefined || portText === "" ? null : portOf(portText);
  if (port === undefined)
    refuse(`"${quote(portText ?? "")}" is no port: a number from 1 to 65535, or a port's name`);
  const whole = path === "" || path.startsWith("?") ? `/${path}` : path;
  const shownPort = port === null ? "" : `:${port}`;
  return {
    shown: `kube://${namespace}/${service}${shownPort}${path.startsWith("/") ? whole.replace(/\?.*$/s, "") : ""}`,
    scheme: "http",
    host: `${service}.${namespace}.svc`,
    port: typeof port === "number" ? port : 80,
    path: whole,
    questionType: null,
    credentials: null,
    kube: { namespace, service, port: port ?? null },
  };
}

function portOf(text: string): number | string | undefined {
  if (!/^\d+$/.test(text)) return PORT_NAME.test(text) ? text : undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
