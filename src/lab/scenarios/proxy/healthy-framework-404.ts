import { startNginx, startWeb } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { buildProxied } from "./proxied.ts";

/** What frameworks say for an unknown path, behind a proxy that puts its own name in Server: the application's answer. */
export const scenario = sound("a framework's 404 page behind nginx", async (world, draw) => {
  const proxied = await buildProxied(world, draw);
  const path = new URL(proxied.url).pathname;
  const [type, body] = draw.pick([
    [
      "text/html",
      `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot GET ${path}</pre>\n</body>\n</html>\n`,
    ],
    [
      "application/json",
      JSON.stringify({ timestamp: "2026-06-06T10:24:33Z", status: 404, error: "Not Found", path }),
    ],
    ["application/json", JSON.stringify({ detail: "Not Found" })],
    [
      "text/html",
      "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.</p>\n",
    ],
  ]);
  const headers = { "content-type": type, ...(draw.coin() ? { "x-powered-by": "Express" } : {}) };
  await startWeb(proxied.back, { port: proxied.inner, routes: { "*": { status: 404, headers, body } } });
  await startNginx(proxied.front, proxied.nginx());
  return {
    ...proxied.setup,
    proveByHand: { argv: proxied.curl(), faultShows: /status (?!404)/ },
  };
});
