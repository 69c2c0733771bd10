import { expect, test } from "vitest";
import { connect } from "../../test/tcp-records.ts";
import { decision, routesOf } from "../../test/way-records.ts";
import { clientAddressOf } from "./client-address.ts";

test("clientAddressOf() names the address of the request's own connection, and the network around it", () => {
  const own = connect({ localAddress: "198.51.100.9" });
  expect(clientAddressOf([own, routesOf("client")], "client")).toEqual({
    clientAddress: "198.51.100.9",
    clientNetwork: "198.51.100.0/24",
  });
});

test("clientAddressOf() says nothing of a network that no route tells, nor of an address without a connection", () => {
  expect(clientAddressOf([connect({ localAddress: "203.0.113.9" }), routesOf("client")], "client")).toEqual({
    clientAddress: "203.0.113.9",
    clientNetwork: null,
  });
  expect(clientAddressOf([connect({ localAddress: null })], "client")).toEqual({
    clientAddress: null,
    clientNetwork: null,
  });
});

test("clientAddressOf() leaves out connections of experiments and of other hosts", () => {
  const other = connect({ localAddress: "198.51.100.9" }, { purpose: "difference" });
  expect(clientAddressOf([other], "client").clientAddress).toBeNull();
  expect(clientAddressOf([connect({ localAddress: "198.51.100.9" })], "edge").clientAddress).toBeNull();
});

test("clientAddressOf() takes the kernel's choice where no connection was made", () => {
  const chosen = decision("client", { preferredSource: "198.51.100.9" });
  expect(clientAddressOf([chosen], "client").clientAddress).toBe("198.51.100.9");
});
