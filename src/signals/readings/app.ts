import type { Reading } from "../signal.ts";

/** A 5xx that the application itself wrote. */
export const appError: Reading = {
  proves: "Name, path, TCP and any TLS up to the one who answered worked for this request.",
  doesNotProve: "That the application wrote it: a proxy may have. Server header, body and logs tell.",
  boundaries: ["app", "proxy"],
  causes: ["app-error"],
  strength: "symptom",
  next: [
    "curl -sv URL -o /dev/null 2>&1 | grep -iE '^< (server|via|x-)'",
    "the application's log at this second",
  ],
};

/** A process that ended. */
export const processFailed: Reading = {
  proves: "The process ended by an error of its own or by a signal.",
  doesNotProve: "Why; its last lines say so.",
  boundaries: ["app"],
  causes: ["crash-looping"],
  strength: "names-actor",
  next: ["kubectl logs POD --previous", "kubectl describe pod POD", "journalctl -u UNIT"],
};

/** Killed for memory. */
export const outOfMemory: Reading = {
  proves: "The kernel or the kubelet killed a process for memory.",
  doesNotProve: "That it was the one that this request needed, unless it is named.",
  boundaries: ["app"],
  causes: ["out-of-memory-killed"],
  strength: "names-actor",
  next: ["dmesg -T | grep -i 'killed process'", "kubectl describe pod POD | grep -A5 'Last State'"],
};

/** SIGKILL, for whatever reason. */
export const killed: Reading = {
  proves: "The process was ended by SIGKILL.",
  doesNotProve: "By whom: memory, a liveness probe, the end of a grace period or an eviction.",
  boundaries: ["app"],
  causes: ["out-of-memory-killed", "crash-looping"],
  strength: "symptom",
  next: ["kubectl describe pod POD | grep -A6 'Last State'", "dmesg -T | grep -i oom"],
};

/** A probe that fails. */
export const probeFails: Reading = {
  proves: "The kubelet's probe of the container failed, in the way that the text says.",
  doesNotProve: "That users are not served: the probe may ask for too much, too soon.",
  boundaries: ["app", "service"],
  causes: ["readiness-failing", "app-slow", "not-listening"],
  strength: "names-actor",
  next: ["kubectl describe pod POD", "kubectl exec POD -- curl -s localhost:PORT/HEALTH"],
};

/** A Pod that does not start. */
export const notRunning: Reading = {
  proves: "The Pod's containers do not start, for the reason named.",
  doesNotProve: "That other replicas do not serve.",
  boundaries: ["app"],
  causes: ["pod-not-running"],
  strength: "names-actor",
  next: ["kubectl describe pod POD", "kubectl get events --field-selector involvedObject.name=POD"],
};

/** On its way up. */
export const starting: Reading = {
  proves: "It is being started and does not serve yet.",
  doesNotProve: "That it is stuck; how long it has been so tells.",
  boundaries: ["app", "cni"],
  causes: ["pod-not-running", "readiness-failing"],
  strength: "symptom",
  next: ["kubectl describe pod POD"],
};

/** On its way down. */
export const ending: Reading = {
  proves: "Somebody or something is taking it away: a rollout, a drain, an eviction, a scale-down.",
  doesNotProve: "A fault: requests fail only if it stops before traffic is withdrawn.",
  boundaries: ["app", "service"],
  causes: ["shutdown-race", "stale-endpoint"],
  strength: "symptom",
  next: ["kubectl get events --sort-by=.lastTimestamp", "kubectl rollout history deployment/NAME"],
};

/** Starved of processor time. */
export const starved: Reading = {
  proves: "The process was held back: processor quota, pressure or its worker's own time limit.",
  doesNotProve: "That the network is slow, though it looks so from outside.",
  boundaries: ["app"],
  causes: ["app-slow"],
  strength: "names-actor",
  next: ["cat /sys/fs/cgroup/PATH/cpu.stat", "cat /proc/pressure/cpu"],
};

/** HTTP/2 stream and session errors. */
export const streamReset: Reading = {
  proves: "One side ended an HTTP/2 stream or session with a code.",
  doesNotProve: "That the connection or the host failed.",
  boundaries: ["proxy", "app"],
  causes: ["upstream-resets", "connection-limit-reached", "keepalive-race"],
  strength: "symptom",
  next: ["curl -v --http2 URL; curl -v --http1.1 URL"],
};
