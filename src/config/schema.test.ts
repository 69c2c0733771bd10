import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fits } from "../../test/json-schema.ts";
import { FaultlineError } from "../base/index.ts";
import { parseConfig } from "./parse-config.ts";
import { configJsonSchema } from "./schema.ts";

type Part = Readonly<Record<string, unknown>>;

const published = JSON.parse(
  readFileSync(new URL("../../faultline.schema.json", import.meta.url), "utf8"),
) as Part;

const isAccepted = (text: string): boolean => {
  try {
    parseConfig("f.yaml", text);
    return true;
  } catch (error) {
    if (error instanceof FaultlineError) return false;
    throw error;
  }
};

test("faultline.schema.json is what the schema gives, and is part of the package", () => {
  expect(published).toEqual(JSON.parse(configJsonSchema()));
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(manifest.files).toContain("faultline.schema.json");
});

/** Every part of a schema that a key leads to, with its name. */
function partsOf(schema: Part, name: string): readonly (readonly [string, Part])[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Part>>);
  const values = [schema["additionalProperties"], schema["items"]].filter(
    (part): part is Part => typeof part === "object" && part !== null,
  );
  return [
    ...properties.flatMap(([key, part]) => [
      [`${name}.${key}`, part] as const,
      ...partsOf(part, `${name}.${key}`),
    ]),
    ...values.flatMap((part) => [[`${name}[]`, part] as const, ...partsOf(part, `${name}[]`)]),
  ];
}

test.each(partsOf(published, ""))("%s has a description and an example for editors", (_, part) => {
  expect(String(part["description"] ?? "").length).toBeGreaterThan(5);
  expect(part["examples"]).toHaveLength(1);
});

const files: readonly (readonly [text: string, isRight: boolean])[] = [
  ["target: https://shop.example/api", true],
  ["$schema: ./faultline.schema.json\ntarget: shop.example", true],
  ["deadline: 10", true],
  ["deadline: 1.5m", true],
  ["deadline: 0", false],
  ["deadline: soon", false],
  ["deadline: [1]", false],
  ["symptom: ''", false],
  ["symptom: 7", false],
  ['symptom: "a\\x01b"', false],
  ["targett: x", false],
  ["vantages: { client: { local: true }, edge: { netns: edge }, p: { netns: 1 } }", true],
  ["vantages: { app1: { ssh: ops@app1 } }", true],
  ["vantages: { app1: { ssh: -oProxyCommand=x } }", false],
  ["vantages: { app1: { ssh: ops@-x } }", false],
  ["vantages: { app1: { ssh: 'SSH://-x' } }", false],
  ["vantages: { app1: { ssh: a-b@c-d } }", true],
  ["vantages: { e: {} }", false],
  ["vantages: { e: { local: true, ssh: a } }", false],
  ["vantages: { e: { local: false } }", false],
  ["vantages: { ../e: { local: true } }", false],
  ["vantages: { e: { netns: 0 } }", false],
  ["vantages: { e: { netns: 1.5 } }", false],
  ["vantages: []", false],
  ["path: [ { proxy: { at: edge, kind: nginx, config: /c, errorLog: /e, accessLog: /a } } ]", true],
  ["path: [ { proxy: {} }, { app: {} }, { database: {} } ]", true],
  ["path: [ { proxy: {}, app: {} } ]", false],
  ["path: [ {} ]", false],
  ["path: [ { proxy: { kind: apache } } ]", false],
  ["path: { proxy: {} }", false],
  ["path: [ { app: { url: 'http://192.0.2.3:8080/api', log: /l } } ]", true],
  ["path: [ { app: { metrics: 'https://192.0.2.3:8080/metrics?a=b' } } ]", true],
  ["path: [ { app: { metrics: 'ftp://192.0.2.3/metrics' } } ]", false],
  ["path: [ { app: { metrics: '' } } ]", false],
  ["path: [ { proxy: { metrics: 'http://192.0.2.3/metrics' } } ]", false],
  ["path: [ { database: { url: 'postgres://app@192.0.2.4/shop', passwordFile: /p } } ]", true],
  ["path: [ { database: { url: 'rediss://192.0.2.4/0' } } ]", true],
  ["path: [ { database: { url: 'http://192.0.2.4/' } } ]", false],
  ["kubernetes: { kubeconfig: k, context: c, namespace: n, service: s }", true],
  ["kubernetes: { pod: x }", false],
  ["captures: [ { at: edge, file: edge.pcap } ]", true],
  ["captures: [ { at: edge } ]", false],
  [`path: [ ${"{ app: {} },".repeat(65)} ]`, false],
];

describe("what an editor says by the published schema is what the command says", () => {
  test.each(files)("%s", (text, isRight) => {
    expect(isAccepted(text)).toBe(isRight);
    expect(fits(parse(text), published)).toBe(isRight);
  });
});
