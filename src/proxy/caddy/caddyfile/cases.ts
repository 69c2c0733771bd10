import { type Case, more } from "./cases-more.ts";

/** Caddyfiles whose meaning was compared with that which Caddy 2.6 gives them. */
export const cases: readonly Case[] = [
  ...more,
  {
    name: "a site without braces",
    text: ":8080\nreverse_proxy 127.0.0.1:81",
    requests: [["a.example /x", "127.0.0.1:81 /x"]],
  },
  {
    name: "directives in Caddy's order",
    text: `http://a.example:8080 {
  reverse_proxy 127.0.0.1:81
  respond /hi 201
  redir /old /new permanent
  redir /tls https://{host}{uri} 308
  error /closed* 403
  header X-A b
  encode gzip
  file_server
}`,
    requests: [
      ["a.example /", "127.0.0.1:81 /"],
      ["a.example /hi", "201"],
      ["a.example /old", "301 /new"],
      ["a.example /tls", "308 https://a.example/tls"],
      ["a.example /closed/x", "403"],
      ["b.example /", "none"],
    ],
  },
  {
    name: "handle and handle_path, the longer path first",
    text: `:8080 {
  handle {
    respond 404
  }
  handle /api* {
    reverse_proxy app.example:81
  }
  handle /api/v2/* {
    reverse_proxy https://two.example
  }
  handle_path /strip/* {
    reverse_proxy 127.0.0.1:82 {
      transport http {
        dial_timeout 1s
        response_header_timeout 2s
      }
      lb_retries 2
      fail_duration 10s
    }
  }
}`,
    requests: [
      ["a.example /api", "app.example:81 /api"],
      ["a.example /api/v2/x", "two.example:443 /api/v2/x"],
      ["a.example /strip/x/y", "127.0.0.1:82 /x/y"],
      ["a.example /strip", "404"],
      ["a.example /", "404"],
    ],
  },
  {
    name: "route keeps its own order",
    text: `:8080 {
  route /r/* {
    respond /r/a 201
    uri strip_prefix /r
    reverse_proxy 127.0.0.1:81
  }
  respond 404
}`,
    requests: [
      ["a.example /r/a", "201"],
      ["a.example /r/b", "127.0.0.1:81 /b"],
      ["a.example /x", "404"],
    ],
  },
  {
    name: "named matchers",
    text: `:8080 {
  @post {
    method POST PUT
    path /in /in/*
  }
  handle @post {
    rewrite * /post{uri}
    reverse_proxy 127.0.0.1:81
  }
  @blue header X-Color bl*
  respond @blue 418
  @dbg query debug=1
  respond @dbg "no" 420
  @png path *.png
  respond @png 415
  @re path_regexp name ^/re/[0-9]+$
  respond @re 417
  @near {
    path /near*
    remote_ip 127.0.0.0/8
  }
  respond @near 403
  @far {
    path /far*
    not remote_ip private_ranges
  }
  respond @far 405
  @other not path /in* /x* /far*
  respond @other 410
  @h host b.example
  respond @h 409
}`,
    requests: [
      ["a.example /in/x 8080 POST", "127.0.0.1:81 /post/in/x"],
      ["a.example /in/x", "none"],
      ["a.example /x?debug=1", "420"],
      ["a.example /x.png", "415"],
      ["a.example /re/12", "417"],
      ["a.example /re/x", "410"],
      ["a.example /near/x", "403"],
      ["a.example /far", "none"],
      ["b.example /x", "409"],
    ],
  },
  {
    name: "snippets with arguments",
    text: `(up) {
  handle {args.0} {
    reverse_proxy {args.1}
  }
}
(twice) {
  import up /one* 127.0.0.1:81
  import up /two* 127.0.0.1:82
}
:8080 {
  import twice
  respond 404
}`,
    requests: [
      ["a.example /one", "127.0.0.1:81 /one"],
      ["a.example /two/x", "127.0.0.1:82 /two/x"],
      ["a.example /", "404"],
    ],
  },
  {
    name: "the more special site first, and one for all last",
    text: `http://:8080 {
  respond 201
}
http://*.wild.example:8080 {
  respond 202
}
http://a.wild.example:8080 {
  respond 203
}
http://a.wild.example:8080/deep* {
  respond 204
}`,
    requests: [
      ["x.example /", "201"],
      ["b.wild.example /", "202"],
      ["a.wild.example /", "203"],
      ["a.wild.example /deep/x", "204"],
    ],
  },
  {
    name: "several names in several lines, and a port of their own",
    text: `http://a.example:8080,
http://b.example:8080 {
  respond 201
}
c.example:8081 d.example {
  respond 202
}`,
    requests: [
      ["a.example /", "201"],
      ["b.example /", "201"],
      ["c.example /", "none"],
      ["c.example / 8081", "202"],
      ["d.example / 443", "202"],
    ],
  },
  {
    name: "automatic HTTPS",
    text: "shop.example {\n  reverse_proxy 127.0.0.1:81\n}\n",
    requests: [
      ["shop.example /x 443", "127.0.0.1:81 /x"],
      ["shop.example /x 80", "308 https://shop.example/x"],
      ["other.example /x 80", "unknown"],
    ],
  },
  {
    name: "global options",
    text: `{
  admin off
  http_port 8080
  https_port 8443
  auto_https disable_redirects
  servers {
    timeouts {
      read_header 5s
      idle 2m
    }
    max_header_size 16KB
  }
}
shop.example {
  request_body {
    max_size 1MiB
  }
  reverse_proxy 127.0.0.1:81
}
http://clear.example {
  respond 201
}`,
    requests: [
      ["shop.example /x 8443", "127.0.0.1:81 /x"],
      ["clear.example /", "201"],
    ],
  },
];
