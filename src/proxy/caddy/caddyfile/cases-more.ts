/** A Caddyfile and what it means for requests: host and path, then what `wordOf()` says of the route. */
export interface Case {
  readonly name: string;
  readonly text: string;
  /** `host path [port] [method]`. */
  readonly requests: readonly (readonly [asked: string, expected: string])[];
}

/** The second half of the Caddyfiles whose meaning was compared with that which Caddy 2.6 gives them. */
export const more: readonly Case[] = [
  {
    name: "where a site is bound",
    text: `http://a.example:8080 {
  bind 127.0.0.1 ::1
  respond 201
}
http://b.example:8080 {
  bind 192.0.2.1
  respond 202
}`,
    requests: [
      ["a.example /", "201"],
      ["b.example /", "none"],
    ],
  },
  {
    name: "rewrites of which the first counts",
    text: `:8080 {
  rewrite /a/* /first{uri}
  rewrite /a/b/* /second{uri}
  uri /p/* strip_prefix /p
  uri /s/* strip_suffix .html
  uri /t/* replace /t/ /u/
  reverse_proxy 127.0.0.1:81
}`,
    requests: [
      ["a.example /a/b/c", "127.0.0.1:81 /second/a/b/c"],
      ["a.example /a/c", "127.0.0.1:81 /first/a/c"],
      ["a.example /p/x", "127.0.0.1:81 /x"],
      ["a.example /s/x.html", "127.0.0.1:81 /s/x"],
      ["a.example /t/x", "127.0.0.1:81 /u/x"],
    ],
  },
  {
    name: "upstreams of every form",
    text: `:8080 {
  reverse_proxy /a* 127.0.0.1 [::1]:82 unix//run/app.sock
  reverse_proxy /b* h2c://b.example:83
  reverse_proxy /c* {
    to c.example:8001-8003
    lb_policy round_robin
    health_uri /live
    health_interval 5s
  }
  reverse_proxy /d* https://d.example {
    rewrite /up{uri}
    header_up Host {upstream_hostport}
    transport http {
      tls_insecure_skip_verify
      tls_server_name in.example
      keepalive off
      versions 1.1
    }
  }
  reverse_proxy /e* {
    dynamic a e.example 85
  }
  reverse_proxy /f* {
    dynamic srv f.example
  }
  reverse_proxy /g* {header.X-Up}
  php_fastcgi /i* 127.0.0.1:9000
}`,
    requests: [
      ["a.example /a", "127.0.0.1:80, [::1]:82, /run/app.sock /a"],
      ["a.example /b", "b.example:83 /b"],
      ["a.example /c", "c.example:8001, c.example:8002, c.example:8003 /c"],
      ["a.example /d", "d.example:443 /up/d"],
      ["a.example /e", "e.example:85 /e"],
      ["a.example /f", "unknown"],
      ["a.example /g", "unknown"],
      ["a.example /h", "none"],
      ["a.example /i", "unknown"],
    ],
  },
  {
    name: "answers of an upstream that decide, and answers that are only replaced",
    text: `:8080 {
  handle /closed* {
    forward_auth 127.0.0.1:90 {
      uri /auth
    }
    reverse_proxy 127.0.0.1:81
  }
  handle {
    reverse_proxy 127.0.0.1:82 {
      @error status 5xx
      handle_response @error {
        respond 503
      }
    }
  }
}`,
    requests: [
      ["a.example /closed", "unknown"],
      ["a.example /x", "127.0.0.1:82 /x"],
    ],
  },
  {
    name: "files",
    text: `:8080 {
  root * /var/www
  handle /try* {
    try_files {path} /index.html
    file_server
  }
  handle {
    file_server browse
  }
}`,
    requests: [["a.example /try/x", "unknown"]],
  },
  {
    name: "quotes, backslashes and comments",
    text: `# words
:8080 { # more words
  @x path "/a b" \`/c d\`
  respond @x "said \\"so\\"" 201
  redir /r \\
    https://to.example/#part 307
  respond \`{"a": 1}\` 202
}`,
    requests: [
      ["a.example /a%20b", "201"],
      ["a.example /c%20d", "201"],
      ["a.example /r", "307 https://to.example/"],
      ["a.example /", "202"],
    ],
  },
  {
    name: "logs",
    text: `http://a.example:8080 {
  log {
    output file /var/log/a.log
  }
  respond 201
}
http://b.example:8080 {
  log {
    output file /var/log/b.log
    format console
  }
  respond 202
}
http://c.example:8080 {
  respond 203
}
http://d.example:8080 {
  log
  respond 204
}`,
    requests: [
      ["a.example /", "201"],
      ["b.example /", "202"],
      ["c.example /", "203"],
      ["d.example /", "204"],
    ],
  },
  {
    name: "a site with TLS of its own",
    text: ":8443 {\n  tls /c.pem /k.pem\n  respond 201\n}\nhttps://:9443 {\n  respond 202\n}\n",
    requests: [
      ["a.example / 8443", "201"],
      ["a.example / 9443", "202"],
    ],
  },
  {
    name: "an order of one's own",
    text: `{
  order respond before redir
}
:8080 {
  redir https://a.example/
  respond /x 201
}`,
    requests: [
      ["a.example /x", "201"],
      ["a.example /", "302 https://a.example/"],
    ],
  },
  {
    name: "errors, and what is cut",
    text: `:8080 {
  abort /cut
  error /gone "Gone" 410
  error /bad 500
  handle_errors {
    respond "{err.status_code}"
  }
  basicauth /in/* {
    a $2a$14$abc
  }
  method /put PUT
  respond /in/* 201
  handle /in2 {
    respond 205
  }
}`,
    requests: [
      ["a.example /cut", "unknown"],
      ["a.example /gone", "410"],
      ["a.example /bad", "500"],
      ["a.example /in2", "205"],
    ],
  },
  {
    name: "nested blocks with matchers of their own",
    text: `:8080 {
  @get method GET
  handle /a/* {
    @b path /a/b/*
    handle @b {
      handle @get {
        respond 201
      }
      respond 202
    }
    respond 203
  }
  vars /v x 1
  map {path} {kind} {
    /m one
    default two
  }
  @kind expression {kind} == "one"
  respond @kind 204
}`,
    requests: [
      ["a.example /a/b/c", "201"],
      ["a.example /a/b/c 8080 PUT", "202"],
      ["a.example /a/c", "203"],
      ["a.example /m", "unknown"],
    ],
  },
];
