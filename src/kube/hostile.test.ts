import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameReader } from "./api/frames.ts";
import { quantityOf } from "./api/quantity.ts";
import { countEndpoints, endpointsOfObject, endpointsOfSlices } from "./objects/endpoints.ts";
import { eventOf } from "./objects/event.ts";
import { nodeOf } from "./objects/node.ts";
import { isIll, podOf } from "./objects/pod.ts";
import { serviceOf } from "./objects/service.ts";
import { defaultInterfaceOf, defaultInterfaceOf6, listenersOf, resolverFileOf } from "./pod/network-files.ts";
import { crashLogOf } from "./rollout/crash-log.ts";
import { jobOf, rolloutOf } from "./rollout/rollout.ts";
import { httpRoutes } from "./routes/http-route.ts";
import { ingressRoutes } from "./routes/ingress.ts";

const keys = fc.constantFrom(
  ...[
    "metadata",
    "spec",
    "status",
    "name",
    "namespace",
    "uid",
    "ports",
    "port",
    "endpoints",
    "addresses",
    "conditions",
  ],
  ...[
    "subsets",
    "containers",
    "containerStatuses",
    "state",
    "terminated",
    "lastState",
    "resources",
    "limits",
    "memory",
  ],
  ...[
    "readinessProbe",
    "httpGet",
    "rules",
    "http",
    "paths",
    "backend",
    "service",
    "matches",
    "path",
    "backendRefs",
  ],
  ...[
    "ownerReferences",
    "involvedObject",
    "selector",
    "clusterIPs",
    "targetRef",
    "ip",
    "type",
    "labels",
    "hostnames",
  ],
  "__proto__",
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("10.0.0.1", "x", "True"),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 8 }),
  ),
})).value;

const service = { namespace: "shop", service: "api", port: null };

test("no object of the API makes a reader throw, whatever it holds", () => {
  fc.assert(
    fc.property(json, (object) => {
      expect(serviceOf(object, service).name).toBe("api");
      const endpoints = [
        ...endpointsOfSlices([object], { ...service, port: null }),
        ...endpointsOfObject(object, { ...service, port: null }),
      ];
      countEndpoints(endpoints, { ...service, source: "slices", slices: 1, isComplete: true });
      const pod = podOf(object, true);
      if (pod !== null) isIll(pod.pod);
      nodeOf(object);
      eventOf(object, "u");
      ingressRoutes(object, { host: "shop.example.com", path: "/a" });
      httpRoutes(object, { host: "shop.example.com", path: "/a" });
      rolloutOf(object, object);
      jobOf(object, { from: 0, until: 1 });
      quantityOf(object);
    }),
    { numRuns: 1_000 },
  );
});

test("no text makes a reader of a Pod's files throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const head of [
        "",
        "  sl  local_address rem_address\n",
        "Iface\tDestination\n",
        "nameserver ",
        "options ",
      ]) {
        listenersOf(head + text);
        resolverFileOf(head + text);
        defaultInterfaceOf(head + text);
        defaultInterfaceOf6(head + text);
      }
      crashLogOf(`2026-01-01T00:00:00Z ${text}`, "x");
    }),
  );
});

test("no octets make the reader of frames throw, in whatever pieces they come", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
      const reader = new FrameReader();
      for (const chunk of chunks) if (reader.read(chunk) === null) break;
    }),
  );
});

test.each([
  ["512Mi", 512 * 1024 * 1024],
  ["1G", 1e9],
  ["250m", 0.25],
  ["1e3", 1_000],
  ["1E", 1e18],
  [2, 2],
  [".5", 0.5],
  ["-1", null],
  ["constructor", null],
  ["5to", null],
  ["", null],
])("a quantity of %j is %j", (text, value) => {
  expect(quantityOf(text)).toBe(value);
});
