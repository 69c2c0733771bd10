import { type RowFamily, rows, words } from "./row-family.ts";

/** PostgreSQL, pgbouncer, MySQL and Redis. */
export const databaseRows: Readonly<Record<string, RowFamily>> = {
  "sentences of libpq": {
    ids: /^(?:postgres-|connection-|connect-|host-|network-|no-route|dns-|resolver-|name-|certificate-|database-|gai-)/,
    lines: rows(`
      psql: error: connection to server at "db.internal" (192.0.2.40), port 5432 failed: Connection refused
      connection to server at "db.internal" (192.0.2.40), port 5432 failed: Connection timed out
      connection to server at "db.internal" (192.0.2.40), port 5432 failed: timeout expired
      connection to server at "db.internal" (192.0.2.40), port 5432 failed: No route to host
      connection to server at "db.internal" (192.0.2.40), port 5432 failed: Network is unreachable
      could not translate host name "db.internal" to address: Name or service not known
      connection to server at "db.internal" (192.0.2.40), port 5432 failed: server closed the connection unexpectedly
      received invalid response to SSL negotiation: H
      server does not support SSL, but SSL was required
      SSL error: certificate verify failed
      server certificate for "db" does not match host name "db.internal"
      root certificate file "/root/.postgresql/root.crt" does not exist
      SSL SYSCALL error: EOF detected
      SSL connection has been closed unexpectedly`),
  },
  "sentences of PostgreSQL": {
    ids: /^postgres-/,
    lines: rows(`
      FATAL:  no pg_hba.conf entry for host "192.0.2.20", user "app", database "shop", no encryption
      FATAL:  role "app" does not exist
      FATAL:  password authentication failed for user "app"
      FATAL:  database "shop" does not exist
      FATAL:  sorry, too many clients already
      FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute
      FATAL:  too many connections for role "app"
      FATAL:  too many connections for database "shop"
      FATAL:  terminating connection due to administrator command
      WARNING:  terminating connection because of crash of another server process
      FATAL:  the database system is starting up
      FATAL:  the database system is shutting down
      FATAL:  the database system is in recovery mode
      FATAL:  the database system is not yet accepting connections
      FATAL:  terminating connection due to idle-session timeout
      ERROR:  canceling statement due to statement timeout
      ERROR:  canceling statement due to user request
      ERROR:  canceling statement due to lock timeout
      ERROR:  could not obtain lock on row in relation "orders"
      FATAL:  terminating connection due to idle-in-transaction timeout
      ERROR:  cannot execute INSERT in a read-only transaction
      ERROR:  could not serialize access due to concurrent update
      ERROR:  canceling statement due to conflict with recovery
      ERROR:  deadlock detected
      ERROR:  out of memory
      LOG:  incomplete startup packet
      LOG:  invalid length of startup packet
      LOG:  could not receive data from client: Connection reset by peer
      LOG:  unexpected EOF on client connection with an open transaction
      LOG:  could not send data to client: Broken pipe
      FATAL:  canceling authentication due to timeout
      ERROR:  could not extend file "base/1/2": No space left on device`),
  },
  SQLSTATE: {
    ids: /^sqlstate-/,
    lines: words(`
      08000 08003 08006 08001 08004 08P01 28000 28P01 3D000 53300 53100 53200 53400 57P01 57P02 57P03 57P05 57014 55P03 25P03 25P04
      25006 40001 40P01 58000 58030 XX000`).map((code) => `(psycopg) SQLSTATE: ${code}`),
  },
  pgbouncer: {
    ids: /^(?:pgbouncer-|postgres-)/,
    lines: rows(`
      no more connections allowed (max_client_conn)
      client connections exceeded (max_user_client_connections)
      client connections exceeded (max_db_client_connections)
      query_wait_timeout
      server login has been failing, cached error: connect failed (server_login_retry)
      client_login_timeout (server down)
      client_login_timeout
      server DNS lookup failed
      closing because: connect failed (age=0s)
      closing because: connect timeout (age=15s)
      server conn crashed?
      server refused SSL
      bad sslreq answer
      TLS startup failed
      closing because: SSL required (age=0s)
      closing because: server lifetime over (age=3600s)
      closing because: server idle timeout (age=600s)
      closing because: obsolete connection (age=3s)
      closing because: evicted (age=3s)
      closing because: database configuration changed (age=3s)
      closing because: client unexpected eof (age=1s)
      closing because: client close request (age=1s)
      closing because: client disconnected with query in progress (age=1s)
      idle transaction timeout
      closing because: transaction timeout (age=9s)
      closing because: query timeout (age=9s)
      client_idle_timeout
      no such database: shop
      no such user: app
      password authentication failed
      SASL authentication failed
      login rejected
      prepared statement did not exist
      prepared statement name is already in use
      pooler is shutting down
      closing because: server shutting down (age=1s)
      admin forced disconnect
      closing because: pause mode (age=9s)
      suspend_timeout
      bouncer config error
      bouncer resources exhaustion`),
  },
  "numbers of MySQL": {
    ids: /^mysql-/,
    lines: [
      ...words(`
        1040 1042 1043 1044 1045 1049 1053 1077 1079 1080 1129 1130 1152 1153 1156 1157 1158 1159 1160 1161 1184 1203 1205 1213 1226 1251
        1290 1317 1820 1836 1862 3024 3159 4031`).map((code) => `ERROR ${code} (HY000): said by the server`),
      ...words("2002 2003 2005 2006 2012 2013 2026 2027 2047 2055 2059 2061").map(
        (code) => `ERROR ${code} (HY000): said by the client`,
      ),
    ],
  },
  "sentences of MySQL": {
    ids: /^(?:mysql|errno)-/,
    lines: rows(`
      Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)
      Can't connect to MySQL server on 'db.internal' (111)
      Unknown MySQL server host 'db.internal' (-2)
      MySQL server has gone away
      Lost connection to MySQL server at 'reading initial communication packet', system error: 0
      Lost connection to MySQL server at 'reading authorization packet', system error: 0
      Lost connection to MySQL server during query
      Too many connections
      User 'app' has exceeded the 'max_user_connections' resource (current value: 10)
      Access denied for user 'app'@'192.0.2.20' (using password: YES)
      Unknown database 'shop'
      Host '192.0.2.20' is blocked because of many connection errors; unblock with 'mysqladmin flush-hosts'
      Host '192.0.2.20' is not allowed to connect to this MySQL server
      Aborted connection 7 to db: 'shop' user: 'app' host: '192.0.2.20' (Got timeout reading communication packets)
      Got a packet bigger than 'max_allowed_packet' bytes
      Lock wait timeout exceeded; try restarting transaction
      Deadlock found when trying to get lock; try restarting transaction
      The MySQL server is running with the --read-only option so it cannot execute this statement
      Query execution was interrupted, maximum statement execution time exceeded
      Connections using insecure transport are prohibited while --require_secure_transport=ON.
      The client was disconnected by the server because of inactivity.`),
  },
  Redis: {
    ids: /^(?:redis|connection|wrapper-redis)-/,
    lines: rows(`
      ERR max number of clients reached
      ERR max number of clients + cluster connections reached
      DENIED Redis is running in protected mode because protected mode is enabled
      NOAUTH Authentication required.
      NOAUTH HELLO must be called with the client already authenticated
      WRONGPASS invalid username-password pair or user is disabled.
      NOPERM User app has no permissions to run the 'keys' command
      LOADING Redis is loading the dataset in memory
      BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.
      MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.
      READONLY You can't write against a read only replica.
      NOREPLICAS Not enough good replicas to write.
      CLUSTERDOWN The cluster is down
      CLUSTERDOWN Hash slot not served
      MOVED 3999 192.0.2.41:6379
      ASK 3999 192.0.2.41:6379
      CROSSSLOT Keys in request don't hash to the same slot
      TRYAGAIN Multiple keys request during rehashing of slot
      OOM command not allowed when used memory > 'maxmemory'.
      MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.
      EXECABORT Transaction discarded because of previous errors.
      NOSCRIPT No matching script. Please use EVAL.
      WRONGTYPE Operation against a key holding the wrong kind of value
      UNBLOCKED force unblock from blocking operation
      IOERR error or timeout reading to target instance
      Client id=7 addr=192.0.2.20:5100 scheduled to be closed ASAP for overcoming of output buffer limits.
      Accepting client connection: accept: Too many open files
      MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20).
      Error: Connection is closed.
      SocketClosedUnexpectedlyError: Socket closed unexpectedly
      redis.exceptions.ConnectionError: Error 111 connecting to db:6379. Connection refused.
      redis.exceptions.ConnectionError: Connection closed by server.
      redis.clients.jedis.exceptions.JedisException: Could not get a resource from the pool
      redis.clients.jedis.exceptions.JedisConnectionException: Unexpected end of stream.`),
  },
};
