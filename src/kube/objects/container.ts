import type { KubeContainer, KubeExit, KubeProbe } from "../../evidence/index.ts";
import {
  countOf,
  isMap,
  type Json,
  listOf,
  mapOf,
  messageOf,
  numberOf,
  portOf,
  portOrNameOf,
  textOf,
  timeOf,
} from "../api/json.ts";
import { quantityOf } from "../api/quantity.ts";

/** The most ports of one container that are kept. */
const MOST_PORTS = 50;

const STATES = ["waiting", "running", "terminated"] as const;

/** Where a container's fields are in its Pod. */
const PLACES = [
  { specs: "initContainers", statuses: "initContainerStatuses", isInit: true },
  { specs: "containers", statuses: "containerStatuses", isInit: false },
] as const;

/** The most containers of one Pod that are kept. */
const MOST_CONTAINERS = 50;

/** The containers of a Pod, the init containers first. */
export const containersOf = (pod: unknown): readonly KubeContainer[] =>
  PLACES.flatMap(({ specs, statuses, isInit }) => {
    const known = new Map(
      listOf(mapOf(mapOf(pod)["status"])[statuses]).map((one) => [mapOf(one)["name"], mapOf(one)]),
    );
    return listOf(mapOf(mapOf(pod)["spec"])[specs])
      .slice(0, MOST_CONTAINERS)
      .flatMap((spec) => containerOf(mapOf(spec), mapOf(known.get(mapOf(spec)["name"])), isInit));
  });

function containerOf(spec: Json, status: Json, isInit: boolean): KubeContainer[] {
  const name = textOf(spec["name"]);
  if (name === null) return [];
  const state = STATES.find((one) => isMap(mapOf(status["state"])[one])) ?? null;
  const present = state === null ? {} : mapOf(mapOf(status["state"])[state]);
  const limits = mapOf(mapOf(spec["resources"])["limits"]);
  const ends = [mapOf(status["state"])["terminated"], mapOf(status["lastState"])["terminated"]];
  const ports = listOf(spec["ports"]).flatMap((value) => {
    const { name: named, containerPort, protocol } = mapOf(value);
    const port = portOf(containerPort);
    return port === null ? [] : [{ name: textOf(named), port, protocol: textOf(protocol) ?? "TCP" }];
  });
  return [
    {
      name,
      isInit,
      ports: ports.slice(0, MOST_PORTS),
      state,
      reason: textOf(present["reason"]),
      message: messageOf(present["message"]),
      startedAt: timeOf(present["startedAt"]),
      isReady: status["ready"] === true,
      restarts: countOf(status["restartCount"]) ?? 0,
      exits: ends.flatMap(exitOf),
      memoryLimit: quantityOf(limits["memory"]),
      cpuLimit: quantityOf(limits["cpu"]),
      readiness: probeOf(spec["readinessProbe"]),
      liveness: probeOf(spec["livenessProbe"]),
      hasPreStop: isMap(mapOf(spec["lifecycle"])["preStop"]),
    },
  ];
}

function exitOf(value: unknown): KubeExit[] {
  if (!isMap(value)) return [];
  const { reason, exitCode, signal, startedAt, finishedAt } = value;
  return [
    {
      reason: textOf(reason),
      code: numberOf(exitCode),
      // 0 stands for none: the API leaves it out or sends it so.
      signal: signal === 0 ? null : numberOf(signal),
      startedAt: timeOf(startedAt),
      endedAt: timeOf(finishedAt),
    },
  ];
}

/** A probe with the API's own defaults: at once, every 10 s, 1 s of patience, 3 failures. Kubernetes API, Probe v1. */
function probeOf(value: unknown): KubeProbe | null {
  if (!isMap(value)) return null;
  const { httpGet, tcpSocket, grpc, exec, periodSeconds, timeoutSeconds, failureThreshold } = value;
  const delay = countOf(value["initialDelaySeconds"]);
  const kind = isMap(httpGet)
    ? "http"
    : isMap(tcpSocket)
      ? "tcp"
      : isMap(grpc)
        ? "grpc"
        : isMap(exec)
          ? "exec"
          : null;
  if (kind === null) return null;
  const at = { http: httpGet, tcp: tcpSocket, grpc, exec: {} }[kind];
  return {
    kind,
    port: portOrNameOf(mapOf(at)["port"]),
    path: kind === "http" ? (textOf(mapOf(at)["path"]) ?? "/") : null,
    period: 1000 * (countOf(periodSeconds) ?? 10),
    timeout: 1000 * (countOf(timeoutSeconds) ?? 1),
    failures: countOf(failureThreshold) ?? 3,
    initialDelay: 1000 * (delay ?? 0),
  };
}
