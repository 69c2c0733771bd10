import {
  type Observation,
  type ObservationName,
  type ReferenceRequest,
  vocabulary,
} from "../src/diagnose/index.ts";
import { plainRequest } from "../src/evidence/index.ts";

/** An https request for tests, from one host to another. */
export const anyAsked = plainRequest({
  target: "https://shop.example/api",
  scheme: "https",
  host: "shop.example",
  hostIsAddress: false,
  port: 443,
  path: "/api",
  tls: { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", alpn: ["h2", "http/1.1"] },
});

export const anyRequest: ReferenceRequest = {
  asked: anyAsked,
  client: "client",
  server: null,
  address: "192.0.2.10",
  way: ["client"],
  clientAddress: null,
  clientNetwork: null,
  window: { from: 0, until: 1_000 },
  hop: 1,
  deeper: [],
};

let serial = 0;

/** An observation for a test: it holds, of the flow, as strong as its proposition, unless told otherwise. */
export function observed(name: ObservationName, told: Partial<Observation> = {}): Observation {
  serial += 1;
  return {
    name,
    holds: true,
    at: null,
    strength: vocabulary[name].strength,
    slots: {},
    cites: [`e${serial}`],
    ...told,
  };
}
