import fc from "fast-check";
import { expect, test } from "vitest";
import { certificatesField, textsUnder } from "./certificates.ts";
import { treeAt } from "./tree.ts";

test("certificatesField() makes paths whole, leaves out what is no file, and itself where there is none", () => {
  const written = ["a.pem", "/etc/b.pem", "a.pem", "data:x", "$ssl_server_name.crt", "store:c", ""];
  expect(certificatesField(written, "/etc/nginx")).toEqual({
    certificates: ["/etc/nginx/a.pem", "/etc/b.pem"],
  });
  expect(certificatesField([], "/")).toEqual({});
});

test("textsUnder() finds texts under their keys, however deep, in whatever comes", () => {
  const tree = treeAt({ a: [{ tls: { certFile: "/c.pem" } }], certFile: 7 }, "x");
  const isFile = (keys: readonly string[]) => keys.at(-1) === "certFile";
  expect(textsUnder(tree, isFile)).toEqual(["/c.pem"]);
  fc.assert(fc.property(fc.jsonValue(), (value) => void textsUnder(treeAt(value, "x"), () => true)));
});
