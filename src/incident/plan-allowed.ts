import type { Allowed } from "../config/index.ts";
import { bodyToCompare, isGrpcScheme, methodToCompare, type RequestAsked } from "../evidence/index.ts";
import { ENDS_AFTER, START } from "./kube/index.ts";

/** What is sent of the request to be compared with it, as the beginning of a line of a plan. */
export function sameRequest(asked: RequestAsked): string {
  if (asked.scheme !== "http" && asked.scheme !== "https") return "the same, without credentials,";
  const method = methodToCompare(asked);
  const isBare = asked.dataOctets > bodyToCompare(asked);
  if (method !== asked.method)
    return `the same by ${method}, without ${isBare ? "body and " : ""}credentials,`;
  return isBare ? "the same, without body and credentials," : "the same, without credentials,";
}

/** What `--allow` permits of this request, in lines of their own; nothing where it permits nothing. */
export function planOfAllowed(
  { repeatRequest, explainAnalyze, debugImage }: Allowed,
  asked: RequestAsked,
): readonly string[] {
  const lines = [
    ...(repeatRequest ? [repeated(asked)] : []),
    ...(explainAnalyze
      ? [
          "  explain-analyze: slow statements of a database on the path that only read are run once more, as is told below",
        ]
      : []),
    ...(debugImage === null ? [] : [planOfDebug(debugImage)]),
  ];
  return lines.length === 0 ? [] : ["", "Allowed by --allow:", ...lines];
}

function repeated(asked: RequestAsked): string {
  if (asked.scheme !== "http" && asked.scheme !== "https" && !isGrpcScheme(asked.scheme))
    return "  repeat-request: nothing, since this request changes nothing";
  const body = asked.dataOctets > 0 ? ` with its body of ${asked.dataOctets} octets` : "";
  return `  repeat-request: what is compared with the request is ${asked.method} itself${body} and its fields without credentials, as often as is told below; commands in containers send ${asked.method === "GET" ? "GET" : "OPTIONS"} without them`;
}

/** What is added to Pods. */
const planOfDebug = (image: string): string =>
  `  ephemeral-container: a container of ${image} is added to each Pod that is looked from by commands and has none of curl, wget and nc, or no cat (PATCH of pods/ephemeralcontainers); its start is waited for ${START / 1000} s, and its process ends by itself ${ENDS_AFTER / 1000} s after it; Kubernetes keeps it in the Pod's object until the Pod goes`;
