import { describe, expect, test } from "vitest";
import { plainText, speakerOf } from "./index.ts";

/** Pages as the products send them. */
const pages = {
  nginx:
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1 (Debian)</center>\r\n</body>\r\n</html>\r\n<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n",
  haproxy:
    "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
  alb: "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n</body>\r\n</html>\r\n",
  apache:
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>503 Service Unavailable</title>\n</head><body>\n<h1>Service Unavailable</h1>\n<p>The server is temporarily unable to service your request due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n</body></html>\n',
};

const speaker = (status: number, body: string, fields: readonly (readonly [string, string])[] = []) =>
  speakerOf({ status, fields, bodyText: plainText(body) });

describe("speakerOf()", () => {
  test.each([
    ["nginx's page", 502, pages.nginx, [["server", "nginx/1.22.1"]], "nginx"],
    ["haproxy's page, which has no Server", 503, pages.haproxy, [], "haproxy"],
    ["a load balancer's page", 504, pages.alb, [["server", "awselb/2.0"]], "aws-alb"],
    ["httpd's page", 503, pages.apache, [["server", "Apache/2.4.57"]], "apache"],
    [
      "Envoy's text",
      503,
      "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
      [["server", "envoy"]],
      "envoy",
    ],
    ["Envoy's empty 404", 404, "", [["server", "envoy"]], "envoy"],
    ["Traefik's text", 502, "Bad Gateway", [], "traefik"],
    ["Caddy's empty 502", 502, "", [["server", "Caddy"]], "caddy"],
    ["Squid's own field", 503, "", [["x-squid-error", "ERR_CONNECT_FAIL 111"]], "squid"],
    ["Proxy-Status", 502, "", [["proxy-status", "edge; error=connection_refused"]], null],
  ] as const)("takes %s for an intermediary's words", (_, status, body, fields, software) => {
    expect(speaker(status, body, fields)).toEqual({ answeredBy: "intermediary", software });
  });

  test.each([
    [
      "a body of data behind nginx",
      500,
      '{"error":"boom"}',
      [
        ["server", "nginx"],
        ["content-type", "application/json"],
      ],
    ],
    ["a framework's name", 404, "Cannot GET /x", [["x-powered-by", "Express"]]],
    ["a framework's status in words", 502, "Bad Gateway", [["x-powered-by", "Express"]]],
    [
      "Envoy with an upstream's time",
      503,
      "",
      [
        ["server", "envoy"],
        ["x-envoy-upstream-service-time", "3"],
      ],
    ],
  ] as const)("takes %s for the origin's words", (_, status, body, fields) => {
    expect(speaker(status, body, fields).answeredBy).toBe("origin");
  });

  test.each([
    ["a plain 404 behind nginx", 404, "nope", [["server", "nginx"]]],
    ["Go's 404, which Traefik's is too", 404, "404 page not found\n", []],
    ["a status in words with a tag of its own", 502, "Bad Gateway", [["etag", 'W/"b-x"']]],
    ["an application's empty 404 behind Caddy", 404, "", [["server", "Caddy"]]],
    [
      "an application's page that names nginx",
      500,
      "<h1>Error</h1> our nginx is fine",
      [["server", "nginx"]],
    ],
    ["a proper answer", 200, pages.nginx, [["server", "nginx"]]],
  ] as const)("leaves open who wrote %s", (_, status, body, fields) => {
    expect(speaker(status, body, fields).answeredBy).toBe("unknown");
  });
});

test("plainText() drops markup, scripts and comments, closed or not", () => {
  expect(plainText("<p>a &amp; b</p><script>alert(1)</script> c<!-- d")).toBe("a & b c");
});
