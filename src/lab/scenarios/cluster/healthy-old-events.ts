import { imageName } from "../../cluster/index.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { untilServed, untilShown } from "./change.ts";

/** A Pod crashed, was deleted and made again by the same name, and is well: the events of the first are still there. */
export const scenario: ClusterScenario = {
  cause: null,
  boundary: null,
  mechanism: "old events of a Pod of the same name that failed",
  expected: { healthy },
  async build(ground, draw) {
    const name = `${draw.label()}-0`;
    const labels = { app: draw.label() };
    const [port, targetPort] = [80, draw.port()];
    const pod = (args: readonly string[]) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: "app",
            image: imageName("app"),
            args: ["-port", String(targetPort), ...args],
            readinessProbe: { httpGet: { path: "/ready", port: targetPort }, periodSeconds: 1 },
          },
        ],
      },
    });
    const service = draw.label();
    await ground.apply(pod(draw.pick([["-port", "nothing"], ["-ready=false"]])), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: service },
      spec: { selector: labels, ports: [{ name: "http", port, targetPort }] },
    });
    await untilShown(ground, ["get", "events", "-o", "jsonpath={.items[*].reason}"], /BackOff|Unhealthy/);
    await ground.kubectl("delete", "pod", name, "--wait");
    await ground.apply(pod([]));
    await ground.kubectl("wait", `pod/${name}`, "--for=condition=Ready", "--timeout=60s");
    const path = "jsonpath={.spec.clusterIP}";
    const address = (await ground.kubectl("get", "service", service, "-o", path)).trim();
    const url = `http://${address}:${port}/`;
    for (const place of ["client", "node2"]) await untilServed(ground, { url }, place);
    return {
      target: `kube://${ground.namespace}/${service}:${port}/`,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(url),
    };
  },
};
