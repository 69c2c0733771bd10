import { type RowFamily, rows } from "./row-family.ts";

/** What the libraries of languages print. */
export const languageRows: Readonly<Record<string, RowFamily>> = {
  Go: {
    ids: /./,
    lines: rows(`
      dial tcp: lookup db.internal on 10.96.0.10:53: no such host
      dial tcp: lookup db.internal on 10.96.0.10:53: read udp 10.0.0.2:4->10.96.0.10:53: i/o timeout
      dial tcp: lookup db.internal on 10.96.0.10:53: server misbehaving
      dial tcp 192.0.2.9:443: connect: connection refused
      dial tcp 192.0.2.9:443: connect: no route to host
      dial tcp 192.0.2.9:443: connect: network is unreachable
      dial tcp 192.0.2.9:443: connect: cannot assign requested address
      dial tcp 192.0.2.9:443: connect: operation not permitted
      dial tcp 192.0.2.9:443: i/o timeout
      dial tcp 192.0.2.9:443: connect: connection timed out
      net/http: TLS handshake timeout
      tls: first record does not look like a TLS handshake
      http: server gave HTTP response to HTTPS client
      remote error: tls: bad certificate
      tls: failed to verify certificate: x509: certificate signed by unknown authority
      x509: certificate has expired or is not yet valid: current time 2026-06-06T10:24:33Z is after 2026-06-01T00:00:00Z
      x509: certificate is valid for a.example, not b.example
      x509: cannot validate certificate for 192.0.2.9 because it doesn't contain any IP SANs
      x509: certificate relies on legacy Common Name field, use SANs instead
      Get "https://shop.example/": EOF
      unexpected EOF
      http: server closed idle connection
      net/http: HTTP/1.x transport connection broken: malformed HTTP response
      read tcp 10.0.0.2:5->192.0.2.9:443: read: connection reset by peer
      write tcp 10.0.0.2:5->192.0.2.9:443: write: broken pipe
      context deadline exceeded (Client.Timeout exceeded while awaiting headers)
      context canceled
      net/http: request canceled while waiting for connection
      http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM, debug="too_many_pings"
      stream error: stream ID 7; INTERNAL_ERROR
      http2: client connection lost
      http2: timeout awaiting response headers
      rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.0.2.9:50051: connect: connection refused"
      rpc error: code = Unavailable desc = no children to pick from
      rpc error: code = Unavailable desc = name resolver error: produced zero addresses
      rpc error: code = Unavailable desc = transport is closing
      rpc error: code = Unavailable desc = error reading from server: EOF
      rpc error: code = Unavailable desc = keepalive ping failed to receive ACK within timeout
      rpc error: code = DeadlineExceeded desc = context deadline exceeded
      rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5000000 vs. 4194304)
      http: Accept error: accept tcp [::]:8080: accept4: too many open files`),
  },
  Java: {
    ids: /./,
    lines: rows(`
      java.net.UnknownHostException: db.internal: Temporary failure in name resolution
      java.net.UnknownHostException: db.internal
      java.net.ConnectException: Connection refused (Connection refused)
      java.net.ConnectException: Connection timed out
      java.net.NoRouteToHostException: No route to host
      java.net.NoRouteToHostException: Cannot assign requested address
      java.net.SocketException: Network is unreachable
      java.net.SocketTimeoutException: connect timed out
      java.net.SocketTimeoutException: Connect timed out
      java.net.http.HttpConnectTimeoutException: HTTP connect timed out
      java.net.SocketTimeoutException: Read timed out
      io.netty.handler.timeout.ReadTimeoutException
      java.net.SocketException: Connection reset
      java.net.SocketException: Broken pipe (Write failed)
      java.net.SocketException: Socket closed
      javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target
      java.security.cert.CertificateExpiredException: NotAfter: Mon Jun 01 00:00:00 UTC 2026
      java.security.cert.CertificateException: No subject alternative DNS name matching b.example found.
      java.security.cert.CertificateException: No name matching b.example found
      javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake
      javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake
      javax.net.ssl.SSLException: Unsupported or unrecognized SSL message
      org.apache.http.NoHttpResponseException: shop.example:443 failed to respond
      org.apache.http.conn.ConnectionPoolTimeoutException: Timeout waiting for connection from pool
      HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=7)
      reactor.netty.http.client.PrematureCloseException: Connection prematurely closed BEFORE response
      io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: shop.example/192.0.2.9:443
      java.io.IOException: unexpected end of stream on https://shop.example/...
      okhttp3.internal.http2.StreamResetException: stream was reset: REFUSED_STREAM
      org.postgresql.util.PSQLException: The connection attempt failed.
      org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.
      org.postgresql.util.PSQLException: This connection has been closed.
      com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure
      The last packet successfully received from the server was 28,801,234 milliseconds ago.`),
  },
  Python: {
    ids: /./,
    lines: rows(`
      socket.gaierror: [Errno -2] Name or service not known
      socket.gaierror: [Errno -3] Temporary failure in name resolution
      socket.gaierror: [Errno -5] No address associated with hostname
      socket.gaierror: [Errno 8] nodename nor servname provided, or not known
      ConnectionRefusedError: [Errno 111] Connection refused
      TimeoutError: [Errno 110] Connection timed out
      OSError: [Errno 113] No route to host
      OSError: [Errno 101] Network is unreachable
      OSError: [Errno 99] Cannot assign requested address
      OSError: [Errno 24] Too many open files
      urllib3.exceptions.ConnectTimeoutError: Connection to shop.example timed out. (connect timeout=5)
      urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='shop.example', port=443): Read timed out. (read timeout=5)
      urllib3.exceptions.NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused
      urllib3.exceptions.NameResolutionError: Failed to resolve 'db.internal' ([Errno -2] Name or service not known)
      ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
      ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))
      http.client.IncompleteRead: IncompleteRead(512 bytes read, 488 more expected)
      requests.exceptions.ChunkedEncodingError: ("Connection broken: InvalidChunkLength")
      requests.exceptions.ProxyError: ('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden'))
      ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)
      ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:1006)
      ssl.SSLZeroReturnError: TLS/SSL connection has been closed (EOF)
      aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host db.internal:443 ssl:default [Name or service not known]
      aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host shop.example:443 ssl:default [Connect call failed]
      aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected
      aiohttp.client_exceptions.ClientPayloadError: Response payload is not completed
      asyncio.TimeoutError
      httpx.ConnectTimeout
      httpx.ReadTimeout
      httpx.PoolTimeout
      httpx.RemoteProtocolError: Server disconnected without sending a response.
      [CRITICAL] WORKER TIMEOUT (pid:17)
      Worker (pid:17) was sent SIGKILL! Perhaps out of memory?
      psycopg.OperationalError: server closed the connection unexpectedly
      sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00`),
  },
  "Node, .NET, PHP and Ruby": {
    ids: /./,
    lines: rows(`
      Error: socket hang up
      TypeError: fetch failed [cause]: ConnectTimeoutError: Connect Timeout Error (UND_ERR_CONNECT_TIMEOUT)
      HeadersTimeoutError: Headers Timeout Error code: 'UND_ERR_HEADERS_TIMEOUT'
      BodyTimeoutError: Body Timeout Error code: 'UND_ERR_BODY_TIMEOUT'
      SocketError: other side closed code: 'UND_ERR_SOCKET'
      Error: getaddrinfo EAI_AGAIN db.internal
      Error: Client network socket disconnected before secure TLS connection was established
      System.Net.Http.HttpRequestException: Connection refused (shop.example:443)
      System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.
      System.IO.IOException: The response ended prematurely.
      System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch
      System.InvalidOperationException: Timeout expired. The timeout period elapsed prior to obtaining a connection from the pool.
      PHP Warning: stream_socket_client(): Unable to connect to tcp://db:3306 (Connection refused)
      PHP Fatal error: Maximum execution time of 30 seconds exceeded
      SQLSTATE[HY000] [2002] Connection refused
      php_network_getaddresses: getaddrinfo failed: Name or service not known
      cURL error 28: Operation timed out after 10001 milliseconds with 0 bytes received
      Errno::ECONNREFUSED: Failed to open TCP connection to shop.example:443 (Connection refused - connect(2))
      Net::OpenTimeout: execution expired
      Net::ReadTimeout with #<TCPSocket:(closed)>
      ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds
      EOFError: end of file reached
      SocketError: getaddrinfo: Name or service not known
      OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: certificate verify failed (certificate has expired)`),
  },
};
