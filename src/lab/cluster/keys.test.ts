import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createDraw } from "../draw.ts";
import { makeKeys } from "./keys.ts";
import { drawRanges } from "./ranges.ts";

const ranges = drawRanges(createDraw(1), 2);
const keys = makeKeys(ranges, ["node1", "node2"]);
const certificate = (name: string) => new X509Certificate(keys.get(`${name}.crt`) ?? "");

test("the groups of users are the organizations of their certificates", () => {
  expect(certificate("admin").subject).toBe("O=system:masters\nCN=admin");
  expect(certificate("node2").subject).toBe("O=system:nodes\nCN=system:node:node2");
  expect(certificate("scheduler").subject).toBe("CN=system:kube-scheduler");
});

test("the API server's certificate names every address that it is reached by", () => {
  const names = certificate("apiserver").subjectAltName ?? "";
  for (const address of ["127.0.0.1", ranges.control, ranges.apiService]) expect(names).toContain(address);
  expect(certificate("apiserver").checkIssued(certificate("ca"))).toBe(true);
});

test("a kubeconfig holds all that is needed to log in", () => {
  const config = JSON.parse(keys.get("admin.conf") ?? "");
  expect(config.clusters[0].cluster.server).toBe(`https://${ranges.control}:6443`);
  expect(Buffer.from(config.users[0].user["client-certificate-data"], "base64").toString()).toBe(
    keys.get("admin.crt"),
  );
});
